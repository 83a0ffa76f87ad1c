// Finding records by the beginnings of their words.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "resource/word_index.hpp"

namespace crm {

bool is_searchable(const Resource&);
Words words_of(const Resource&, const Record&);  // of its searchable text, sorted

// Brings the words of one record from those of `before` to those of `after`; null where there is no record.
void write_words(Session&, const Resource&, const Record* before, const Record* after);

struct Search {
    std::vector<SearchedWord> words;
    std::size_t sought = 0;  // so many of them, from the first, the index finds records by
};
// nullopt when a prefix stands for no word: then no record is found.
std::optional<Search> read_search(Session&, const Resource&, const Words& prefixes);

// Those of the records, in the same order, that have a word for each of the prefixes which begins with it.
std::vector<Id> with_words(Session&, const Resource&, std::vector<Id>, const Words& prefixes);

}  // namespace crm

// The words of each record's searchable text, in a table beside its own: `books_words (word, record_id)`.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "resource/resource.hpp"

namespace crm {

bool is_searchable(const Resource&);
std::string words_table(const Resource&);
std::vector<std::string> words_of(const Resource&, const Record&);  // sorted

// How many of the words stand there for the record.
std::int64_t count_words(Session&, const Resource&, Id, const std::vector<std::string>&);

// What a word that begins with `prefix` is smaller than.
std::string end_of_prefix(std::string_view prefix);

inline constexpr std::size_t max_endings = 512;  // words that are looked up one by one for a prefix

// The words in the table that begin with `prefix`; nullopt when there are more than max_endings.
std::optional<std::vector<std::string>> endings_of(Session&, const Resource&, std::string_view prefix);
// How many entries the words have in the table; `limit` for that many or more.
std::size_t count_entries(Session&, const Resource&, const std::vector<std::string>& words, std::size_t limit);

// A search for words by their beginnings: what to follow, and what to look for in the records found by it.
struct Search {
    std::vector<std::string> leading;  // the words that the rarest prefix stands for; none where all are broad
    std::vector<std::vector<std::string>> narrow;  // those of the other prefixes
    std::vector<std::string> broad;                // prefixes that stand for very many words
};
// nullopt when a prefix stands for no word: then no record is found.
std::optional<Search> read_search(Session&, const Resource&, const std::vector<std::string>& prefixes);
// Whether the record has, for each of the prefixes, a word that begins with it.
bool has_words(Session&, const Resource&, Id, const std::vector<std::string>& prefixes);

// How many records have a word that begins with `prefix`; `limit` for that many or more.
std::int64_t count_records(Session&, const Resource&, std::string_view prefix, std::int64_t limit);
// The ids of the first `limit` records, behind the one called `from`, that have any of the words. Costs as much however
// many have.
std::vector<Id> ids_with(Session&, const Resource&, const std::vector<std::string>& words, std::optional<Id> from,
                         bool descending, std::size_t limit);

// Brings the words of one record from those of `before` to those of `after`; null where there is no record.
void write_words(Session&, const Resource&, const Record* before, const Record* after);

}  // namespace crm

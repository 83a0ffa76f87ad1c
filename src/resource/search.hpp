// The words of each record's searchable text, in a table beside its own: `books_words (word, record_id)`.
#pragma once
#include <string>

#include "db/session.hpp"
#include "resource/resource.hpp"

namespace crm {

bool is_searchable(const Resource&);
std::string words_table(const Resource&);
std::vector<std::string> words_of(const Resource&, const Record&);  // sorted

// How many of the words stand there for the record.
std::int64_t count_words(Session&, const Resource&, Id, const std::vector<std::string>&);

// Brings the words of one record from those of `before` to those of `after`; null where there is no record.
void write_words(Session&, const Resource&, const Record* before, const Record* after);

}  // namespace crm

// How an engine keeps the words of records, so that records are found by them.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "db/session.hpp"
#include "resource/sql.hpp"

namespace crm {

using Words = std::vector<std::string>;

// One of the words that are searched: its beginning, and what an index looks up for it: the words it stands for, or
// `ada*` for all of them at once; nothing where these are very many.
struct SearchedWord {
    std::string beginning;
    Words endings;
};
using SearchedWords = std::span<const SearchedWord>;

std::string words_table(const Resource&);            // books_words
std::string end_of_prefix(std::string_view prefix);  // what a word that begins with it is smaller than

class WordIndex {
public:
    // The words of a record, sorted, from those of `before` to those of `now`.
    virtual void change(Session&, const Resource&, Id, const Words& before, const Words& now) const = 0;

    // What is looked up for the prefix, in order; empty when no word begins with it, nullopt when it is too much, or
    // more than it is worth when other words are searched with it.
    virtual std::optional<Words> endings_of(Session&, const Resource&, std::string_view prefix,
                                            bool is_alone) const = 0;
    // How many records have a word that begins with `prefix`; `limit` for that many or more.
    virtual std::int64_t count_records(Session&, const Resource&, std::string_view prefix,
                                       std::int64_t limit) const = 0;

    // Puts those words first that it finds records by, and says how many these are: none whose endings are very many.
    virtual std::size_t put_sought_first(Session&, const Resource&, std::vector<SearchedWord>&) const = 0;
    // Up to `limit` of the records that have all of the sought words.
    virtual std::vector<Id> some_with(Session&, const Resource&, SearchedWords sought, std::size_t limit) const = 0;
    // The ids of the first `limit` of them behind the one called `from`. Costs as much however many there are.
    virtual std::vector<Id> ids_with(Session&, const Resource&, SearchedWords sought, std::optional<Id> from,
                                     bool descending, std::size_t limit) const = 0;
    // Those of the records that have the word, in the same order; nullopt where reading their text is quicker.
    virtual std::optional<std::vector<Id>> those_with(Session&, const Resource&, const SearchedWord&,
                                                      const std::vector<Id>&) const = 0;
    // ` AND …` the record has, for each of the prefixes, a word that begins with it.
    virtual void append_condition(Sql&, const Resource&, const Words& prefixes) const = 0;

    virtual void for_each_entry(Session&, const Resource&, FunctionRef<void(std::string_view word, Id)>) const = 0;

protected:
    ~WordIndex() = default;
    // The ids that `sql` gives for what begins with the prefix: how many different ones, up to `limit`.
    static std::int64_t count_different(Session&, const std::string& sql, std::string_view prefix, std::int64_t limit);
};

// Those of the ids that were found, in the same order.
std::vector<Id> only(std::vector<Id>, const std::unordered_set<Id>& found);

const WordIndex& words_in_rows();
const WordIndex& words_in_fts5();
const WordIndex& word_index(Engine);

}  // namespace crm

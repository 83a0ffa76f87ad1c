// Words in an index of SQLite's FTS5 (sqlite.org/fts5.html), which writes those of many records one after the other,
// not each at its place in the table. Beside `books_words` stand its entries: `books_words_entries (term, doc)`.
#include <algorithm>
#include <unordered_set>

#include "base/text.hpp"
#include "resource/word_index.hpp"

namespace crm {
namespace {

// A beginning of so many characters has an index of its own (`$words` in db/dialect.cpp).
constexpr std::size_t indexed_beginning = 3;
constexpr std::size_t max_endings = 64;    // words that are looked up for a prefix; FTS5 opens one after the other
constexpr std::size_t few_endings = 8;     // of a shorter prefix beside other words, which mostly tell more
constexpr std::size_t rare = 512;          // fewer records with a word are read sooner than FTS5 looks for other words
constexpr std::size_t most_looked_up = 8;  // endings of a word that is looked up for given records
constexpr Id nearby = 16;                  // times as many ids as records, between the first of them and the last
constexpr int patience = 16;  // entries of a word that are passed one by one before the next word is looked for

std::string entries_table(const Resource& resource) { return words_table(resource) + "_entries"; }

std::string joined(const Words& words) {
    std::string text;
    for (const std::string& word : words) (text += word) += ' ';
    return text;
}

// Words are letters and digits: in an expression they need no more than quotes. `ada*` is all that begin so.
void append_quoted(std::string& expression, std::string_view word) {
    const bool is_beginning = word.ends_with('*');
    if (is_beginning) word.remove_suffix(1);
    (((expression += '"') += word) += '"') += is_beginning ? "*" : "";
}

// ("ada" OR "adam") AND ("love")
std::string expression_of(SearchedWords sought) {
    std::string expression;
    for (const SearchedWord& word : sought) {
        expression += expression.empty() ? "(" : " AND (";
        for (const std::string& ending : word.endings) {
            if (&ending != word.endings.data()) expression += " OR ";
            append_quoted(expression, ending);
        }
        expression += ')';
    }
    return expression;
}

class WordsInFts5 final : public WordIndex {
public:
    void change(Session& session, const Resource& resource, Id id, const Words& before,
                const Words& now) const override {
        const std::string table = words_table(resource), old_text = joined(before), text = joined(now);
        if (!before.empty())
            session.execute("INSERT INTO " + table + " (" + table + ", rowid, words) VALUES ('delete', ?, ?)",
                            {id, std::string_view(old_text)});
        if (!now.empty())
            session.execute("INSERT INTO " + table + " (rowid, words) VALUES (?, ?)", {id, std::string_view(text)});
    }

    std::optional<Words> endings_of(Session& session, const Resource& resource, std::string_view prefix,
                                    bool is_alone) const override {
        const std::string sql = "SELECT term FROM " + entries_table(resource) + " WHERE term >= ?";
        const std::size_t length = code_points(prefix);
        const std::size_t at_most = length == indexed_beginning              ? 0
                                    : length > indexed_beginning || is_alone ? max_endings
                                                                             : few_endings;
        Words words;
        std::string from(prefix);
        bool goes_on = true, too_many = false;
        while (goes_on) {
            goes_on = false;
            int passed = 0;
            session.query(sql, {std::string_view(from)}, [&](const Row& row) {
                const std::string_view word = row.text(0);
                if (!word.starts_with(prefix)) return false;
                if (words.empty() || word != words.back()) {
                    passed = 0;
                    too_many = words.size() == at_most;
                    if (!too_many) words.emplace_back(word);
                    return !too_many;
                }
                goes_on = ++passed == patience;
                return !goes_on;
            });
            if (goes_on) from = words.back() + '\x01';
        }
        if (!too_many) return words;
        // Without the index FTS5 brings all entries of these words together: too many when they are few characters.
        if (length < indexed_beginning) return std::nullopt;
        return Words{std::string(prefix) + '*'};
    }

    std::int64_t count_records(Session& session, const Resource& resource, std::string_view prefix,
                               std::int64_t limit) const override {
        return count_different(session, "SELECT doc FROM " + entries_table(resource) + " WHERE term >= ? AND term < ?",
                               prefix, limit);
    }

    // A rare one, whose records are so few that their texts tell the others; where none is rare, all of them.
    std::size_t put_sought_first(Session& session, const Resource& resource,
                                 std::vector<SearchedWord>& words) const override {
        const auto rest = std::partition(words.begin(), words.end(), [](const auto& w) { return !w.endings.empty(); });
        const auto count = static_cast<std::size_t>(rest - words.begin());
        if (words.size() == 1) return count;
        auto rarest = rest;
        std::size_t fewest = rare;
        for (auto word = words.begin(); word != rest; ++word) {
            const std::size_t records = some_with(session, resource, {&*word, 1}, fewest).size();
            if (records == fewest) continue;
            rarest = word;
            fewest = records;
        }
        if (rarest == rest) return count;
        std::iter_swap(words.begin(), rarest);
        return 1;
    }

    std::vector<Id> some_with(Session& session, const Resource& resource, SearchedWords sought,
                              std::size_t limit) const override {
        return ids_with(session, resource, sought, std::nullopt, false, limit);
    }

    std::vector<Id> ids_with(Session& session, const Resource& resource, SearchedWords sought, std::optional<Id> from,
                             bool descending, std::size_t limit) const override {
        const std::string table = words_table(resource), expression = expression_of(sought);
        std::vector<Bound> values{std::string_view(expression)};
        if (from) values.emplace_back(*from);
        values.emplace_back(static_cast<std::int64_t>(limit));
        std::vector<Id> ids;
        session.query("SELECT rowid FROM " + table + " WHERE " + table + " MATCH ?" +
                          (!from        ? ""
                           : descending ? " AND rowid < ?"
                                        : " AND rowid > ?") +
                          " ORDER BY rowid" + (descending ? " DESC" : "") + " LIMIT ?",
                      values, [&](const Row& row) { return ids.push_back(row.integer(0)), true; });
        return ids;
    }

    // FTS5 goes through all records with the word between the first of these and the last.
    std::optional<std::vector<Id>> those_with(Session& session, const Resource& resource, const SearchedWord& word,
                                              const std::vector<Id>& ids) const override {
        if (ids.empty()) return ids;
        const auto [first, last] = std::minmax_element(ids.begin(), ids.end());
        if (word.endings.empty() || word.endings.size() > most_looked_up || *last - *first > nearby * std::ssize(ids))
            return std::nullopt;
        const std::string table = words_table(resource), expression = expression_of({&word, 1});
        std::unordered_set<Id> found;
        session.query("SELECT rowid FROM " + table + " WHERE " + table + " MATCH ? AND rowid >= ? AND rowid <= ?",
                      {std::string_view(expression), *first, *last},
                      [&](const Row& row) { return found.insert(row.integer(0)), true; });
        return only(ids, found);
    }

    void append_condition(Sql& sql, const Resource& resource, const Words& prefixes) const override {
        if (prefixes.empty()) return;
        std::string expression;
        for (const std::string& prefix : prefixes) {
            if (!expression.empty()) expression += " AND ";
            append_quoted(expression, prefix + '*');
        }
        const std::string table = words_table(resource);
        sql << " AND id IN (SELECT rowid FROM " << table << " WHERE " << table << " MATCH ?)";
        sql.bind_text(std::move(expression));
    }

    void for_each_entry(Session& session, const Resource& resource,
                        FunctionRef<void(std::string_view word, Id)> each) const override {
        session.query("SELECT term, doc FROM " + entries_table(resource), {},
                      [&](const Row& row) { return each(row.text(0), row.integer(1)), true; });
    }
};

}  // namespace

const WordIndex& words_in_fts5() {
    static const WordsInFts5 index;
    return index;
}

}  // namespace crm

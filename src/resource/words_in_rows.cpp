// Words as rows of a table beside the resource's own: `books_words (word, record_id)`.
#include <algorithm>
#include <iterator>
#include <unordered_set>

#include "resource/list_sql.hpp"
#include "resource/word_index.hpp"

namespace crm {
namespace {

constexpr std::size_t max_endings = 512;   // words that are looked up one by one for a prefix
constexpr std::size_t largest_batch = 64;  // halved for the rest, so that few different statements are prepared

// A word of more endings is not looked up for given records, whose text is read instead.
constexpr std::size_t most_looked_up = 8;

// `each` gets pieces of 64, 32, … words.
template <class F>
void in_batches(const Words& words, F&& each) {
    std::size_t at = 0;
    for (std::size_t size = largest_batch; size > 0; size /= 2)
        for (; words.size() - at >= size; at += size) each(std::span(words).subspan(at, size));
}

std::string marks(std::size_t count, std::string_view one) {
    std::string text(one);
    for (std::size_t i = 1; i < count; ++i) (text += ", ") += one;
    return text;
}

void insert_words(Session& session, const Resource& resource, Id id, const Words& words) {
    in_batches(words, [&](std::span<const std::string> batch) {
        std::vector<Bound> values;
        for (const std::string& word : batch) {
            values.emplace_back(std::string_view(word));
            values.emplace_back(id);
        }
        session.execute(
            "INSERT INTO " + words_table(resource) + " (word, record_id) VALUES " + marks(batch.size(), "(?, ?)"),
            values);
    });
}

std::vector<Bound> record_and_words(Id id, std::span<const std::string> words) {
    std::vector<Bound> values{id};
    for (const std::string& word : words) values.emplace_back(std::string_view(word));
    return values;
}

Words without(const Words& words, const Words& others) {
    Words rest;
    std::set_difference(words.begin(), words.end(), others.begin(), others.end(), std::back_inserter(rest));
    return rest;
}

void delete_words(Session& session, const Resource& resource, Id id, const Words& words) {
    in_batches(words, [&](std::span<const std::string> batch) {
        session.execute("DELETE FROM " + words_table(resource) + " WHERE record_id = ? AND word IN (" +
                            marks(batch.size(), "?") + ")",
                        record_and_words(id, batch));
    });
}

// How many entries the words have; `limit` for that many or more.
std::size_t count_entries(Session& session, const Resource& resource, const Words& words, std::size_t limit) {
    const std::string sql = "SELECT COUNT(*) FROM (SELECT 1 FROM " + words_table(resource) + " WHERE word = ? LIMIT " +
                            std::to_string(limit) + ") AS entries";
    std::size_t count = 0;
    for (std::size_t i = 0; i < words.size() && count < limit; ++i)
        count += static_cast<std::size_t>(session.integer(sql, {std::string_view(words[i])}));
    return std::min(count, limit);
}

class WordsInRows final : public WordIndex {
public:
    void change(Session& session, const Resource& resource, Id id, const Words& before,
                const Words& now) const override {
        delete_words(session, resource, id, without(before, now));
        insert_words(session, resource, id, without(now, before));
    }

    std::optional<Words> endings_of(Session& session, const Resource& resource, std::string_view prefix,
                                    bool) const override {
        const std::string first = "SELECT MIN(word) FROM " + words_table(resource) + " WHERE word ",
                          end = end_of_prefix(prefix);
        Words words;
        std::string word(prefix);
        bool found = false;
        const auto read = [&](const Row& row) {
            found = !row.is_null(0);
            word = row.text(0);
        };
        for (bool more =
                 session.first(first + ">= ? AND word < ?", {std::string_view(word), std::string_view(end)}, read);
             more && found; more = session.first(first + "> ? AND word < ?",
                                                 {std::string_view(words.back()), std::string_view(end)}, read)) {
            if (words.size() == max_endings) return std::nullopt;
            words.push_back(word);
        }
        return words;
    }

    std::int64_t count_records(Session& session, const Resource& resource, std::string_view prefix,
                               std::int64_t limit) const override {
        return count_different(
            session, "SELECT record_id FROM " + words_table(resource) + " WHERE word >= ? AND word < ?", prefix, limit);
    }

    // The rarest: every other word is looked for in its records.
    std::size_t put_sought_first(Session& session, const Resource& resource,
                                 std::vector<SearchedWord>& words) const override {
        constexpr std::size_t common = 4'000;  // no use in knowing which of two such is the rarer one
        auto rarest = words.end();
        std::size_t fewest = 0;
        for (auto word = words.begin(); word != words.end(); ++word) {
            if (word->endings.empty()) continue;
            const auto entries = words.size() > 1 ? count_entries(session, resource, word->endings, common) : common;
            if (rarest != words.end() && entries >= fewest) continue;
            rarest = word;
            fewest = entries;
        }
        if (rarest == words.end()) return 0;
        std::iter_swap(words.begin(), rarest);
        return 1;
    }

    std::vector<Id> some_with(Session& session, const Resource& resource, SearchedWords sought,
                              std::size_t limit) const override {
        const Words& words = sought.front().endings;
        // In the order of the index, or PostgreSQL may look for the word through the whole table.
        const std::string sql =
            "SELECT record_id FROM " + words_table(resource) + " WHERE word = ? ORDER BY record_id LIMIT ?";
        std::unordered_set<Id> ids;
        for (auto word = words.begin(); word != words.end() && ids.size() < limit; ++word)
            session.query(sql, {std::string_view(*word), static_cast<std::int64_t>(limit)},
                          [&](const Row& row) { return ids.insert(row.integer(0)), ids.size() < limit; });
        return {ids.begin(), ids.end()};
    }

    std::vector<Id> ids_with(Session& session, const Resource& resource, SearchedWords sought, std::optional<Id> from,
                             bool descending, std::size_t limit) const override {
        const std::string sql = "SELECT record_id FROM " + words_table(resource) + " WHERE word = ?" +
                                (!from        ? ""
                                 : descending ? " AND record_id < ?"
                                              : " AND record_id > ?") +
                                " ORDER BY record_id" + (descending ? " DESC" : "") + " LIMIT ?";
        std::vector<Id> ids;
        for (const std::string& word : sought.front().endings) {
            std::vector<Bound> values{std::string_view(word)};
            if (from) values.emplace_back(*from);
            values.emplace_back(static_cast<std::int64_t>(limit));
            session.query(sql, values, [&](const Row& row) { return ids.push_back(row.integer(0)), true; });
        }
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        if (descending) std::reverse(ids.begin(), ids.end());
        if (ids.size() > limit) ids.resize(limit);
        return ids;
    }

    std::optional<std::vector<Id>> those_with(Session& session, const Resource& resource, const SearchedWord& word,
                                              const std::vector<Id>& ids) const override {
        if (word.endings.empty() || word.endings.size() > most_looked_up) return std::nullopt;
        if (ids.empty()) return ids;
        Sql sql;
        sql << "SELECT record_id FROM " << words_table(resource) << " WHERE word";
        append_one_of(sql, word.endings);
        append_one_of(sql << " AND record_id", padded(ids));
        std::unordered_set<Id> found;
        session.query(sql.text, sql.values, [&](const Row& row) { return found.insert(row.integer(0)), true; });
        return only(ids, found);
    }

    void append_condition(Sql& sql, const Resource& resource, const Words& prefixes) const override {
        for (const std::string& prefix : prefixes) {
            sql << " AND id IN (SELECT record_id FROM " << words_table(resource) << " WHERE word >= ? AND word < ?)";
            sql.bind_text(prefix);
            sql.bind_text(end_of_prefix(prefix));
        }
    }

    void for_each_entry(Session& session, const Resource& resource,
                        FunctionRef<void(std::string_view word, Id)> each) const override {
        session.query("SELECT word, record_id FROM " + words_table(resource), {},
                      [&](const Row& row) { return each(row.text(0), row.integer(1)), true; });
    }
};

}  // namespace

const WordIndex& words_in_rows() {
    static const WordsInRows index;
    return index;
}

}  // namespace crm

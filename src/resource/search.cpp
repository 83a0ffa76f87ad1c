// Writes what has changed of a record's words.
#include "resource/search.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_set>

#include "base/words.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

constexpr std::size_t largest_batch = 64;  // halved for the rest, so that few different statements are prepared

// `each` gets pieces of 64, 32, … words.
template <class F>
void in_batches(const std::vector<std::string>& words, F&& each) {
    std::size_t at = 0;
    for (std::size_t size = largest_batch; size > 0; size /= 2)
        for (; words.size() - at >= size; at += size) each(std::span(words).subspan(at, size));
}

std::string marks(std::size_t count, std::string_view one) {
    std::string text(one);
    for (std::size_t i = 1; i < count; ++i) (text += ", ") += one;
    return text;
}

void insert_words(Session& session, const Resource& resource, Id id, const std::vector<std::string>& words) {
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

bool has_same_text(const Resource& resource, const Record& a, const Record& b) {
    return std::all_of(resource.fields.begin(), resource.fields.end(),
                       [&](const Field& f) { return !f.searchable || f.get(a) == f.get(b); });
}

std::vector<std::string> without(const std::vector<std::string>& words, const std::vector<std::string>& others) {
    std::vector<std::string> rest;
    std::set_difference(words.begin(), words.end(), others.begin(), others.end(), std::back_inserter(rest));
    return rest;
}

std::string some_of(const Resource& resource, std::size_t count) {
    return " FROM " + words_table(resource) + " WHERE record_id = ? AND word IN (" + marks(count, "?") + ")";
}

void delete_words(Session& session, const Resource& resource, Id id, const std::vector<std::string>& words) {
    in_batches(words, [&](std::span<const std::string> batch) {
        session.execute("DELETE" + some_of(resource, batch.size()), record_and_words(id, batch));
    });
}

}  // namespace

bool is_searchable(const Resource& resource) {
    return std::any_of(resource.fields.begin(), resource.fields.end(), [](const Field& f) { return f.searchable; });
}

std::string words_table(const Resource& resource) { return std::string(resource.name) + "_words"; }

std::vector<std::string> words_of(const Resource& resource, const Record& record) {
    std::string text;
    for (const Field& f : resource.fields)
        if (f.searchable) (text += std::get<std::string>(f.get(record))) += '\n';
    auto words = words_of(text);
    std::sort(words.begin(), words.end());
    return words;
}

std::int64_t count_words(Session& session, const Resource& resource, Id id, const std::vector<std::string>& words) {
    std::int64_t count = 0;
    in_batches(words, [&](std::span<const std::string> batch) {
        const auto values = record_and_words(id, batch);
        session.first("SELECT COUNT(*)" + some_of(resource, batch.size()), values,
                      [&](const Row& row) { count += row.integer(0); });
    });
    return count;
}

std::string end_of_prefix(std::string_view prefix) {
    return std::string(prefix) + "\xF4\x8F\xBF\xBF";  // U+10FFFF: behind everything that begins alike
}

std::optional<std::vector<std::string>> endings_of(Session& session, const Resource& resource,
                                                   std::string_view prefix) {
    const std::string first = "SELECT MIN(word) FROM " + words_table(resource) + " WHERE word ",
                      end = end_of_prefix(prefix);
    std::vector<std::string> words;
    std::string word(prefix);
    bool found = false;
    const auto read = [&](const Row& row) {
        found = !row.is_null(0);
        word = row.text(0);
    };
    for (bool more = session.first(first + ">= ? AND word < ?", {std::string_view(word), std::string_view(end)}, read);
         more && found; more = session.first(first + "> ? AND word < ?",
                                             {std::string_view(words.back()), std::string_view(end)}, read)) {
        if (words.size() == max_endings) return std::nullopt;
        words.push_back(word);
    }
    return words;
}

std::size_t count_entries(Session& session, const Resource& resource, const std::vector<std::string>& words,
                          std::size_t limit) {
    const std::string sql = "SELECT COUNT(*) FROM (SELECT 1 FROM " + words_table(resource) + " WHERE word = ? LIMIT " +
                            std::to_string(limit) + ") AS entries";
    std::size_t count = 0;
    for (std::size_t i = 0; i < words.size() && count < limit; ++i)
        count += static_cast<std::size_t>(session.integer(sql, {std::string_view(words[i])}));
    return std::min(count, limit);
}

std::optional<Search> read_search(Session& session, const Resource& resource,
                                  const std::vector<std::string>& prefixes) {
    constexpr std::size_t common = 4'000;  // no use in knowing which of two such is the rarer one
    Search search;
    std::size_t fewest = 0;
    for (const std::string& prefix : prefixes) {
        auto words = endings_of(session, resource, prefix);
        if (!words) {
            search.broad.push_back(prefix);
            continue;
        }
        if (words->empty()) return std::nullopt;
        const std::size_t entries = prefixes.size() > 1 ? count_entries(session, resource, *words, common) : common;
        const bool leads = search.leading.empty() || entries < fewest;
        if (leads) {
            std::swap(search.leading, *words);
            fewest = entries;
        }
        if (!words->empty()) search.narrow.push_back(std::move(*words));
    }
    return search;
}

bool has_words(Session& session, const Resource& resource, Id id, const std::vector<std::string>& prefixes) {
    if (prefixes.empty()) return true;
    const auto record = load(session, resource, id);
    if (!record) return false;
    const auto words = words_of(resource, *record);
    return std::all_of(prefixes.begin(), prefixes.end(), [&](const std::string& prefix) {
        const auto first = std::lower_bound(words.begin(), words.end(), prefix);
        return first != words.end() && first->starts_with(prefix);
    });
}

std::int64_t count_records(Session& session, const Resource& resource, std::string_view prefix, std::int64_t limit) {
    const std::string end = end_of_prefix(prefix);
    std::unordered_set<Id> ids;
    session.query("SELECT record_id FROM " + words_table(resource) + " WHERE word >= ? AND word < ?",
                  {prefix, std::string_view(end)}, [&](const Row& row) {
                      ids.insert(row.integer(0));
                      return std::ssize(ids) < limit;
                  });
    return std::ssize(ids);
}

std::vector<Id> ids_with(Session& session, const Resource& resource, const std::vector<std::string>& words,
                         std::optional<Id> from, bool descending, std::size_t limit) {
    const std::string sql = "SELECT record_id FROM " + words_table(resource) + " WHERE word = ?" +
                            (!from        ? ""
                             : descending ? " AND record_id < ?"
                                          : " AND record_id > ?") +
                            " ORDER BY record_id" + (descending ? " DESC" : "") + " LIMIT ?";
    std::vector<Id> ids;
    for (const std::string& word : words) {
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

void write_words(Session& session, const Resource& resource, const Record* before, const Record* after) {
    if (!is_searchable(resource) || (before && after && has_same_text(resource, *before, *after))) return;
    const auto old = before ? words_of(resource, *before) : std::vector<std::string>();
    const auto now = after ? words_of(resource, *after) : std::vector<std::string>();
    const Id id = after ? after->id : before->id;
    delete_words(session, resource, id, without(old, now));
    insert_words(session, resource, id, without(now, old));
}

}  // namespace crm

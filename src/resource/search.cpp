// Reads words from the text of records, and looks for them in the index of the engine.
#include "resource/search.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/words.hpp"
#include "resource/list_sql.hpp"

namespace crm {
namespace {

// So few records with a word are read sooner than other words are looked for.
constexpr std::size_t few = 64;

bool has_same_text(const Resource& resource, const Record& a, const Record& b) {
    return std::all_of(resource.fields.begin(), resource.fields.end(),
                       [&](const Field& f) { return !f.searchable || f.get(a) == f.get(b); });
}

}  // namespace

std::string words_table(const Resource& resource) { return std::string(resource.name) + "_words"; }

std::string end_of_prefix(std::string_view prefix) {
    return std::string(prefix) + "\xF4\x8F\xBF\xBF";  // U+10FFFF: behind everything that begins alike
}

std::int64_t WordIndex::count_different(Session& session, const std::string& sql, std::string_view prefix,
                                        std::int64_t limit) {
    const std::string end = end_of_prefix(prefix);
    std::unordered_set<Id> ids;
    session.query(sql, {prefix, std::string_view(end)}, [&](const Row& row) {
        ids.insert(row.integer(0));
        return std::ssize(ids) < limit;
    });
    return std::ssize(ids);
}

std::vector<Id> only(std::vector<Id> ids, const std::unordered_set<Id>& found) {
    std::erase_if(ids, [&](Id id) { return !found.contains(id); });
    return ids;
}

const WordIndex& word_index(Engine engine) { return engine == Engine::sqlite ? words_in_fts5() : words_in_rows(); }

bool is_searchable(const Resource& resource) {
    return std::any_of(resource.fields.begin(), resource.fields.end(), [](const Field& f) { return f.searchable; });
}

Words words_of(const Resource& resource, const Record& record) {
    std::string text;
    for (const Field& f : resource.fields)
        if (f.searchable) (text += std::get<std::string>(f.get(record))) += '\n';
    Words words = words_of(text);
    std::sort(words.begin(), words.end());
    return words;
}

void write_words(Session& session, const Resource& resource, const Record* before, const Record* after) {
    if (!is_searchable(resource) || (before && after && has_same_text(resource, *before, *after))) return;
    const auto words = [&](const Record* record) { return record ? words_of(resource, *record) : Words(); };
    const Id id = (after ? after : before)->id;
    word_index(session.engine()).change(session, resource, id, words(before), words(after));
}

std::optional<Search> read_search(Session& session, const Resource& resource, const Words& prefixes) {
    const WordIndex& index = word_index(session.engine());
    Search search;
    for (const std::string& prefix : prefixes) search.words.push_back({prefix, {}});
    // The longest tells the most.
    std::stable_sort(search.words.begin(), search.words.end(),
                     [](const auto& a, const auto& b) { return a.beginning.size() > b.beginning.size(); });
    const bool is_alone = search.words.size() == 1;
    for (SearchedWord& word : search.words) {
        auto endings = index.endings_of(session, resource, word.beginning, is_alone);
        if (!endings) continue;
        if (endings->empty()) return std::nullopt;
        word.endings = std::move(*endings);
        if (is_alone || index.some_with(session, resource, {&word, 1}, few + 1).size() > few) continue;
        std::swap(word, search.words.front());
        search.sought = 1;
        return search;
    }
    search.sought = index.put_sought_first(session, resource, search.words);
    return search;
}

std::vector<Id> with_words(Session& session, const Resource& resource, std::vector<Id> ids, const Words& prefixes) {
    if (ids.empty() || prefixes.empty()) return ids;
    Sql sql;
    sql << "SELECT id";
    int columns = 1;
    for (const Field& f : resource.fields)
        if (f.searchable) sql << ", " << f.column, ++columns;
    sql << " FROM " << resource.name << " WHERE id";
    append_one_of(sql, padded(ids));
    std::unordered_set<Id> found;
    std::string text;
    session.query(sql.text, sql.values, [&](const Row& row) {
        text.clear();
        for (int i = 1; i < columns; ++i) (text += row.text(i)) += '\n';
        if (has_words(text, prefixes)) found.insert(row.integer(0));
        return true;
    });
    return only(std::move(ids), found);
}

}  // namespace crm

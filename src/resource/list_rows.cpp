// Looks at records by their ids, and takes over those that belong into the list.
#include "resource/list_rows.hpp"

#include <algorithm>

#include "resource/list_sql.hpp"

namespace crm {
namespace {

constexpr std::size_t longest_guess = 64 * 1024;  // of the text of a page, after its first record

}  // namespace

void Page::reverse(std::string_view between) {
    std::string turned;
    turned.reserve(text.size());
    for (std::size_t i = ends.size(); i-- > 0;) {
        const std::size_t from = i == 0 ? 0 : ends[i - 1] + between.size();
        turned.append(text, from, ends[i] - from).append(i == 0 ? std::string_view() : between);
    }
    text = std::move(turned);
    std::swap(first, last);
}

Sql ListRows::select(std::string_view columns, bool by_filters) const {
    const ListQuery& query = list_.query;
    Sql sql;
    sql << columns;
    for (const Order& o : query.order) sql << ", " << comparable_column(*o.field);
    sql << " FROM " << list_.resource.name;
    append_visible(sql, list_.resource, list_.catalogue, list_.call.user);
    // SQLite would rather take an index of a filter than the ids that it is given.
    const bool hides = !by_filters && list_.call.session.engine() == Engine::sqlite;
    for (const Filter& filter : query.filters) append_filter(sql, filter, hides ? "+" : "");
    return sql;
}

Sql ListRows::select_records(bool by_filters) const {
    return select(list_.outputs.of(list_.call.user.role).select(), by_filters);
}

void ListRows::read_keys(std::vector<Value>& keys, const Row& row, int column) const {
    keys.resize(list_.query.order.size());
    for (std::size_t i = 0; i < keys.size(); ++i, ++column) {
        if (list_.query.order[i].field->kind == Kind::text)
            keys[i] = std::string(row.text(column));
        else
            keys[i] = row.integer(column);
    }
}

void ListRows::start(std::int64_t passed, std::vector<SearchedWord> looked_for) {
    passed_ = passed;
    looked_for_ = std::move(looked_for);
    page_ = {};
}

void ListRows::add(const Sql& sql) {
    const int keys_from = list_.outputs.of(list_.call.user.role).columns();
    list_.call.session.query(sql.text, sql.values, [&](const Row& row) {
        if (passed_ > 0) return --passed_, true;
        const bool is_full = page_.text.size() >= max_page_bytes;
        if (is_full || std::ssize(page_.ends) == list_.query.page_size) return page_.more = true, false;
        if (!page_.ends.empty()) page_.text += list_.between;
        list_.append(page_.text, row);
        page_.ends.push_back(page_.text.size());
        read_keys(page_.last, row, keys_from);
        if (page_.ends.size() == 1) {
            page_.first = page_.last;
            page_.text.reserve(
                std::min(page_.text.size() * static_cast<std::size_t>(list_.query.page_size), longest_guess));
        }
        return true;
    });
}

void ListRows::add(std::vector<Id> ids) {
    Session& session = list_.call.session;
    const WordIndex& index = word_index(session.engine());
    Words read;
    for (const SearchedWord& word : looked_for_) {
        if (auto those = index.those_with(session, list_.resource, word, ids))
            ids = std::move(*those);
        else
            read.push_back(word.beginning);
    }
    ids = with_words(session, list_.resource, std::move(ids), read);
    if (ids.empty()) return;
    Sql sql = select_records(false);
    append_one_of(sql << " AND id", padded(std::move(ids)));
    append_order(sql, list_.query);
    add(sql);
}

}  // namespace crm

// Which way leads to a page, and following it.
#include "resource/list_page.hpp"

#include <algorithm>
#include <cmath>

#include "resource/list_sql.hpp"

namespace crm {
namespace {

using Ids = std::vector<Id>;

// As many as it costs some milliseconds to look at: one after the other in the table, or here and there in it.
constexpr double least_reach = 1'000, longest_reach_by_id = 20'000, longest_reach = 8'000;

// Where an index has all the values of the condition at one place.
bool has_place(const Filter& filter) { return filter.how != Comparison::contains; }

bool is_same_direction(const std::vector<Order>& order) {
    return std::all_of(order.begin(), order.end(),
                       [&](const Order& o) { return o.descending == order.front().descending; });
}

}  // namespace

PageReader::PageReader(const ListCall& list)
    : list_(list),
      query_(list.query),
      session_(list.call.session),
      resource_(list.resource),
      index_(word_index(session_.engine())),
      is_backwards_(query_.cursor && query_.cursor->backwards),
      is_by_id_(query_.order.size() == 1),
      is_along_index_(query_.order.size() <= 2 && is_same_direction(query_.order)),
      sees_everything_(sees_everything(resource_, list.catalogue, list.call.user)),
      rows_(list) {
    if (__builtin_mul_overflow(query_.page - 1, query_.page_size, &before_) ||
        __builtin_add_overflow(before_, query_.page_size + 1, &needed_))
        throw Error(Condition::not_found, "Invalid page.");
    const Filters group = group_of_order();
    for (const Filter& filter : query_.filters) (is_led_by(filter, group) ? lead_ : rest_).push_back(&filter);
    along_.order = query_.order;
}

Page PageReader::read() {
    if (!query_.words.empty()) {
        search_ = read_search(session_, resource_, query_.words);
        if (!search_) return {};
        sought_ = SearchedWords(search_->words).first(search_->sought);
    }
    if (!find_by_index()) leave_to_engine();
    return std::move(rows_.page());
}

bool PageReader::find_by_index() {
    if (rest_.empty() && sees_everything_ && !search_) return read_along_index(), true;
    const double most = is_by_id_ ? longest_reach_by_id : longest_reach;
    if (static_cast<double>(needed_) > most) return false;
    // A page of k records is found on the way through the table after k * n / m of its n, where m meet a condition.
    // Where that is more than m, the better way is to take all of the m.
    const double root = std::sqrt(static_cast<double>(needed_) * static_cast<double>(outermost_id(true)));
    const auto reach = static_cast<std::size_t>(std::clamp(root, least_reach, most));
    if (is_by_id_ && lead_.empty() && !search_) return find_by_id(reach);
    // A short look along either way, before either is followed far.
    const auto near = static_cast<std::size_t>(least_reach);
    if (follow_few(near) || follow_order(2 * near)) return true;
    return reach > near && (follow_few(reach) || follow_order(patience * reach));
}

void PageReader::read_along_index() {
    rows_.start(0);
    Sql sql = rows_.select_records(true);
    append_cursor(sql, session_.engine(), query_);
    append_order(sql, query_);
    sql << " LIMIT ? OFFSET ?";
    sql.bind(query_.page_size + 1);
    sql.bind(before_);
    rows_.add(sql);
}

void PageReader::leave_to_engine() {
    rows_.start(0);
    Sql sql;
    sql << "SELECT id FROM " << resource_.name;
    append_visible(sql, resource_, list_.catalogue, list_.call.user);
    append_filters(sql, query_);
    index_.append_condition(sql, resource_, query_.words);
    append_cursor(sql, session_.engine(), query_);
    append_order(sql, query_);
    sql << " LIMIT ? OFFSET ?";
    sql.bind(query_.page_size + 1);
    sql.bind(before_);
    const Ids ids = read_ids(sql);
    for (std::size_t at = 0; at < ids.size(); at += longest_step) rows_.add(step_of(ids, at));
    // Also when one of them has been deleted meanwhile.
    rows_.page().more = std::ssize(ids) > query_.page_size;
}

// Looks at no more than `reach` records, or a step beyond. True when that was enough.
bool PageReader::follow(std::size_t reach, const Next& next) {
    std::size_t step = std::min(static_cast<std::size_t>(needed_), longest_step);
    for (std::size_t looked_at = 0; looked_at < reach; looked_at += step) {
        if (looked_at > 0) step = std::min(2 * step, longest_step);
        Ids ids = next(step);
        const bool is_last = ids.size() < step;
        rows_.add(std::move(ids));
        if (rows_.page().more || is_last) return true;
    }
    return false;
}

bool PageReader::follow_few(std::size_t reach) {
    const auto ids = few(reach);
    if (!ids) return false;
    rows_.start(before_, search_ ? search_->words : std::vector<SearchedWord>());
    return follow(*ids);
}

// The order, or that of the ids under the sought words.
bool PageReader::follow_order(std::size_t reach) {
    if (!is_along_index_) return false;
    auto looked_for = search_ ? search_->words : std::vector<SearchedWord>();
    const bool is_led_by_words = is_by_id_ && !sought_.empty();
    if (is_led_by_words) looked_for.erase(looked_for.begin(), looked_for.begin() + std::ssize(sought_));
    along_.cursor = query_.cursor;
    rows_.start(before_, std::move(looked_for));
    return follow(reach,
                  [&](std::size_t limit) { return is_led_by_words ? next_with_words(limit) : next_along(limit); });
}

bool PageReader::follow(const Ids& all) {
    auto at = all.begin();
    return follow(all.size() + 1, [&](std::size_t limit) {
        const auto from = at;
        at += std::min(static_cast<std::ptrdiff_t>(limit), all.end() - at);
        return Ids(from, at);
    });
}

// The next records in the order.
Ids PageReader::next_along(std::size_t limit) {
    Sql sql;
    sql << "SELECT id";
    for (const Order& o : query_.order) sql << ", " << comparable_column(*o.field);
    sql << " FROM " << resource_.name << " WHERE 1 = 1";
    for (const Filter* filter : lead_) append_filter(sql, *filter);
    append_cursor(sql, session_.engine(), along_);
    append_order(sql, along_);
    sql << " LIMIT ?";
    sql.bind(static_cast<std::int64_t>(limit));
    Ids ids;
    std::vector<Value> keys;
    session_.query(sql.text, sql.values, [&](const Row& row) {
        ids.push_back(row.integer(0));
        if (ids.size() == limit) rows_.read_keys(keys, row, 1);
        return true;
    });
    along_.cursor = Cursor{is_backwards_, std::move(keys)};
    return ids;
}

// The next records by id that have the sought words.
Ids PageReader::next_with_words(std::size_t limit) {
    std::optional<Id> from;
    if (along_.cursor) from = std::get<std::int64_t>(along_.cursor->values.front());
    Ids ids = index_.ids_with(session_, resource_, sought_, from, descends(query_.order.front()), limit);
    if (!ids.empty()) along_.cursor = Cursor{is_backwards_, {ids.back()}};
    return ids;
}

// All that meet one of the conditions, where these are no more than `reach`: as far as they belong into the list, in
// its order.
std::optional<Ids> PageReader::few(std::size_t reach) const {
    std::optional<Ids> fewest;
    bool are_visible = false;
    const auto offer = [&](Ids ids) {
        if (ids.size() > reach) return;
        reach = ids.size();
        fewest = std::move(ids);
        are_visible = false;
    };
    if (!sees_everything_) offer(ids_of_visible(reach + 1));
    are_visible = fewest.has_value();
    for (const Filter* filter : rest_)
        if (has_place(*filter)) offer(ids_of(*filter, reach + 1));
    if (!is_by_id_ && !sought_.empty()) offer(index_.some_with(session_, resource_, sought_, reach + 1));
    if (!fewest) return std::nullopt;
    if (is_by_id_) return in_order_of_id(std::move(*fewest));
    return are_visible ? visible_in_order() : in_order(*fewest);
}

Ids PageReader::ids_of_visible(std::size_t limit) const {
    Sql sql;
    sql << "SELECT id FROM " << resource_.name;
    append_visible(sql, resource_, list_.catalogue, list_.call.user);
    sql << " LIMIT ?";
    sql.bind(static_cast<std::int64_t>(limit));
    return read_ids(sql);
}

Ids PageReader::ids_of(const Filter& filter, std::size_t limit) const {
    Ids ids;
    const auto read = [&](const Filter& one) {
        const std::string key = comparable_column(*filter.field);
        Sql sql;
        sql << "SELECT id FROM " << resource_.name << " WHERE 1 = 1";
        append_filter(sql, one);
        // In the order of the index, or PostgreSQL may look for the first of them through the whole table.
        if (session_.engine() != Engine::sqlite) sql << " ORDER BY " << key << (key == "id" ? "" : ", id");
        sql << " LIMIT ?";
        sql.bind(static_cast<std::int64_t>(limit - ids.size()));
        const Ids some = read_ids(sql);
        ids.insert(ids.end(), some.begin(), some.end());
    };
    // SQLite goes to each of several values in an index by itself.
    if (filter.how != Comparison::one_of || session_.engine() == Engine::sqlite) return read(filter), ids;
    auto values = filter.values;
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    for (auto value = values.begin(); value != values.end() && ids.size() < limit; ++value)
        read({filter.field, Comparison::equals, {*value}});
    return ids;
}

Ids PageReader::in_order(const Ids& ids) const {
    std::vector<Place> places;
    for (std::size_t at = 0; at < ids.size(); at += longest_step) {
        Sql sql = rows_.select("SELECT id", false);
        append_cursor(sql, session_.engine(), query_);
        append_one_of(sql << " AND id", padded(step_of(ids, at)));
        read_places(sql, places);
    }
    return ids_of(std::move(places));
}

// Of a few, and an index may have the keys beside what makes them visible.
Ids PageReader::visible_in_order() const {
    Sql sql = rows_.select("SELECT id", true);
    append_cursor(sql, session_.engine(), query_);
    std::vector<Place> places;
    read_places(sql, places);
    return ids_of(std::move(places));
}

void PageReader::read_places(const Sql& sql, std::vector<Place>& places) const {
    session_.query(sql.text, sql.values, [&](const Row& row) {
        rows_.read_keys(places.emplace_back(Place{{}, row.integer(0)}).keys, row, 1);
        return true;
    });
}

PageReader::Ids PageReader::ids_of(std::vector<Place> places) const {
    std::sort(places.begin(), places.end(), [&](const Place& a, const Place& b) {
        for (std::size_t i = 0; i < query_.order.size(); ++i)
            if (a.keys[i] != b.keys[i]) return (a.keys[i] < b.keys[i]) != descends(query_.order[i]);
        return false;
    });
    Ids ids;
    for (const Place& place : places) ids.push_back(place.id);
    return ids;
}

Ids PageReader::step_of(const Ids& ids, std::size_t at) {
    const auto from = ids.begin() + static_cast<std::ptrdiff_t>(at);
    return {from, from + std::min(static_cast<std::ptrdiff_t>(longest_step), ids.end() - from)};
}

Ids PageReader::read_ids(const Sql& sql) const {
    Ids ids;
    session_.query(sql.text, sql.values, [&](const Row& row) { return ids.push_back(row.integer(0)), true; });
    return ids;
}

}  // namespace crm

// Pages in the order of the id, which is that of the table.
#include <algorithm>

#include "resource/list_page.hpp"
#include "resource/list_sql.hpp"

namespace crm {
namespace {

using Ids = std::vector<Id>;

// Times grow with the id, so that all records after a time may lie at the other end of the table. For those there is an
// index (id / block, column), which says at once that a block has none. MySQL takes no such index of a column that
// counts by itself.
constexpr Id block = 8'192;
constexpr int most_blocks = 32;
constexpr std::size_t near = 1'000;  // records, or entries of an index
constexpr Id most_passed =
    10'000;  // blocks without a record, at a time: where ids have gaps, or a cursor lies far away

bool has_blocks(const Filter& filter) {
    const bool is_range = filter.how == Comparison::above || filter.how == Comparison::at_least ||
                          filter.how == Comparison::below || filter.how == Comparison::at_most;
    return is_range && (filter.field->kind == Kind::timestamp || filter.field->kind == Kind::date);
}

}  // namespace

bool PageReader::find_by_id(std::size_t reach) {
    const bool down = descends(query_.order.front());
    const Id last = outermost_id(!down);
    Id first = outermost_id(down);
    if (query_.cursor) {
        Id behind = 0;
        if (__builtin_add_overflow(std::get<std::int64_t>(query_.cursor->values.front()), down ? -1 : 1, &behind))
            return true;
        first = down ? std::min(first, behind) : std::max(first, behind);
    }
    const auto look_far = [&](std::size_t far) {
        rows_.start(before_);
        Id to = 0;
        const bool is_far = __builtin_add_overflow(first, static_cast<Id>(far) * (down ? -1 : 1), &to);
        const bool is_all = is_far || (down ? to <= last : to >= last);
        look_through(first, is_all ? last : to);
        return is_all || rows_.page().more;
    };
    const auto look_at_few = [&](std::size_t far) {
        const auto ids = few(far);
        if (ids) rows_.start(before_);
        return ids && follow(*ids);
    };
    // What is near in the order or rare is found before much is looked at.
    if (look_far(near) || look_at_few(near)) return true;
    const auto filter = std::find_if(rest_.begin(), rest_.end(), [](const Filter* f) { return has_blocks(*f); });
    const bool goes_by_blocks = session_.engine() != Engine::mysql && filter != rest_.end();
    if (goes_by_blocks && look_through_blocks(**filter, first, last)) return true;
    return (!goes_by_blocks && look_far(reach)) || look_at_few(reach) ||
           (!goes_by_blocks && look_far(patience * reach));
}

// The records from `first` on, without the blocks in which none meets the condition. True when a few blocks were
// enough.
bool PageReader::look_through_blocks(const Filter& filter, Id first, Id last) {
    const bool down = descends(query_.order.front());
    rows_.start(before_);
    for (int blocks = 0; blocks < most_blocks; ++blocks) {
        const Id begin = first / block, end = last / block;
        const Id found =
            next_block(filter, begin, down ? std::max(end, begin - most_passed) : std::min(end, begin + most_passed));
        const Id from = found * block, to = from + block - 1;
        const Ids ids =
            ids_of_block(filter, found, down ? from : std::max(first, from), down ? std::min(first, to) : to);
        for (std::size_t at = 0; at < ids.size() && !rows_.page().more; at += longest_step) rows_.add(step_of(ids, at));
        if (rows_.page().more || found == end) return true;
        first = down ? from - 1 : to + 1;
    }
    return false;
}

// The next block that has a record which meets the condition, or the last.
Id PageReader::next_block(const Filter& filter, Id first, Id last) const {
    const bool down = descends(query_.order.front());
    Sql sql;
    // A sum, as SQLite takes an index of an expression for what has no type of its own; and a value instead of EXISTS,
    // which PostgreSQL might answer by joining the whole table.
    sql << "WITH RECURSIVE blocks (block) AS (SELECT CAST(? AS BIGINT) UNION ALL SELECT block " << (down ? "-" : "+")
        << " 1 FROM blocks WHERE block " << (down ? ">" : "<") << " ? AND (SELECT 1 FROM " << resource_.name
        << " WHERE id / " << std::to_string(block) << " = block + 0";
    sql.bind(first);
    sql.bind(last);
    append_filter(sql, filter);
    sql << " LIMIT 1) IS NULL) SELECT " << (down ? "MIN" : "MAX") << "(block) FROM blocks";
    Id found = last;
    session_.first(sql.text, sql.values, [&](const Row& row) { found = row.integer(0); });
    return found;
}

// The records of a block that meet the condition, from one id to another, in the order.
Ids PageReader::ids_of_block(const Filter& filter, Id found, Id from, Id to) const {
    Sql sql;
    sql << "SELECT id FROM " << resource_.name << " WHERE id / " << std::to_string(block) << " = ?";
    sql.bind(found);
    append_filter(sql, filter);
    Ids ids = read_ids(sql);
    std::erase_if(ids, [&](Id id) { return id < from || id > to; });
    std::sort(ids.begin(), ids.end());
    if (descends(query_.order.front())) std::reverse(ids.begin(), ids.end());
    return ids;
}

// The records from one id to another, in the order.
void PageReader::look_through(Id from, Id to) {
    const bool down = descends(query_.order.front());
    Sql sql = rows_.select_records(false);
    sql << (down ? " AND id <= ? AND id >= ?" : " AND id >= ? AND id <= ?");
    sql.bind(from);
    sql.bind(to);
    append_order(sql, query_);
    sql << " LIMIT ?";
    sql.bind(needed_);
    rows_.add(sql);
}

Ids PageReader::in_order_of_id(Ids ids) const {
    const bool down = descends(query_.order.front());
    if (query_.cursor) {
        const Id from = std::get<std::int64_t>(query_.cursor->values.front());
        std::erase_if(ids, [&](Id id) { return down ? id >= from : id <= from; });
    }
    std::sort(ids.begin(), ids.end());
    if (down) std::reverse(ids.begin(), ids.end());
    return ids;
}

Id PageReader::outermost_id(bool last) const {
    return session_.integer(std::string(last ? "SELECT MAX(id) FROM " : "SELECT MIN(id) FROM ") +
                            std::string(resource_.name));
}

}  // namespace crm

// From what a list was asked for to SQL.
#pragma once
#include "resource/list_query.hpp"
#include "resource/sql.hpp"

namespace crm {

// What the records of a list are compared and ordered by: the column, or the key beside it.
std::string comparable_column(const Field&);
// The value in that column; the one of null is smaller than all others.
Value comparable(const Field&, Value);

// ` IN (?, …)`
template <class Values>
void append_one_of(Sql& sql, const Values& values) {
    sql << " IN (";
    bool first = true;
    for (const auto& value : values) {
        sql << (first ? "?" : ", ?");
        sql.bind(Value(value));
        first = false;
    }
    sql << ")";
}

inline constexpr std::size_t longest_step = 512;  // records looked at with one statement
// The ids, at most longest_step, with some repeated: so there is one text of SQL for many lengths.
std::vector<Id> padded(std::vector<Id>);

// ` AND …`; with a `+` before the column SQLite looks for no index of it.
void append_filter(Sql&, const Filter&, std::string_view before_column = {});
// ` AND …` for each filter.
void append_filters(Sql&, const ListQuery&);
// ` AND …`: only what comes after the cursor, in the direction it goes.
void append_cursor(Sql&, Engine, const ListQuery&);
// ` ORDER BY …`, turned round for a cursor that goes backwards.
void append_order(Sql&, const ListQuery&);

}  // namespace crm

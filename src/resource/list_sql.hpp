// From what a list was asked for to SQL.
#pragma once
#include "resource/list_query.hpp"
#include "resource/sql.hpp"

namespace crm {

// What the records of a list are compared and ordered by: the column, or the key beside it.
std::string comparable_column(const Field&);
// The value in that column; the one of null is smaller than all others.
Value comparable(const Field&, Value);

// ` AND …` for each filter.
void append_filters(Sql&, const ListQuery&);
// ` AND …` for each word that is searched.
void append_words(Sql&, const Resource&, const ListQuery&);
// ` AND …`: only what comes after the cursor, in the direction it goes.
void append_cursor(Sql&, Engine, const ListQuery&);
// ` ORDER BY …`, turned round for a cursor that goes backwards.
void append_order(Sql&, const ListQuery&);

}  // namespace crm

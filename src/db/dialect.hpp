// The real differences between the three SQL dialects: these functions and no more.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"

namespace crm {

// `$id $ref $int $bool $timestamp $text(n) $key $longtext $index_end $table_end` in a migration, as the engine spells
// them.
//   $id         primary key given by the database, never reused (BIGINT)
//   $ref        BIGINT that refers to an $id
//   $bool       0/1 (SMALLINT on PostgreSQL, TINYINT on MySQL)
//   $timestamp  BIGINT, microseconds since 1970 UTC
//   $text(n)    at most n code points, compared byte by byte (utf8mb4_bin, "C")
//   $key        folded text for comparing and ordering, at most 600 code points
//   $longtext   text of any length
//   $index_end  as $table_end, for a table that is looked up by its primary key alone
//   $table_end  what follows the closing parenthesis of CREATE TABLE (ENGINE=InnoDB …)
std::string translate_types(Engine, std::string_view sql);

// Appended to a SELECT inside a write transaction that will change what it read: " FOR UPDATE", or nothing on SQLite
// (its writer is alone).
std::string_view for_update(Engine);

// INSERT that does nothing when a unique key exists already: the text to put before `INTO` and after the values.
std::string_view insert_ignoring(Engine);     // "INSERT" or "INSERT IGNORE"
std::string_view on_conflict_ignore(Engine);  // "" or " ON CONFLICT DO NOTHING"

// After rows were inserted with explicit ids: makes the next id larger than all of them.
void advance_ids(Session&, std::string_view table);

// Does a table of this name exist?
bool table_exists(Session&, std::string_view table);

// One column of a table as the engine reports it, for the comparison with the field tables.
struct Column {
    std::string name, type;  // type in lower case, as the engine spells it
    bool nullable = false;
};
std::vector<Column> columns_of(Session&, std::string_view table);  // empty when there is no such table

}  // namespace crm

// A MySQL or PostgreSQL database as one file of SQL, made and loaded by the server's own programs.
#pragma once
#include <span>
#include <string>

#include "db/dump_text.hpp"
#include "db/migrate.hpp"
#include "db/source.hpp"

namespace crm {

// The rows of those tables of ours that there are; other tables in the same database are none of our business.
RowCounts count_rows(Session&, std::span<const Migration>);
// More than what migrating leaves in empty tables, which the log says of itself.
bool holds_something(Session&, const RowCounts&);
std::string in_words(const RowCounts&);                        // "changes (9), users (5)"
void refuse_missing_program(const std::string& name, Engine);  // throws Error with the package to install

inline constexpr const char* dump_programs[] = {"", "mariadb-dump", "pg_dump"};  // by Engine
inline constexpr const char* load_programs[] = {"", "mariadb", "psql"};

// Writes all rows of one moment to a new file, checks that the dump is whole and has as many rows of each table as the
// database had, and seals it. Others may write meanwhile. Throws Error or DatabaseError; the file is then worth
// nothing.
RowCounts dump_server(const DatabaseUrl&, const SourceLimits&, const std::string& path);

// A file as dump_server left it. Throws Error that says what is wrong with it.
struct DumpSummary {
    Seal seal;
    RowCounts rows;
};
DumpSummary read_dump(const std::string& path);

// Puts the tables of the file in the place of `replaced`. On PostgreSQL it happens whole or not at all.
void load_server(const DatabaseUrl&, const SourceLimits&, const RowCounts& replaced, const std::string& path);

}  // namespace crm

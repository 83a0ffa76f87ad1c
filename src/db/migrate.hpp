// Hand-written, append-only schema changes, run under a lock row, one statement at a time, resumable after a kill.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/embedded.hpp"
#include "db/session.hpp"
#include "db/source.hpp"

namespace crm {

struct Migration {
    int number = 0;                       // from the file name: 0001_users.sql
    std::string name;                     // file name without .sql
    std::vector<std::string> statements;  // in this engine's words; 0001_users.mysql.sql replaces 0001_users.sql there
    std::string checksum;                 // SHA-256 of the file
};

std::vector<Migration> migrations_for(Engine, std::span<const EmbeddedFile> = embedded_migrations());

enum class SchemaState { empty, outdated, current, newer };  // newer: made by a later version of the program
SchemaState schema_state(Session&, std::span<const Migration>);
std::vector<Migration> pending(Session&, std::span<const Migration>);
// The names of all that they ever make, but of those that became an index (a virtual table), which has no rows to
// count.
std::vector<std::string> tables_of(std::span<const Migration>);

struct MigrationProgress {
    std::function<void(const Migration&, std::size_t statement, std::size_t of)> step = [](auto&&...) {};
};

// Applies what is pending. One migrator at a time by a lease row in `schema_lock` (INSERT/UPDATE … WHERE owner IS NULL
// OR expired, renewed at each statement; works on Galera, where GET_LOCK does not). SQLite and PostgreSQL: each
// migration in one transaction. MySQL cannot: the number of finished statements is kept in `schema_migrations` after
// each, and a statement that was done but not yet counted is recognised by its error (table, column or index exists
// already / does not exist any more) and skipped. Throws Error with what to do: a changed checksum, a newer schema.
void migrate(Session&, std::span<const Migration>, const MigrationProgress& = {});

}  // namespace crm

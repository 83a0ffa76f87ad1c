// Migrations: which are pending, and running them under the lease.
#include "db/migrate.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "db/dialect.hpp"
#include "db/lease.hpp"
#include "db/script.hpp"

namespace crm {
namespace {

using Kind = DatabaseError::Kind;

[[noreturn]] void refuse(std::string message) { throw Error(Condition::internal, std::move(message)); }

struct Recorded {
    std::string name, checksum;
    std::int64_t done = 0, statements = 0;
    bool complete() const { return done == statements; }
};
using Record = std::map<std::int64_t, Recorded>;

Record recorded(Session& session) {
    Record record;
    if (!table_exists(session, "schema_migrations")) return record;
    session.query("SELECT number, name, checksum, statements_done, statements FROM schema_migrations", {},
                  [&](const Row& row) {
                      record[row.integer(0)] = {std::string(row.text(1)), std::string(row.text(2)), row.integer(3),
                                                row.integer(4)};
                      return true;
                  });
    return record;
}

bool is_newer(const Record& record, std::span<const Migration> known) {
    return std::any_of(record.begin(), record.end(), [&](auto& entry) {
        return std::none_of(known.begin(), known.end(), [&](auto& m) { return m.number == entry.first; });
    });
}

std::vector<Migration> pending_of(const Record& record, std::span<const Migration> known) {
    std::vector<Migration> result;
    for (auto& migration : known) {
        auto found = record.find(migration.number);
        if (found == record.end() || !found->second.complete()) result.push_back(migration);
    }
    return result;
}

void check(const Record& record, std::span<const Migration> known) {
    if (is_newer(record, known))
        refuse(
            "The database was made by a later version of this program. Install that version, or restore a backup made "
            "before the upgrade.");
    for (auto& migration : known) {
        auto found = record.find(migration.number);
        if (found != record.end() && found->second.checksum != migration.checksum)
            refuse("Migration " + migration.name +
                   " was applied with another content than this program has. Install the version that belongs to the "
                   "database; a migration that has been released is never edited.");
    }
}

void create_tables(Session& session) {
    const auto create = [&](std::string_view table, std::string_view sql) {
        if (table_exists(session, table)) return;
        try {
            session.run_script(translate_types(session.engine(), sql));
        } catch (const DatabaseError&) {
            if (!table_exists(session, table)) throw;  // otherwise another migrator was faster
        }
    };
    create("schema_migrations", R"(
        CREATE TABLE schema_migrations (
            number $int NOT NULL PRIMARY KEY,
            name $text(200) NOT NULL,
            checksum $text(64) NOT NULL,
            statements_done $int NOT NULL,
            statements $int NOT NULL,
            applied_at $timestamp NOT NULL
        )$table_end)");
    create("schema_lock", R"(
        CREATE TABLE schema_lock (
            id $int NOT NULL PRIMARY KEY,
            owner $text(100),
            expires $timestamp
        )$table_end)");
}

void record_start(Session& session, const Migration& migration, std::size_t done) {
    session.execute(
        "INSERT INTO schema_migrations (number, name, checksum, statements_done, statements, applied_at) VALUES (?, ?, "
        "?, ?, ?, ?)",
        {std::int64_t{migration.number}, std::string_view(migration.name), std::string_view(migration.checksum),
         static_cast<std::int64_t>(done), static_cast<std::int64_t>(migration.statements.size()), now().micros});
}

void apply_at_once(Session& session, const Migration& migration, const Lease& lease,
                   const MigrationProgress& progress) {
    session.begin();
    try {
        for (std::size_t i = 0; i < migration.statements.size(); ++i) {
            progress.step(migration, i, migration.statements.size());
            lease.renew();
            session.run_script(migration.statements[i]);
        }
        // Foreign keys are off meanwhile, so that a migration can rebuild a table; what they forbid is found here.
        if (session.engine() == Engine::sqlite && session.first("PRAGMA foreign_key_check", {}, [](const Row&) {}))
            refuse("Migration " + migration.name + " would leave rows that refer to nothing. Nothing was changed.");
        record_start(session, migration, migration.statements.size());
        session.commit();
    } catch (...) {
        session.rollback();
        throw;
    }
}

// Errors of MySQL and MariaDB for what a statement did before: table, column, key or constraint exists; nothing left to
// drop.
bool was_done(const DatabaseError& e) {
    static constexpr int codes[] = {1050, 1060, 1061, 1826, 1091, 1051};
    return std::find(std::begin(codes), std::end(codes), e.native_code) != std::end(codes);
}

void apply_counted(Session& session, const Migration& migration, std::size_t done, bool resumed, const Lease& lease,
                   const MigrationProgress& progress) {
    if (!resumed) record_start(session, migration, 0);
    for (std::size_t i = done; i < migration.statements.size(); ++i) {
        progress.step(migration, i, migration.statements.size());
        lease.renew();
        // Statements that change rows stand and fall with their count; those that change the schema commit on their
        // own.
        session.begin();
        try {
            try {
                session.run_script(migration.statements[i]);
            } catch (const DatabaseError& e) {
                if (!resumed || i != done || !was_done(e)) throw;
                log::info("migration_statement_was_done",
                          {{"migration", migration.name}, {"statement", static_cast<std::int64_t>(i + 1)}});
            }
            session.execute("UPDATE schema_migrations SET statements_done = ?, applied_at = ? WHERE number = ?",
                            {static_cast<std::int64_t>(i + 1), now().micros, std::int64_t{migration.number}});
            session.commit();
        } catch (...) {
            session.rollback();
            throw;
        }
    }
}

struct ForeignKeysOff {
    Session& session;
    explicit ForeignKeysOff(Session& s) : session(s) {
        if (session.engine() == Engine::sqlite) session.run_script("PRAGMA foreign_keys=OFF");
    }
    ForeignKeysOff(const ForeignKeysOff&) = delete;
    ForeignKeysOff& operator=(const ForeignKeysOff&) = delete;
    ~ForeignKeysOff() {
        try {
            if (session.engine() == Engine::sqlite) session.run_script("PRAGMA foreign_keys=ON");
        } catch (const std::exception& e) {
            log::error("foreign_keys_stay_off", {{"detail", e.what()}});
        }
    }
};

void apply(Session& session, std::span<const Migration> known, const Lease& lease, const MigrationProgress& progress) {
    const auto record = recorded(session);
    check(record, known);
    const ForeignKeysOff off(session);
    for (auto& migration : pending_of(record, known)) {
        auto found = record.find(migration.number);
        const auto done = found == record.end() ? 0 : static_cast<std::size_t>(found->second.done);
        if (session.engine() == Engine::mysql)
            apply_counted(session, migration, done, found != record.end(), lease, progress);
        else
            apply_at_once(session, migration, lease, progress);
        log::info("migrated", {{"migration", migration.name}});
    }
}

}  // namespace

std::vector<Migration> migrations_for(Engine engine, std::span<const EmbeddedFile> files) {
    const auto own_end = std::string(".").append(to_text(engine)).append(".sql");
    std::map<int, std::pair<const EmbeddedFile*, bool>> chosen;  // second: it is this engine's own
    for (auto& file : files) {
        int number = 0;
        auto [end, error] = std::from_chars(file.name.data(), file.name.data() + file.name.size(), number);
        const auto rest = file.name.substr(static_cast<std::size_t>(end - file.name.data()));
        if (error != std::errc{} || !rest.starts_with('_') || !rest.ends_with(".sql"))
            refuse("Migration " + std::string(file.name) + ": the name must be like 0001_users.sql.");
        const bool own = file.name.ends_with(own_end);
        const auto dots = std::count(file.name.begin(), file.name.end(), '.');
        if (dots > 1 && !own) continue;  // another engine's
        auto& [place, is_own] = chosen[number];
        if (place && is_own == own) refuse("Two migrations have the number " + std::to_string(number) + ".");
        if (place && is_own) continue;
        place = &file;
        is_own = own;
    }
    std::vector<Migration> migrations;
    for (auto& [number, choice] : chosen) {
        const auto& file = *choice.first;
        Migration migration{
            number, std::string(file.name.substr(0, file.name.find('.'))), {}, sha256_hex(file.content)};
        for (auto& statement : split_statements(file.content))
            migration.statements.push_back(translate_types(engine, statement));
        if (migration.statements.empty()) refuse("Migration " + migration.name + " has no statement.");
        migrations.push_back(std::move(migration));
    }
    return migrations;
}

SchemaState schema_state(Session& session, std::span<const Migration> known) {
    const auto record = recorded(session);
    if (record.empty()) return known.empty() ? SchemaState::current : SchemaState::empty;
    if (is_newer(record, known)) return SchemaState::newer;
    return pending_of(record, known).empty() ? SchemaState::current : SchemaState::outdated;
}

std::vector<Migration> pending(Session& session, std::span<const Migration> known) {
    return pending_of(recorded(session), known);
}

std::vector<std::string> tables_of(std::span<const Migration> migrations) {
    constexpr std::string_view table = "CREATE TABLE ", index = "CREATE VIRTUAL TABLE ";
    std::vector<std::string> tables{"schema_lock", "schema_migrations"};
    const auto name_after = [](std::string_view statement, std::string_view words) {
        const auto at = statement.find(words);
        if (at == std::string_view::npos) return std::string();
        statement.remove_prefix(at + words.size());
        return std::string(statement.substr(0, statement.find_first_of(" (\n")));
    };
    for (const Migration& migration : migrations)
        for (const std::string_view statement : migration.statements) {
            if (auto name = name_after(statement, table); !name.empty()) tables.push_back(std::move(name));
            std::erase(tables, name_after(statement, index));
        }
    return tables;
}

void migrate(Session& session, std::span<const Migration> known, const MigrationProgress& progress) {
    const auto record = recorded(session);
    check(record, known);
    if (!record.empty() && pending_of(record, known).empty()) return;
    create_tables(session);
    const Lease lease(session);
    apply(session, known, lease, progress);
}

}  // namespace crm

// restore: the backup is checked before anything is touched, and what it replaces is kept.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "app/commands/commands.hpp"
#include "app/copies.hpp"
#include "app/prepare.hpp"
#include "app/secret_key.hpp"
#include "db/dump.hpp"

namespace crm {
namespace {

namespace fs = std::filesystem;

// Big-endian, as the file format has its numbers.
std::uint64_t number_at(const std::string& bytes, std::size_t at, std::size_t size) {
    std::uint64_t number = 0;
    for (std::size_t i = at; i < at + size; ++i) number = number << 8U | static_cast<unsigned char>(bytes[i]);
    return number;
}

// Throws for one that lost its end, which SQLite itself would take for zeros.
bool is_sqlite_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw Stop(ExitCode::failed, path + " cannot be read: " + std::strerror(errno) + ". Name a backup.");
    std::string head(32, '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    if (!head.starts_with(std::string_view("SQLite format 3\0", 16))) return false;
    const std::uint64_t page = number_at(head, 16, 2), pages = number_at(head, 28, 4);
    if (fs::file_size(path) < (page == 1 ? 65536 : page) * pages)
        throw Stop(ExitCode::failed, path + ": its end is missing. Take another copy of the file.");
    return true;
}

void refuse_other_engine(const Config& config, const std::string& file, Engine engine) {
    if (engine == config.database.engine) return;
    throw Stop(ExitCode::failed, file + " is a backup of " + std::string(to_text(engine)) +
                                     ", and DATABASE_URL names " + config.database.masked() +
                                     ". A backup can be restored to the same kind of database only.");
}

[[noreturn]] void refuse_newer(const std::string& file) {
    throw Stop(ExitCode::schema,
               file + " was made by a newer version of ConnectCRM. Install that version to restore it.");
}

[[noreturn]] void refuse_replacing(const Config& config, const std::string& what) {
    throw Stop(ExitCode::failed, config.database.masked() + " holds " + what +
                                     ". Nothing was changed. Add --force to replace it; a copy of it is kept.");
}

// What would be lost; empty when it is nothing. A file that cannot be read is something.
std::string contents(const Config& config) {
    if (!has_file(config)) return {};
    try {
        const auto session = open_session(config.database, Access::read);
        const RowCounts rows = count_rows(*session, migrations_for(Engine::sqlite));
        if (rows.empty() && session->integer("SELECT COUNT(*) FROM sqlite_master") > 0)
            return "tables of something else";
        return holds_something(*session, rows) ? in_words(rows) : "";
    } catch (const DatabaseError& e) {
        return "something that cannot be read (" + e.detail + ")";
    }
}

// Brings the copy up to this version, and leaves one file that stands for itself.
void make_current(const std::string& path, const std::string& file) {
    const auto migrations = migrations_for(Engine::sqlite);
    const auto session = open_session(sqlite_file(path), Access::write);
    const SchemaState state = schema_state(*session, migrations);
    if (state == SchemaState::newer) refuse_newer(file);
    if (state == SchemaState::empty)
        throw Stop(ExitCode::failed, file + " is no database of ConnectCRM. Name a file that connectcrm backup made.");
    migrate(*session, migrations);
    session->run_script("PRAGMA journal_mode=DELETE");
}

// A server that goes on writing to the file that is moved away would lose all of it.
void refuse_in_use(const std::string& path) {
    try {
        open_session(sqlite_file(path), Access::write)->run_script("PRAGMA journal_mode=DELETE");
    } catch (const DatabaseError& e) {
        if (e.kind == DatabaseError::Kind::rerun)
            throw Stop(ExitCode::failed, path + " is in use. Stop the server, then run the same command again.");
        // What cannot be opened is moved away with all that belongs to it.
    }
}

// Under the new name and the old one until the new database takes the latter, so that there is one at every moment.
void move_away(const std::string& path, const std::string& kept) {
    if (::link(path.c_str(), kept.c_str()) != 0)
        throw Stop(ExitCode::failed, kept + " cannot be made: " + std::strerror(errno) + ". Nothing was changed.");
    for (const char* end : {"-wal", "-shm"})
        if (std::error_code error; fs::exists(path + end, error)) fs::rename(path + end, kept + end);
}

// So that root can restore what the server's account then uses.
void give_to_owner(const std::string& path, const std::string& like) {
    struct stat owner {};
    if (::geteuid() != 0 || ::stat(like.c_str(), &owner) != 0) return;
    if (::chown(path.c_str(), owner.st_uid, owner.st_gid) != 0)
        throw Stop(ExitCode::failed, path + ": the owner cannot be set: " + std::strerror(errno) + ".");
}

ExitCode restore_sqlite(const Config& config, const CopyOptions& options) {
    const std::string& path = config.database.path;
    refuse_lost_disk(config);
    std::error_code error;
    if (fs::equivalent(options.file, path, error))
        throw Stop(ExitCode::usage, options.file + " is the database itself. Name a backup.");
    const std::string held = contents(config);
    if (!held.empty() && !options.force) refuse_replacing(config, held);
    make_folder(config);
    const bool replaces = has_file(config);
    if (replaces) refuse_in_use(path);

    Unfinished fresh(path);
    copy_sqlite(options.file, fresh.path());
    make_current(fresh.path(), options.file);
    const ExitCode result = print_differences(*open_session(sqlite_file(fresh.path()), Access::read));
    const fs::path folder = fs::path(path).parent_path();
    give_to_owner(fresh.path(), replaces ? path : folder.empty() ? "." : folder.string());
    if (replaces) {
        const std::string kept = name_for_replaced(folder, ".db");
        move_away(path, kept);
        std::cout << "What was there is now " << kept << "\n";
    }
    fresh.keep();
    return result;
}

void refuse_newer_dump(const Seal& seal, const std::string& file) {
    const auto known = migrations_for(seal.engine);
    for (const std::string& name : seal.migrations)
        if (std::ranges::none_of(known, [&](const Migration& m) { return m.name == name; })) refuse_newer(file);
}

void refuse_lost_rows(Session& session, const RowCounts& expected) {
    const RowCounts found = count_rows(session, migrations_for(session.engine()));
    for (const auto& [table, rows] : expected)
        if (const auto at = found.find(table); at == found.end() || at->second != rows)
            throw Stop(ExitCode::failed, "Of " + std::to_string(rows) + " rows of " + table + " " +
                                             std::to_string(at == found.end() ? 0 : at->second) +
                                             " are there. Is a server running? Stop it, and restore again.");
}

ExitCode restore_server(const Config& config, const CopyOptions& options) {
    const DumpSummary dump = read_dump(options.file);
    refuse_other_engine(config, options.file, dump.seal.engine);
    refuse_newer_dump(dump.seal, options.file);
    refuse_missing_program(load_programs[static_cast<std::size_t>(dump.seal.engine)], dump.seal.engine);
    const auto migrations = migrations_for(dump.seal.engine);
    SourceLimits unhurried = config.database_limits;
    unhurried.statement_timeout_s = 0;
    const auto session = open_session(config.database, Access::write, unhurried);
    const RowCounts replaced = count_rows(*session, migrations);
    const SchemaState state = schema_state(*session, migrations);
    if (state == SchemaState::newer)
        throw Stop(ExitCode::schema,
                   "The database was made by a newer version of ConnectCRM, which this one does not replace. Make an "
                   "empty database, and restore to that.");
    if (holds_something(*session, replaced)) {
        if (!options.force) refuse_replacing(config, in_words(replaced));
        if (state != SchemaState::empty) {
            const std::string kept = name_for_replaced(fs::path(options.file).parent_path(), ".sql");
            copy_checked(config, kept, print_line);
            std::cout << "What was there is now in " << kept << "\n";
        }
    }
    try {
        load_server(config.database, unhurried, replaced, options.file);
    } catch (const Error& e) {
        const bool whole = dump.seal.engine == Engine::postgres;
        throw Error(Condition::internal,
                    e.message + (whole ? " The database is as it was."
                                       : " A part of the file may be in the database: mend the cause, then run the "
                                         "same command with --force."),
                    e.detail);
    }
    refuse_lost_rows(*session, dump.rows);
    migrate_database(config);
    return print_differences(*session);
}

}  // namespace

ExitCode run_restore(const Config& config, const CopyOptions& options) {
    const bool embedded = is_sqlite_file(options.file);
    if (embedded) refuse_other_engine(config, options.file, Engine::sqlite);
    if (!embedded && config.database.engine == Engine::sqlite)
        refuse_other_engine(config, options.file, read_dump(options.file).seal.engine);
    const ExitCode result = embedded ? restore_sqlite(config, options) : restore_server(config, options);
    std::cout << options.file << " is restored to " << config.database.masked() << "\n";
    return result;
}

}  // namespace crm

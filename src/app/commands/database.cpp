// migrate, verify and import-django.
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "app/commands/commands.hpp"
#include "app/copies.hpp"
#include "app/prepare.hpp"
#include "app/terminal.hpp"
#include "crm/catalogue.hpp"
#include "crm/import_django.hpp"
#include "db/durability.hpp"
#include "resource/changes.hpp"
#include "resource/explain.hpp"

namespace crm {
namespace {

std::vector<Migration> pending_of(const Config& config, SchemaState state) {
    auto all = migrations_for(config.database.engine);
    if (state == SchemaState::current) return {};
    if (state == SchemaState::empty && config.database.engine == Engine::sqlite) return all;
    return pending(*open_session(config.database, Access::read, config.database_limits), all);
}

ExitCode print_pending(const std::vector<Migration>& migrations, bool with_sql) {
    for (const Migration& migration : migrations) {
        std::cout << (with_sql ? "-- " : "") << migration.name << "\n";
        if (with_sql)
            for (const std::string& statement : migration.statements) std::cout << statement << ";\n\n";
    }
    return ExitCode::done;
}

// `/old/db.sqlite3` as well as a URL.
DatabaseUrl source_url(const std::string& text) {
    if (text.find("://") == std::string::npos) {
        DatabaseUrl url;
        url.path = text;
        return url;
    }
    try {
        return DatabaseUrl::parse(text);
    } catch (const Error& e) {
        std::string message = e.message;
        if (message.starts_with("DATABASE_URL: ")) message.replace(0, 14, "The URL of the original: ");
        throw Stop(ExitCode::usage, message);
    }
}

std::string given_source(const std::string& argument, const NamedValues& environment) {
    if (!argument.empty()) return argument;
    for (const auto& [name, value] : environment)
        if (name == "CONNECTCRM_IMPORT_URL" && !value.empty()) return value;
    throw Stop(ExitCode::usage,
               "Name the database of the original:\n    connectcrm import-django /old/db.sqlite3\nor set "
               "CONNECTCRM_IMPORT_URL.");
}

// Whoever reads this has two databases, and it is not DATABASE_URL that is wrong.
std::unique_ptr<Session> open_source(const DatabaseUrl& source, const SourceLimits& limits) try {
    return open_session(source, Access::read, limits);
} catch (const DatabaseError& e) {
    throw Error(e.condition,
                "The database of the original cannot be used. Check its URL, and that it is there, running, and lets "
                "this user in:",
                e.detail);
}

void refuse_bad_source(const DatabaseUrl& source, const DatabaseUrl& target) {
    if (source.engine != Engine::sqlite) return;
    std::error_code error;
    if (!std::filesystem::is_regular_file(source.path, error))
        throw Stop(ExitCode::failed, source.path + ": there is no such database file.");
    if (target.engine == Engine::sqlite && std::filesystem::equivalent(source.path, target.path, error))
        throw Stop(ExitCode::usage, "The original and DATABASE_URL are the same file.");
}

void print(const DjangoImport& result) {
    for (const std::string& note : result.notes) std::cout << "note: " << note << "\n";
    for (const DjangoImport::Count& count : result.counts)
        std::cout << count.resource << ": " << count.read << " read, " << count.added << " added, " << count.updated
                  << " updated, " << count.unchanged << " unchanged\n";
    if (!result.notes.empty()) std::cout << result.notes.size() << " notes, above: look at these rows.\n";
}

}  // namespace

ExitCode run_migrate(const Config& config, const MigrateOptions& options) {
    if (options.check || options.plan) {
        const SchemaState state = database_state(config);
        if (state == SchemaState::newer)
            throw Stop(ExitCode::schema, "The database was made by a newer version of ConnectCRM.");
        const auto migrations = pending_of(config, state);
        print_pending(migrations, options.plan);
        if (migrations.empty()) std::cout << "Nothing is pending.\n";
        return options.check && !migrations.empty() ? ExitCode::schema : ExitCode::done;
    }
    ProgressBar bar;
    std::size_t done = 0;
    MigrationProgress progress;
    progress.step = [&](const Migration& migration, std::size_t statement, std::size_t of) {
        bar.show(migration.name, static_cast<std::int64_t>(statement), static_cast<std::int64_t>(of));
        ++done;
    };
    const std::string copy = migrate_database(config, progress, [&](std::string_view resource, Id last) {
        bar.show("indexing " + std::string(resource), last, 0);
        ++done;
    });
    bar.clear();
    if (!copy.empty()) std::cout << "A copy from before is at " << copy << "\n";
    std::cout << (done == 0 ? "Nothing was pending.\n" : "The tables are those of this version.\n");
    return ExitCode::done;
}

void print_line(const std::string& line) { std::cout << line << "\n"; }

ExitCode print_differences(Session& session) { return find_differences(session, print_line); }

ExitCode run_verify(const Config& config) {
    prepare_database(config, false);
    const auto session = open_session(config.database, Access::read, config.database_limits);
    for (const std::string& text :
         durability_warnings(*session, config.database, migrations_for(config.database.engine)))
        std::cerr << "warning: " << text << "\n";
    if (isatty(STDERR_FILENO) != 0) std::cerr << "Comparing every record with its log; this can take a while.\n";
    return print_differences(*session);
}

ExitCode run_import_django(const Config& config, const std::string& argument, const NamedValues& environment) {
    const DatabaseUrl url = source_url(given_source(argument, environment));
    refuse_bad_source(url, config.database);
    const auto source = open_source(url, config.database_limits);
    prepare_database(config, true);
    const auto target = open_database(config.database, config.database_limits);
    ProgressBar bar;
    const DjangoImport result = import_django(
        *source, *target,
        [&](std::string_view resource, std::int64_t done, std::int64_t total) { bar.show(resource, done, total); });
    bar.clear();
    print(result);
    return ExitCode::done;
}

}  // namespace crm

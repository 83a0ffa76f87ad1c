// An embedded database looks after itself; on a server the administrator decides when the tables change.
#include "app/prepare.hpp"

#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "app/exit_code.hpp"
#include "app/secret_key.hpp"
#include "base/log.hpp"
#include "crm/catalogue.hpp"

namespace crm {
namespace {

bool is_embedded(const Config& config) { return config.database.engine == Engine::sqlite; }

// `backup-before-0003-20261123T081502Z.db`, beside the database.
std::string copy_database(const Config& config, const Migration& first) {
    const auto folder = std::filesystem::path(config.database.path).parent_path();
    const std::string path = folder / ("backup-before-" + first.name.substr(0, 4) + "-" + to_file_time(now()) + ".db");
    copy_sqlite(config.database.path, path);
    return path;
}

}  // namespace

void make_folder(const Config& config) {
    const auto folder = std::filesystem::path(config.database.path).parent_path();
    std::error_code error;
    if (!folder.empty()) std::filesystem::create_directories(folder, error);
    if (error)
        throw Stop(ExitCode::usage, folder.string() + ": the folder cannot be made: " + error.message() +
                                        ". Start in a folder you may write to, or set "
                                        "DATABASE_URL=sqlite:////path/connectcrm.db");
}

bool has_file(const Config& config) {
    const std::string& path = config.database.path;
    if (::access(path.c_str(), R_OK) == 0) return true;
    if (errno == ENOENT || errno == ENOTDIR) return false;
    const bool denied = errno == EACCES;
    throw Stop(ExitCode::failed,
               path + " cannot be opened: " + std::strerror(errno) +
                   (denied ? ". Run the command as the service's account:\n    runuser -u connectcrm -- connectcrm "
                             "--config /etc/connectcrm/connectcrm.conf ..."
                           : ". Correct DATABASE_URL, or what is there."));
}

SchemaState database_state(const Config& config) {
    if (is_embedded(config) && !has_file(config)) return SchemaState::empty;
    const auto migrations = migrations_for(config.database.engine);
    const auto session = open_session(config.database, Access::read, config.database_limits);
    const SchemaState state = schema_state(*session, migrations);
    return state == SchemaState::current && is_rewrite_due(*session) ? SchemaState::outdated : state;
}

std::string migrate_database(const Config& config, const MigrationProgress& progress, const RewriteStep& on_rewrite) {
    refuse_lost_disk(config);
    if (is_embedded(config) && !has_file(config)) make_folder(config);
    const auto migrations = migrations_for(config.database.engine);
    SourceLimits unhurried = config.database_limits;
    unhurried.statement_timeout_s = 0;  // a large table takes as long as it takes
    const auto session = open_session(config.database, Access::write, unhurried);
    std::string copy;
    if (is_embedded(config) && schema_state(*session, migrations) == SchemaState::outdated)
        copy = copy_database(config, pending(*session, migrations).front());
    migrate(*session, migrations, progress);
    if (is_rewrite_due(*session)) rewrite(*session, catalogue(), on_rewrite);
    return copy;
}

void prepare_database(const Config& config, bool may_migrate) {
    refuse_lost_disk(config);
    const SchemaState state = database_state(config);
    if (state == SchemaState::current) return;
    if (state == SchemaState::newer)
        throw Stop(ExitCode::schema,
                   "The database was made by a newer version of ConnectCRM: use that version, or restore the copy that "
                   "was taken before it migrated.");
    if (!is_embedded(config) || !may_migrate)
        throw Stop(ExitCode::schema,
                   state == SchemaState::empty
                       ? "There is nothing in " + config.database.masked() +
                             " yet. Is DATABASE_URL the right one (connectcrm config prints it)? If so, run:\n    "
                             "connectcrm migrate"
                       : "The database is of an older version. Take a backup, then run:\n    connectcrm migrate");
    if (const std::string copy = migrate_database(config); !copy.empty()) log::info("migrated", {{"copy", copy}});
}

}  // namespace crm

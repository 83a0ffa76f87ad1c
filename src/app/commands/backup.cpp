// backup: refuses what would be lost, and says what was made.
#include <filesystem>
#include <iostream>

#include "app/commands/commands.hpp"
#include "app/copies.hpp"
#include "app/prepare.hpp"

namespace crm {
namespace {

namespace fs = std::filesystem;

void refuse_place(const Config& config, const CopyOptions& options) {
    const fs::path file(options.file), folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    std::error_code error;
    if (!fs::is_directory(folder, error))
        throw Stop(ExitCode::failed, folder.string() + ": there is no such folder. Make it, or name another file.");
    if (config.database.engine == Engine::sqlite && fs::equivalent(file, config.database.path, error))
        throw Stop(ExitCode::usage, options.file + " is the database itself. Name another file.");
    if (fs::is_directory(file, error)) throw Stop(ExitCode::usage, options.file + " is a folder. Name a file in it.");
    if (fs::exists(fs::symlink_status(file, error)) && !options.force)
        throw Stop(ExitCode::failed,
                   options.file + " exists already. Name another file, or add --force to replace this one.");
}

}  // namespace

ExitCode run_backup(const Config& config, const CopyOptions& options) {
    refuse_place(config, options);
    const SchemaState state = database_state(config);
    if (state == SchemaState::empty)
        throw Stop(ExitCode::schema, "There is nothing in " + config.database.masked() +
                                         " to back up. Is DATABASE_URL the right one? connectcrm config prints it.");
    if (state == SchemaState::newer)
        throw Stop(ExitCode::schema,
                   "The database was made by a newer version of ConnectCRM. Use that version to back it up.");
    const ExitCode result = copy_checked(config, options.file, print_line);
    std::cout << "The backup is " << options.file << " (" << fs::file_size(options.file) << " bytes).\n";
    if (result == ExitCode::differences)
        std::cout << "It is a true copy; what does not fit is so in the database, too: see connectcrm verify.\n";
    return result;
}

}  // namespace crm

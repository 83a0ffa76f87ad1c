// backup: a copy is made beside the file, checked, and only then given its name.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>

#include "app/commands/copies.hpp"
#include "app/prepare.hpp"
#include "base/time.hpp"
#include "db/dump.hpp"

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

void flush(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool flushed = fd >= 0 && ::fsync(fd) == 0;
    const int error = errno;
    if (fd >= 0) ::close(fd);
    if (!flushed) throw Stop(ExitCode::failed, path + " cannot be written to disk: " + std::strerror(error) + ".");
}

ExitCode check_sqlite(const std::string& path) {
    const auto session = open_session(sqlite_file(path), Access::read);
    ExitCode result = ExitCode::done;
    session->query("PRAGMA foreign_key_check", {}, [&](const Row& row) {
        std::cout << row.text(0) << " " << row.integer(1) << ": refers to something in " << row.text(2)
                  << " that is not there.\n";
        result = ExitCode::differences;
        return true;
    });
    if (schema_state(*session, migrations_for(Engine::sqlite)) != SchemaState::current) {
        std::cout << "The tables are of an older version, so the records were not compared with their log.\n";
        return result;
    }
    return std::max(result, print_differences(*session));
}

}  // namespace

Unfinished::Unfinished(const std::string& path) : target_(path), path_(path + ".unfinished") {
    std::error_code error;
    fs::remove(path_, error);
    if (error) throw Stop(ExitCode::failed, path_ + " cannot be removed: " + error.message() + ". Remove it.");
}

Unfinished::~Unfinished() {
    std::error_code ignored;
    for (const char* end : {"", "-wal", "-shm", "-journal"}) fs::remove(path_ + end, ignored);
}

void Unfinished::keep() {
    flush(path_);
    std::error_code error;
    fs::rename(path_, target_, error);
    if (error) throw Stop(ExitCode::failed, target_ + " cannot be made: " + error.message() + ".");
    const fs::path folder = fs::path(target_).parent_path();
    flush(folder.empty() ? "." : folder.string());
}

DatabaseUrl sqlite_file(const std::string& path) {
    DatabaseUrl url;
    url.path = path;
    return url;
}

std::string name_for_replaced(const std::string& folder, const std::string& ending) {
    const std::string start = fs::path(folder) / ("replaced-" + to_file_time(now()));
    std::string path = start + ending;
    for (int number = 2; fs::exists(path); ++number) path = start + "-" + std::to_string(number) + ending;
    return path;
}

ExitCode copy_checked(const Config& config, const std::string& file) {
    Unfinished copy(file);
    ExitCode result = ExitCode::done;
    if (config.database.engine == Engine::sqlite) {
        copy_sqlite(config.database.path, copy.path());
        result = check_sqlite(copy.path());
    } else {
        const RowCounts rows = dump_server(config.database, config.database_limits, copy.path());
        std::cout << "The dump is whole and has the rows of the database: " << in_words(rows) << ".\n";
    }
    copy.keep();
    return result;
}

ExitCode run_backup(const Config& config, const CopyOptions& options) {
    refuse_place(config, options);
    const SchemaState state = database_state(config);
    if (state == SchemaState::empty)
        throw Stop(ExitCode::schema, "There is nothing in " + config.database.masked() +
                                         " to back up. Is DATABASE_URL the right one? connectcrm config prints it.");
    if (state == SchemaState::newer)
        throw Stop(ExitCode::schema,
                   "The database was made by a newer version of ConnectCRM. Use that version to back it up.");
    const ExitCode result = copy_checked(config, options.file);
    std::cout << "The backup is " << options.file << " (" << fs::file_size(options.file) << " bytes).\n";
    if (result == ExitCode::differences)
        std::cout << "It is a true copy; what does not fit is so in the database, too: see connectcrm verify.\n";
    return result;
}

}  // namespace crm

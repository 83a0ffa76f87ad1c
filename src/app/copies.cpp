// A copy is made beside the file, checked, and only then given its name.
#include "app/copies.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/time.hpp"
#include "crm/catalogue.hpp"
#include "db/dump.hpp"
#include "resource/changes.hpp"
#include "resource/explain.hpp"

namespace crm {
namespace {

namespace fs = std::filesystem;

void flush(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool flushed = fd >= 0 && ::fsync(fd) == 0;
    const int error = errno;
    if (fd >= 0) ::close(fd);
    if (!flushed) throw Stop(ExitCode::failed, path + " cannot be written to disk: " + std::strerror(error) + ".");
}

ExitCode check_sqlite(const std::string& path, const Say& say) {
    const auto session = open_session(sqlite_file(path), Access::read);
    ExitCode result = ExitCode::done;
    session->query("PRAGMA foreign_key_check", {}, [&](const Row& row) {
        say(std::string(row.text(0)) + " " + std::to_string(row.integer(1)) + ": refers to something in " +
            std::string(row.text(2)) + " that is not there.");
        result = ExitCode::differences;
        return true;
    });
    if (schema_state(*session, migrations_for(Engine::sqlite)) != SchemaState::current) {
        say("The tables are of an older version, so the records were not compared with their log.");
        return result;
    }
    return std::max(result, find_differences(*session, say));
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

ExitCode copy_checked(const Config& config, const std::string& file, const Say& say) {
    Unfinished copy(file);
    ExitCode result = ExitCode::done;
    if (config.database.engine == Engine::sqlite) {
        copy_sqlite(config.database.path, copy.path());
        result = check_sqlite(copy.path(), say);
    } else {
        const RowCounts rows = dump_server(config.database, config.database_limits, copy.path());
        say("The dump is whole and has the rows of the database: " + in_words(rows) + ".");
    }
    copy.keep();
    return result;
}

ExitCode find_differences(Session& session, const Say& say) {
    std::int64_t differences = 0;
    for (const std::string& text : schema_differences(session, catalogue())) {
        say(text);
        ++differences;
    }
    if (differences != 0) {
        say("The tables are not those of this version, so the records were not compared.");
        return ExitCode::differences;
    }
    const Verification result = verify(session, catalogue(), say);
    differences = result.mismatches;
    say(std::to_string(result.records) + " records and " + std::to_string(result.entries) +
        " entries of the log were compared: " +
        (differences == 0 ? std::string("everything fits")
                          : std::to_string(differences) + (differences == 1 ? " difference" : " differences")) +
        ".");
    return differences == 0 ? ExitCode::done : ExitCode::differences;
}

void refuse_missing_copier(const Config& config) {
    const Engine engine = config.database.engine;
    if (engine != Engine::sqlite) refuse_missing_program(dump_programs[static_cast<std::size_t>(engine)], engine);
}

}  // namespace crm

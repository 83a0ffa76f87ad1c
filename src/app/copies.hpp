// Checked copies of the database, for backup, restore and downloads: files that count only once they are whole.
#pragma once
#include <functional>
#include <string>

#include "app/config.hpp"
#include "app/exit_code.hpp"
#include "db/migrate.hpp"

namespace crm {

// A name beside `path` that is free, and whose file is removed unless it was kept.
class Unfinished {
public:
    explicit Unfinished(const std::string& path);
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;
    ~Unfinished();

    const std::string& path() const { return path_; }
    // On disk under the name it was made for, in the place of what is there.
    void keep();

private:
    std::string target_, path_;
};

using Say = std::function<void(const std::string& line)>;

DatabaseUrl sqlite_file(const std::string& path);
// `replaced-20261123T081502Z.db` in that folder, a name that is free.
std::string name_for_replaced(const std::string& folder, const std::string& ending);

// Says what in the database does not fit, and a sentence about the whole; `differences` when there was something. The
// schema must be current.
ExitCode find_differences(Session&, const Say&);

// Copies the database to a file that is not there yet, says what was found out about it, and answers as
// find_differences does of a copy that can be opened. What it was, and then its copy, must be at most of this version.
ExitCode copy_checked(const Config&, const std::string& file, const Say&);
// Throws Error where a program that it takes is missing.
void refuse_missing_copier(const Config&);

}  // namespace crm

// What backup and restore have in common: files that count only once they are whole.
#pragma once
#include <string>

#include "app/commands/commands.hpp"
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

DatabaseUrl sqlite_file(const std::string& path);
// `replaced-20261123T081502Z.db` in that folder, a name that is free.
std::string name_for_replaced(const std::string& folder, const std::string& ending);

// Copies the database to a file that is not there yet. What it was, and then its copy, must be at most of this version.
// Answers what print_differences did for a copy that can be opened.
ExitCode copy_checked(const Config&, const std::string& file);

}  // namespace crm

// The one description of the command line, which parsing, help, completion and the manual are made from.
#pragma once
#include <CLI/CLI.hpp>
#include <deque>
#include <functional>
#include <string>
#include <utility>

#include "app/commands/commands.hpp"
#include "app/settings.hpp"

namespace crm {

// Where values come from that the arguments leave out.
class CommandLine {
public:
    explicit CommandLine(NamedValues environment);
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    CLI::App& app() { return app_; }
    const CLI::App& app() const { return app_; }
    int run(int argc, const char* const* argv);

private:
    void add_settings();
    void add_server_commands();
    void add_database_commands();
    void add_account_commands();
    void add_other_commands();
    CLI::App* add(const char* group, const char* name, const char* description, std::function<ExitCode()> run);
    Config config() const;

    NamedValues environment_;
    CLI::App app_;
    std::string file_;
    std::deque<std::pair<const Setting*, std::string>> flags_;  // in a deque, because CLI11 keeps the addresses
    std::function<ExitCode()> chosen_;

    MigrateOptions migrate_;
    CopyOptions copy_;
    SuperuserOptions superuser_;
    BenchOptions bench_;
    std::string username_, url_, resource_, shell_;
};

inline constexpr const char* group_about = "About";  // commands that take no settings

// What may stand for the value of an option: the words of `on|off`; none when it can be anything.
std::vector<std::string> choices_of(const CLI::Option&);

std::string help_page(const CLI::App&);
std::string manual_page(const CLI::App&);  // mdoc(7)
std::string bash_completion(const CLI::App&);
std::string zsh_completion(const CLI::App&);
std::string fish_completion(const CLI::App&);

}  // namespace crm

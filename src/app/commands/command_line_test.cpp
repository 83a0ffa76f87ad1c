// Help, completion and manual are made from one description and name all of it.
#include "app/commands/command_line.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/random.hpp"

using namespace crm;

namespace {

// What a program says of a file; empty when it is content. Programs that are not installed say nothing.
std::string verdict(const std::string& program, const std::string& arguments, const std::string& text) {
    if (std::system(("command -v " + program + " >/dev/null").c_str()) != 0) return {};
    const std::string path = std::filesystem::temp_directory_path() / ("connectcrm-text-" + random_hex(6));
    std::ofstream(path) << text;
    std::string said;
    std::FILE* pipe = ::popen((program + " " + arguments + " " + path + " 2>&1").c_str(), "r");
    for (int c; (c = std::fgetc(pipe)) != EOF;) said += static_cast<char>(c);
    const int status = ::pclose(pipe);
    std::filesystem::remove(path);
    return status == 0 ? said : said + "(failed)";
}

// Keeps what commands print out of the report.
struct Silence {
    ~Silence() { std::cout.rdbuf(out), std::cerr.rdbuf(err); }
    std::ostringstream text;
    std::streambuf* out = std::cout.rdbuf(text.rdbuf());
    std::streambuf* err = std::cerr.rdbuf(text.rdbuf());
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("command line: every page names every command and every setting") {
    const CommandLine line({});
    const std::string manual = manual_page(line.app());
    const std::string pages[] = {manual, bash_completion(line.app()), zsh_completion(line.app()),
                                 fish_completion(line.app()),
                                 help_page(line.app()) + help_page(*line.app().get_subcommand("serve"))};
    for (const std::string& page : pages) {
        for (const CLI::App* command : line.app().get_subcommands({})) {
            CAPTURE(command->get_name());
            CHECK(has(page, command->get_name()));
        }
        for (const Setting* setting : all_settings()) {
            CAPTURE(setting->name);
            if (!setting->secret) CHECK(has(page, flag_name(*setting).substr(2)));
            if (&page == pages) CHECK(has(page, ".It Ev " + std::string(setting->name)));
        }
    }
}

TEST_CASE("command line: the help fits a terminal") {
    const CommandLine line({});
    std::string all = help_page(line.app());
    for (const CLI::App* command : line.app().get_subcommands({})) all += help_page(*command);
    for (std::string_view rest = all; !rest.empty();) {
        const std::string_view row = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(row.size() + 1);
        CAPTURE(row);
        CHECK(row.size() <= 80);
    }
}

TEST_CASE("command line: the manual and the completions are well formed") {
    const CommandLine line({});
    CHECK(verdict("mandoc", "-Tlint", manual_page(line.app())) == "");
    CHECK(verdict("bash", "-n", bash_completion(line.app())) == "");
    CHECK(verdict("zsh", "-n", zsh_completion(line.app())) == "");
    CHECK(verdict("fish", "-n", fish_completion(line.app())) == "");
}

TEST_CASE("command line: wrong arguments") {
    const auto status = [](std::vector<const char*> arguments) {
        const Silence silence;
        arguments.insert(arguments.begin(), "connectcrm");
        return CommandLine(NamedValues{{"CONNECTCRM_NO_SUCH", "1"}})
            .run(static_cast<int>(arguments.size()), arguments.data());
    };
    CHECK(status({"no-such-command"}) == 2);
    CHECK(status({"serve", "--no-such-flag"}) == 2);
    CHECK(status({"completion", "tcsh"}) == 2);
    CHECK(status({"import-django"}) == 2);
    CHECK(status({"config"}) == 2);  // an unknown variable
    CHECK(status({"version"}) == 0);
    CHECK(status({"--help"}) == 0);
}

// What the program's exit status means, and the exception that chooses one.
#pragma once
#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

namespace crm {

enum class ExitCode { done = 0, failed = 1, usage = 2, schema = 3, differences = 4 };

struct ExitMeaning {
    ExitCode code;
    std::string_view meaning;
};
inline constexpr std::array<ExitMeaning, 5> exit_meanings{{
    {ExitCode::done, "Done."},
    {ExitCode::failed, "Failed; the reason is on standard error."},
    {ExitCode::usage, "The command line or a setting is wrong; the message names the line to fix."},
    {ExitCode::schema, "The database's tables are not those of this version (migrate --check: something is pending)."},
    {ExitCode::differences, "verify found something that does not fit; a backup or restore that ends so is complete."},
}};

// Ends a command early; the message is for the person at the terminal.
struct Stop : std::runtime_error {
    Stop(ExitCode c, const std::string& message) : std::runtime_error(message), code(c) {}
    ExitCode code;
};

}  // namespace crm

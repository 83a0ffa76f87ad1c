// Reads `KEY=value` lines.
#include "app/config_file.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>

#include "app/exit_code.hpp"
#include "base/text.hpp"

namespace crm {
namespace {

constexpr const char* usual_file = "/etc/connectcrm/connectcrm.conf";

// What stands behind the `=`; nullopt when a quote is not closed.
std::optional<std::string> parse_value(std::string_view text) {
    const std::string_view stripped = strip(text);
    if (stripped.starts_with('"') || stripped.starts_with('\'')) {
        const std::size_t end = stripped.find(stripped[0], 1);
        if (end == std::string_view::npos) return {};
        const std::string_view rest = strip(stripped.substr(end + 1));
        if (!rest.empty() && !rest.starts_with('#')) return {};
        return std::string(stripped.substr(1, end - 1));
    }
    return std::string(strip(text.substr(0, text.find(" #"))));
}

ConfigLine parse_line(int number, std::string_view line) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos)
        return {number, {}, {}, "expected NAME=value, or # before a comment. Write for example:\n    PORT=8000"};
    ConfigLine parsed{number, std::string(strip(line.substr(0, equals))), {}, {}};
    if (auto value = parse_value(line.substr(equals + 1)))
        parsed.value = std::move(*value);
    else
        parsed.problem = "the quotes do not match. Write:\n    " + parsed.name + "=\"...\"";
    return parsed;
}

}  // namespace

std::vector<ConfigLine> parse_config(const std::string& text) {
    std::vector<ConfigLine> lines;
    std::istringstream in(text);
    std::string line;
    for (int number = 1; std::getline(in, line); ++number)
        if (const std::string_view content = strip(line); !content.empty() && !content.starts_with('#'))
            lines.push_back(parse_line(number, content));
    return lines;
}

std::vector<ConfigLine> read_config_file(const std::string& path) {
    if (std::error_code error; std::filesystem::is_directory(path, error))
        throw Stop(ExitCode::usage, path + " is a folder. Name the file of settings, as --config " + usual_file);
    std::ifstream file(path, std::ios::binary);
    std::string text;
    std::array<char, 4096> part{};
    while (file.read(part.data(), part.size()) || file.gcount() > 0)
        text.append(part.data(), static_cast<std::size_t>(file.gcount()));
    if (!file.eof() || file.bad()) {
        const std::string reason = std::strerror(errno);
        throw Stop(ExitCode::usage, path + ": the file of settings cannot be read: " + reason +
                                        ". Correct --config or CONNECTCRM_CONFIG; a file that belongs to the service "
                                        "is read as its account (runuser -u connectcrm -- ...).");
    }
    return parse_config(text);
}

}  // namespace crm

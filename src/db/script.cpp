// A file of SQL taken apart into statements.
#include "db/script.hpp"

#include <algorithm>

namespace crm {
namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

// Is nothing but blanks and a comment between `at` and the end of the line?
bool ends_line(std::string_view sql, std::size_t at) {
    const auto next = sql.find_first_not_of(" \t\r", at);
    return next == std::string_view::npos || sql[next] == '\n' || sql.substr(next, 2) == "--";
}

}  // namespace

std::vector<std::string> split_statements(std::string_view sql) {
    std::vector<std::string> statements;
    std::string current;
    const auto finish = [&] {
        if (auto statement = trimmed(current); !statement.empty()) statements.push_back(std::move(statement));
        current.clear();
    };
    char quote = 0;
    for (std::size_t at = 0; at < sql.size(); ++at) {
        const char c = sql[at];
        if (quote) {
            if (c == quote) quote = 0;
        } else if (c == '\'' || c == '"' || c == '`') {
            quote = c;
        } else if (c == '-' && sql.substr(at, 2) == "--") {
            at = std::min(sql.find('\n', at), sql.size());
            current += '\n';
            continue;
        } else if (c == ';' && ends_line(sql, at + 1)) {
            finish();
            continue;
        }
        current += c;
    }
    finish();
    return statements;
}

}  // namespace crm

// `?` as PostgreSQL writes it.
#include "db/placeholders.hpp"

#include <algorithm>

namespace crm {

std::string with_numbered_placeholders(std::string_view sql, std::size_t& count) {
    std::string out;
    out.reserve(sql.size() + 16);
    count = 0;
    char quote = 0;
    for (std::size_t at = 0; at < sql.size(); ++at) {
        const char c = sql[at];
        if (quote) {
            if (c == quote) quote = 0;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '-' && sql.substr(at, 2) == "--") {
            const auto end = std::min(sql.find('\n', at), sql.size());
            out += sql.substr(at, end - at);
            at = end - 1;
            continue;
        } else if (c == '?') {
            out += '$';
            out += std::to_string(++count);
            continue;
        }
        out += c;
    }
    return out;
}

}  // namespace crm

// The texts of mariadb-dump and pg_dump, as far as we need to understand them.
#include "db/dump_text.hpp"

#include "base/random.hpp"
#include "base/text.hpp"

namespace crm {
namespace {

constexpr std::string_view seal_mark = "-- connectcrm backup; ";

std::string_view next_line(std::string_view& text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    return line;
}

// After `COPY public.users (id, …) FROM stdin;` a line for each row, up to `\.`
RowCounts rows_of_postgres(std::string_view text) {
    RowCounts rows;
    while (!text.empty()) {
        std::string_view line = next_line(text);
        if (!line.starts_with("COPY ") || !line.ends_with(" FROM stdin;")) continue;
        std::string_view name = line.substr(5, line.find(' ', 5) - 5);
        if (const auto dot = name.rfind('.'); dot != std::string_view::npos) name.remove_prefix(dot + 1);
        std::int64_t& count = rows[std::string(name)];
        while (!text.empty() && (line = next_line(text)) != "\\.") ++count;
    }
    return rows;
}

// From behind VALUES to the semicolon: a pair of parentheses for each row.
std::int64_t rows_of_insert(std::string_view& text) {
    std::int64_t rows = 0;
    int depth = 0;
    bool quoted = false;
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (quoted) {
            if (c == '\\')
                ++at;
            else if (c == '\'')
                quoted = false;  // a doubled quote opens again at once
        } else if (c == '\'') {
            quoted = true;
        } else if (c == '(') {
            if (depth++ == 0) ++rows;
        } else if (c == ')') {
            --depth;
        } else if (c == ';' && depth == 0) {
            break;
        }
    }
    text.remove_prefix(std::min(text.size(), at));
    return rows;
}

// INSERT INTO `users` VALUES (…),(…); line ends in texts are written \n, so none of theirs begins a line.
RowCounts rows_of_mysql(std::string_view text) {
    constexpr std::string_view insert = "INSERT INTO `";
    RowCounts rows;
    while (!text.empty()) {
        if (!text.starts_with(insert)) {
            next_line(text);
            continue;
        }
        text.remove_prefix(insert.size());
        const std::string name(text.substr(0, text.find('`')));
        text.remove_prefix(std::min(text.size(), name.size() + 1));
        rows[name] += rows_of_insert(text);
    }
    return rows;
}

[[noreturn]] void refuse(const std::string& message) { throw Error(Condition::bad_request, message); }

}  // namespace

RowCounts rows_in_dump(Engine engine, std::string_view dump) {
    return engine == Engine::mysql ? rows_of_mysql(dump) : rows_of_postgres(dump);
}

bool is_whole_dump(Engine engine, std::string_view dump) {
    constexpr std::size_t end = 400;
    const std::string_view mark =
        engine == Engine::mysql ? "\n-- Dump completed" : "\n-- PostgreSQL database dump complete\n";
    return dump.substr(dump.size() - std::min(dump.size(), end)).find(mark) != std::string_view::npos;
}

std::string seal_line(const Seal& seal, std::string_view dump) {
    std::string line(seal_mark);
    line.append(to_text(seal.engine)).append(";");
    for (const std::string& migration : seal.migrations) line.append(" ").append(migration);
    return line.append("; sha256 ").append(sha256_hex(dump)).append("\n");
}

SealedDump read_seal(std::string_view file) {
    const std::size_t at = file.rfind("\n" + std::string(seal_mark));
    if (at == std::string_view::npos)
        refuse("This is no backup of ConnectCRM, or its end is missing: take another copy of the file.");
    SealedDump found{{}, file.substr(0, at + 1)};
    std::string_view line = file.substr(at + 1 + seal_mark.size());
    const std::string_view engine = line.substr(0, line.find(';'));
    found.seal.engine = engine == to_text(Engine::mysql) ? Engine::mysql : Engine::postgres;
    line.remove_prefix(std::min(line.size(), engine.size() + 1));
    for (std::string& name : split_list(line.substr(0, line.find(';')), ' '))
        if (!name.empty()) found.seal.migrations.push_back(std::move(name));
    if (file.substr(at + 1) != seal_line(found.seal, found.dump))
        refuse("The file is not as it was written (its checksum is another): take another copy of it.");
    return found;
}

}  // namespace crm

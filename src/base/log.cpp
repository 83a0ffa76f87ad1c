// One line per event, put together in memory and written whole, so that lines of threads never mix.
#include "base/log.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <mutex>

#include "base/json.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace crm::log {

namespace {

std::atomic<Format> wanted_format{Format::text};
std::atomic<Level> least_level{Level::info};

constexpr std::array<std::string_view, 4> level_names{"debug", "info", "warning", "error"};

// What turns the direction of the text that follows, so that a line looks like another (Unicode UAX 9).
bool turns_direction(std::string_view text) {
    if (text.size() < 3 || text[0] != '\xE2') return text.starts_with("\xD8\x9C");
    const auto last = static_cast<unsigned char>(text[2]);
    if (text[1] == '\x80') return last == 0x8E || last == 0x8F || (last >= 0xAA && last <= 0xAE);
    return text[1] == '\x81' && last >= 0xA6 && last <= 0xA9;
}

// Values may come from a request. Bytes that are not UTF-8 become U+FFFD; DEL, U+0080 to U+009F and marks of direction,
// which JSON would let through, are escaped because terminals act on them.
void append_quoted(std::string& out, std::string_view text) {
    std::string clean;
    while (true) {
        std::size_t valid = utf8_prefix(text);
        clean += text.substr(0, valid);
        if (valid == text.size()) break;
        clean += "\xEF\xBF\xBD";
        text.remove_prefix(valid + 1);
    }
    std::size_t at = out.size();
    json::append_string(out, clean);
    for (; at < out.size(); ++at) {
        auto c = static_cast<unsigned char>(out[at]);
        if (c == 0x7F) {
            out.replace(at, 1, "\\u007f");
        } else if (c == 0xC2 && static_cast<unsigned char>(out[at + 1]) < 0xA0) {
            bool upper = static_cast<unsigned char>(out[at + 1]) >= 0x90;
            char digit = "0123456789abcdef"[static_cast<unsigned char>(out[at + 1]) & 0xFU];
            out.replace(at, 2, upper ? "\\u009" : "\\u008");
            out.insert(at + 5, 1, digit);
        } else if (turns_direction(std::string_view(out).substr(at))) {
            std::size_t end = at;
            out.replace(at, c == 0xE2 ? 3 : 2,
                        fmt::format("\\u{:04x}", static_cast<unsigned>(next_code_point(out, end))));
        }
    }
}

bool is_plain(std::string_view text) {
    for (char c : text)
        if (c <= ' ' || c >= 0x7F || c == '"' || c == '=' || c == '\\') return false;
    return !text.empty();
}

void append_text(std::string& out, std::string_view text) {
    if (is_plain(text))
        out += text;
    else
        append_quoted(out, text);
}

void append(std::string& out, Format format, std::string_view text) {
    if (format == Format::json)
        append_quoted(out, text);
    else
        append_text(out, text);
}

void append(std::string& out, Format, std::int64_t number) { json::append_integer(out, number); }

void append(std::string& out, Format, bool truth) { out += truth ? "true" : "false"; }

void append(std::string& out, Format, double number) {
    if (!std::isfinite(number)) {
        out += "null";
        return;
    }
    std::array<char, 32> digits;
    auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::general, 6).ptr;
    out.append(digits.data(), end);
}

constexpr std::size_t most_held = 16 * 1024;

struct Held {
    std::string lines;
    bool holds = false;
};
thread_local Held held;

// A line that cannot be written is lost: nobody is left to tell, and no request may fail for it.
void write_all(std::string_view lines) {
    static std::mutex whole;  // a pipe takes more than 4 KiB in parts
    const std::lock_guard lock(whole);
    while (!lines.empty()) {
        auto written = ::write(STDOUT_FILENO, lines.data(), lines.size());
        if (written > 0)
            lines.remove_prefix(static_cast<std::size_t>(written));
        else if (written == 0 || errno != EINTR)
            return;
    }
}

void write_held() {
    write_all(held.lines);
    held.lines.clear();
}

}  // namespace

void configure(Format format, Level least) {
    wanted_format.store(format, std::memory_order_relaxed);
    least_level.store(least, std::memory_order_relaxed);
}

void event(Level level, std::string_view event, std::initializer_list<Member> members) {
    if (level < least_level.load(std::memory_order_relaxed)) return;
    Format format = wanted_format.load(std::memory_order_relaxed);
    bool json = format == Format::json;
    std::string_view level_name = level_names[static_cast<std::size_t>(level)];

    std::string& line = held.lines;
    line += json ? R"({"time":")" : "";
    append_rfc3339(line, now());
    ((line += json ? R"(","level":")" : " ") += level_name) += json ? R"(","event":)" : " ";
    append(line, format, event);
    for (const Member& member : members) {
        line += json ? ',' : ' ';
        append(line, format, member.name);
        line += json ? ':' : '=';
        std::visit([&](auto value) { append(line, format, value); }, member.value);
    }
    line += json ? "}\n" : "\n";
    if (!held.holds || line.size() >= most_held) write_held();
}

void hold() { held.holds = true; }

void release() {
    held.holds = false;
    write_held();
}

}  // namespace crm::log

// Structured log: one line per event on standard output, as text or JSON. Never a token, password or body.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace crm::log {

enum class Level { debug, info, warning, error };
enum class Format { text, json };

struct Member {
    std::string_view name;
    std::variant<std::string_view, std::int64_t, double, bool> value;
    Member(std::string_view n, std::string_view v) : name(n), value(v) {}
    Member(std::string_view n, const char* v) : name(n), value(std::string_view(v)) {}
    Member(std::string_view n, const std::string& v) : name(n), value(std::string_view(v)) {}
    Member(std::string_view n, std::int64_t v) : name(n), value(v) {}
    Member(std::string_view n, int v) : name(n), value(std::int64_t{v}) {}
    Member(std::string_view n, double v) : name(n), value(v) {}
    Member(std::string_view n, bool v) : name(n), value(v) {}
};

void configure(Format, Level least);

// `event` names what happened (`request`, `started`, `migrated`); control characters in values are escaped.
// Thread safe.
// text: `2026-11-23T08:00:00.123456Z info request id=… status=200 duration_ms=0.41`
void event(Level, std::string_view event, std::initializer_list<Member> members = {});

// From hold() on, the lines of this thread are gathered; release() writes them at once. For threads that answer many
// requests in a row.
void hold();
void release();

inline void info(std::string_view e, std::initializer_list<Member> m = {}) { event(Level::info, e, m); }
inline void warning(std::string_view e, std::initializer_list<Member> m = {}) { event(Level::warning, e, m); }
inline void error(std::string_view e, std::initializer_list<Member> m = {}) { event(Level::error, e, m); }

}  // namespace crm::log

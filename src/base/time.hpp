// Points in time: UTC, microseconds, as the database stores them and RFC 3339 writes them.
#pragma once
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crm {

struct Timestamp {
    std::int64_t micros = 0;  // since 1970-01-01T00:00:00Z; years 1 to 9999
    friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
};

// A day of the proleptic Gregorian calendar.
struct Date {
    std::int64_t days = 0;  // since 1970-01-01; years 1 to 9999
    friend auto operator<=>(const Date&, const Date&) = default;
};

// `2024-11-16`, with one-digit month and day also taken, as Django's parse_date does; nullopt when it is no real date.
std::optional<Date> parse_date(std::string_view);
void append_date(std::string& out, Date);

Timestamp now();  // wall clock
inline std::int64_t seconds_of(Timestamp t) { return t.micros / 1'000'000; }

// `2024-11-16T09:30:15.123456Z`; six fraction digits, or none when the microseconds are zero.
std::string to_rfc3339(Timestamp);
void append_rfc3339(std::string& out, Timestamp);

// What the contract takes (SPEC 5.3): `YYYY-MM-DD`, `T` or blank, `hh:mm[:ss[.uuuuuu]]`, `Z`, `+HH:MM`, `-HH:MM` or
// nothing for UTC, as Django's parse_datetime reads it (one-digit month, day and hour are taken, fractions beyond six
// digits cut). nullopt when malformed, not a real date, or outside years 1 to 9999 in UTC.
std::optional<Timestamp> parse_datetime(std::string_view);

// `20241116T093015Z`, for names of files.
std::string to_file_time(Timestamp);

// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
std::string to_http_date(Timestamp);

}  // namespace crm

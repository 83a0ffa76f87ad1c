// Reading and writing points in time without locale, stdio or time zones.
#include "base/time.hpp"

#include <array>

#include "base/text.hpp"

namespace crm {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::int64_t micros_per_second = 1'000'000;
constexpr std::int64_t micros_per_day = 86'400 * micros_per_second;
constexpr std::int64_t first_moment =
    sys_days{std::chrono::year{1} / 1 / 1}.time_since_epoch().count() * micros_per_day;
constexpr std::int64_t after_last_moment =
    sys_days{std::chrono::year{10000} / 1 / 1}.time_since_epoch().count() * micros_per_day;

struct Parts {
    unsigned year, month, day, weekday, hour, minute, second, micro;
};

Parts parts_of(Timestamp t) {
    std::int64_t day = t.micros / micros_per_day, rest = t.micros % micros_per_day;
    if (rest < 0) {
        rest += micros_per_day;
        --day;
    }
    sys_days date{days{day}};
    std::chrono::year_month_day ymd{date};
    auto seconds = static_cast<unsigned>(rest / micros_per_second);
    return {static_cast<unsigned>(static_cast<int>(ymd.year())),
            static_cast<unsigned>(ymd.month()),
            static_cast<unsigned>(ymd.day()),
            std::chrono::weekday{date}.c_encoding(),
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60,
            static_cast<unsigned>(rest % micros_per_second)};
}

char* put2(char* to, unsigned number) {
    *to++ = static_cast<char>('0' + number / 10 % 10);
    *to++ = static_cast<char>('0' + number % 10);
    return to;
}

char* put(char* to, char c) {
    *to++ = c;
    return to;
}

// Takes `least` to `most` decimal digits off the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
    int number = 0;
    std::size_t count = 0;
    for (; count < most && count < text.size() && text[count] >= '0' && text[count] <= '9'; ++count)
        number = number * 10 + (text[count] - '0');
    if (count < least) return {};
    text.remove_prefix(count);
    return number;
}

bool take(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == any_of.npos) return false;
    text.remove_prefix(1);
    return true;
}

// Up to six digits count, up to six more are cut.
std::optional<int> take_fraction(std::string_view& text) {
    std::size_t before = text.size();
    auto micros = take_number(text, 1, 6);
    if (!micros) return {};
    for (std::size_t digits = before - text.size(); digits < 6; ++digits) *micros *= 10;
    take_number(text, 0, 6);
    return micros;
}

// Minutes east of Greenwich. Like Django, takes minutes up to 99 but no offset of a day or more.
std::optional<int> parse_offset(std::string_view text) {
    if (text.empty() || text == "Z") return 0;
    int sign = text.front() == '-' ? -1 : 1;
    if (!take(text, "+-")) return {};
    auto hours = take_number(text, 2, 2);
    if (!hours) return {};
    std::optional<int> minutes = 0;
    if (!text.empty()) {
        take(text, ":");
        minutes = take_number(text, 2, 2);
    }
    if (!minutes || !text.empty()) return {};
    int offset = *hours * 60 + *minutes;
    if (offset >= 24 * 60) return {};
    return sign * offset;
}

}  // namespace

Timestamp now() {
    auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

std::optional<Date> parse_date(std::string_view text) {
    if (text.find_first_of("T ") != text.npos) return {};
    const auto midnight = parse_datetime(std::string(text) + "T00:00Z");
    if (!midnight) return {};
    return Date{std::chrono::floor<days>(std::chrono::microseconds{midnight->micros}).count()};
}

void append_date(std::string& out, Date date) {
    const auto size = out.size();
    append_rfc3339(out, {date.days * micros_per_day});
    out.resize(size + std::string_view("2024-11-16").size());
}

std::string to_file_time(Timestamp t) {
    std::string time = to_rfc3339(t).substr(0, std::string_view("2024-11-16T09:30:15").size()) + "Z";
    std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
    return time;
}

std::string to_rfc3339(Timestamp t) {
    std::string out;
    append_rfc3339(out, t);
    return out;
}

void append_rfc3339(std::string& out, Timestamp t) {
    // Times that are written one after the other are often of the same day.
    thread_local std::int64_t known_day = std::numeric_limits<std::int64_t>::min();
    thread_local std::array<char, 11> known_date;  // "2024-11-16T"
    const std::int64_t day = t.micros / micros_per_day - (t.micros % micros_per_day < 0 ? 1 : 0);
    if (day != known_day) {
        const Parts p = parts_of(t);
        char* to = put2(put2(known_date.data(), p.year / 100), p.year);
        put(put2(put(put2(put(to, '-'), p.month), '-'), p.day), 'T');
        known_day = day;
    }
    const std::int64_t rest = t.micros - day * micros_per_day;
    const auto seconds = static_cast<unsigned>(rest / micros_per_second),
               micro = static_cast<unsigned>(rest % micros_per_second);
    std::array<char, 32> text;
    char* to = std::copy(known_date.begin(), known_date.end(), text.data());
    to = put2(to, seconds / 3600);
    to = put2(put(to, ':'), seconds / 60 % 60);
    to = put2(put(to, ':'), seconds % 60);
    if (micro != 0) to = put2(put2(put2(put(to, '.'), micro / 10'000), micro / 100), micro);
    to = put(to, 'Z');
    out.append(text.data(), static_cast<std::size_t>(to - text.data()));
}

std::optional<Timestamp> parse_datetime(std::string_view text) {
    auto year = take_number(text, 4, 4);
    if (!year || !take(text, "-")) return {};
    auto month = take_number(text, 1, 2);
    if (!month || !take(text, "-")) return {};
    auto day = take_number(text, 1, 2);
    if (!day || !take(text, "T ")) return {};
    auto hour = take_number(text, 1, 2);
    if (!hour || !take(text, ":")) return {};
    auto minute = take_number(text, 1, 2);
    if (!minute) return {};
    std::optional<int> second = 0, micro = 0;
    if (take(text, ":")) {
        second = take_number(text, 1, 2);
        if (second && take(text, ".,")) micro = take_fraction(text);
    }
    if (!second || !micro || *hour > 23 || *minute > 59 || *second > 59) return {};

    // Blanks may stand before the offset; after it, nothing but one line feed, which is where Python's `$` matches.
    std::string_view zone = strip(text);
    if (!zone.empty()) {
        std::string_view rest = text.substr(static_cast<std::size_t>(zone.data() - text.data()) + zone.size());
        if (!rest.empty() && rest != "\n") return {};
    }
    auto offset = parse_offset(zone);
    std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                     std::chrono::day{static_cast<unsigned>(*day)}};
    if (!offset || !date.ok()) return {};
    std::int64_t seconds = *hour * 3600 + (*minute - *offset) * 60 + *second;
    std::int64_t micros =
        sys_days{date}.time_since_epoch().count() * micros_per_day + seconds * micros_per_second + *micro;
    if (micros < first_moment || micros >= after_last_moment) return {};
    return Timestamp{micros};
}

std::string to_http_date(Timestamp t) {
    static constexpr std::string_view weekdays = "SunMonTueWedThuFriSat";
    static constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    Parts p = parts_of(t);
    std::string out(weekdays.substr(p.weekday * 3, 3));
    auto add2 = [&](char before, unsigned number) {
        std::array<char, 2> digits;
        put2(digits.data(), number);
        (out += before).append(digits.data(), digits.size());
    };
    out += ',';
    add2(' ', p.day);
    (out += ' ') += months.substr((p.month - 1) * 3, 3);
    add2(' ', p.year / 100);
    std::array<char, 2> decade;
    put2(decade.data(), p.year);
    out.append(decade.data(), decade.size());
    add2(' ', p.hour);
    add2(':', p.minute);
    add2(':', p.second);
    return out += " GMT";
}

}  // namespace crm

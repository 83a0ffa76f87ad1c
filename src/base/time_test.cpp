// Points in time, read and written.
#include <doctest/doctest.h>

#include <string>

#include "base/time.hpp"

using namespace crm;

namespace {

std::string read(std::string_view text) {
    auto t = parse_datetime(text);
    return t ? to_rfc3339(*t) : "refused";
}

}  // namespace

TEST_CASE("times are written in UTC with six fraction digits or none") {
    CHECK(to_rfc3339({0}) == "1970-01-01T00:00:00Z");
    CHECK(to_rfc3339({1}) == "1970-01-01T00:00:00.000001Z");
    CHECK(to_rfc3339({-1}) == "1969-12-31T23:59:59.999999Z");
    CHECK(to_rfc3339({-86'400'000'000}) == "1969-12-31T00:00:00Z");
    CHECK(to_rfc3339({0}) == "1970-01-01T00:00:00Z");
    CHECK(to_rfc3339({-86'400'000'001}) == "1969-12-30T23:59:59.999999Z");
    CHECK(to_rfc3339({1'731'749'415'123'456}) == "2024-11-16T09:30:15.123456Z");
    CHECK(to_rfc3339({1'709'164'800'500'000}) == "2024-02-29T00:00:00.500000Z");
    std::string out = "at ";
    append_rfc3339(out, {0});
    CHECK(out == "at 1970-01-01T00:00:00Z");
}

TEST_CASE("times are read in every spelling of the contract") {
    CHECK(parse_datetime("2024-11-16T09:30:15.123456Z")->micros == 1'731'749'415'123'456);
    CHECK(read("2024-11-16T09:30:15.123456Z") == "2024-11-16T09:30:15.123456Z");
    CHECK(read("2024-11-16 09:30") == "2024-11-16T09:30:00Z");
    CHECK(read("2024-1-6T9:3:5") == "2024-01-06T09:03:05Z");
    CHECK(read("2024-11-16T09:30:15.5") == "2024-11-16T09:30:15.500000Z");
    CHECK(read("2024-11-16T09:30:15,000001") == "2024-11-16T09:30:15.000001Z");
    CHECK(read("2024-11-16T09:30:15.123456999999") == "2024-11-16T09:30:15.123456Z");
    CHECK(read("2024-11-16T09:30+02:00") == "2024-11-16T07:30:00Z");
    CHECK(read("2024-11-16T09:30-0545") == "2024-11-16T15:15:00Z");
    CHECK(read("2024-12-31T23:30-01") == "2025-01-01T00:30:00Z");
    CHECK(read("2024-11-16T09:30 +05:30") == "2024-11-16T04:00:00Z");
    CHECK(read("2024-02-29T00:00Z") == "2024-02-29T00:00:00Z");
    CHECK(read("2024-11-16T09:30Z\n") == "2024-11-16T09:30:00Z");
}

TEST_CASE("what is no time is refused") {
    for (std::string text : {"",
                             "2024-11-16",
                             "20241116T0930Z",
                             "24-11-16T09:30",
                             "2024-11-16t09:30",
                             "2024-11-16T09",
                             "2024-11-16T09:30:",
                             "2024-11-16T09:30z",
                             "2024-11-16T09:30:15.",
                             "2024-11-16T09:30:15.1234567890123",
                             "2024-11-16T24:00",
                             "2024-11-16T09:60",
                             "2024-11-16T09:30:60",
                             "2024-13-01T00:00",
                             "2024-00-01T00:00",
                             "2023-02-29T00:00",
                             "2024-04-31T00:00",
                             "2024-11-16T09:30+5",
                             "2024-11-16T09:30+05:3",
                             "2024-11-16T09:30+24:00",
                             "2024-11-16T09:30+23:60",
                             "2024-11-16T09:30Zx",
                             "2024-11-16T09:30Z ",
                             " 2024-11-16T09:30",
                             "0000-01-01T00:00",
                             "tomorrow",
                             "2024-11-16T09:30Z\n\n",
                             "-024-11-16T09:30"}) {
        CAPTURE(text);
        CHECK(read(text) == "refused");
    }
}

TEST_CASE("the years are 1 to 9999 in UTC") {
    CHECK(read("0001-01-01T00:00Z") == "0001-01-01T00:00:00Z");
    CHECK(read("0001-01-01T00:00+00:01") == "refused");
    CHECK(read("0001-01-01T00:00-00:01") == "0001-01-01T00:01:00Z");
    CHECK(read("9999-12-31T23:59:59.999999Z") == "9999-12-31T23:59:59.999999Z");
    CHECK(read("9999-12-31T23:59:59.999999-00:01") == "refused");
    CHECK(read("9999-12-31T23:59+00:01") == "9999-12-31T23:58:00Z");
}

TEST_CASE("every day of four centuries survives writing and reading") {
    for (std::int64_t day = -80'000; day < 66'097; ++day) {
        Timestamp t{day * 86'400'000'000 + (day & 1)};
        if (parse_datetime(to_rfc3339(t)) != t) FAIL(to_rfc3339(t));
    }
}

TEST_CASE("the clock shows a time of this century") {
    Timestamp t = now();
    CHECK(to_rfc3339(t) > "2024");
    CHECK(to_rfc3339(t) < "2100");
    CHECK(seconds_of(t) == t.micros / 1'000'000);
    CHECK(now() >= t);
}

TEST_CASE("HTTP dates are those of RFC 9110") {
    CHECK(to_http_date({784'111'777'000'000}) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(to_http_date({0}) == "Thu, 01 Jan 1970 00:00:00 GMT");
    CHECK(to_http_date({-1}) == "Wed, 31 Dec 1969 23:59:59 GMT");
}

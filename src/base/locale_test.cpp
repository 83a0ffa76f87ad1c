// What looks like a language or a time zone.
#include "base/locale.hpp"

#include <doctest/doctest.h>

using namespace crm;

TEST_CASE("a language is told by two or three letters and what narrows it down") {
    for (const char* tag : {"en", "de", "DE", "de-AT", "pt-BR", "gsw", "zh-Hant", "zh-Hant-TW", "es-419", "sl-rozaj"})
        CHECK_MESSAGE(is_language_tag(tag), tag);
    for (const char* tag : {"", "e", "english", "de_AT", "de-", "-de", "de--AT", "de-A", "de-Österreich", "d3", "12",
                            "de AT", "de-abcdefghi", "../de"})
        CHECK_MESSAGE(!is_language_tag(tag), tag);
}

TEST_CASE("a time zone is told by an area of the world and a place in it, or is one of its own") {
    for (const char* name :
         {"Europe/Berlin", "America/Argentina/Buenos_Aires", "America/North_Dakota/New_Salem", "America/Port-au-Prince",
          "Asia/Calcutta", "Antarctica/DumontDUrville", "Etc/GMT+1", "Etc/UTC", "UTC", "EST5EDT", "US/Eastern"})
        CHECK_MESSAGE(is_time_zone_name(name), name);
    for (const char* name : {"", "/", "Mars/Phobos", "Europe/", "/Berlin", "Europe//Berlin", "europe/Berlin",
                             "Europe/berlin", "Europe/Ber lin", "Europe/../Berlin", "America/A/B/C", "+01:00",
                             "tzdata.zi", "posix/Europe/Berlin", "UTC/", "Europe/Zürich"})
        CHECK_MESSAGE(!is_time_zone_name(name), name);
}

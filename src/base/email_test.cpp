// Addresses as Django's EmailValidator takes them; the answers were compared with Django 3.2.25.
#include <doctest/doctest.h>

#include <string>

#include "base/text.hpp"

using namespace crm;
using namespace std::string_literals;

TEST_CASE("addresses that Django takes are taken") {
    for (std::string address : {"user@example.com",
                                "a@localhost",
                                "first.last+tag@sub.example.co",
                                "!#$%&'*+/=?^_`{}|~-@x.org",
                                "a@X.COM",
                                "a@x.-om",
                                "a@127.0.0.11",
                                "a@[127.0.0.1]",
                                "a@[::1]",
                                "a@[1:2:3:4:5:6:7::]",
                                "a@bücher.example",
                                "a@例え.テスト",
                                "a@ex.é",
                                "a@faß.de",
                                "a@x。com",
                                "a@שלום.com",
                                "a@xn--bcher-kva.de",
                                "\"\"@x.com",
                                "\"a\\ b\"@x.com",
                                "\"a@b\"@x.com",
                                "\"\\\"\"@x.com"}) {
        CAPTURE(address);
        CHECK(is_email(address));
    }
}

TEST_CASE("addresses that Django refuses are refused") {
    for (std::string address : {""s,
                                "a"s,
                                "@"s,
                                "@x.com"s,
                                "a@"s,
                                "a@x"s,
                                "a@.com"s,
                                "a..b@x.com"s,
                                ".a@x.com"s,
                                "a.@x.com"s,
                                "a@x.com."s,
                                "a@x.c"s,
                                "a@-x.com"s,
                                "a@x-.com"s,
                                "a@x.co-"s,
                                "a@x..com"s,
                                "a@127.0.0.1"s,
                                "a@[01.2.3.4]"s,
                                "a@[1.2.3]"s,
                                "a@[::1%1]"s,
                                "a@[IPv6:::1]"s,
                                "a@[]"s,
                                "a@LOCALHOST"s,
                                "a b@x.com"s,
                                "a@b@c.com"s,
                                "a@x y.com"s,
                                "a@x.com\n"s,
                                "\na@x.com"s,
                                "é@x.com"s,
                                "\"a b\"@x.com"s,
                                "\"a\"b\"@x.com"s,
                                "\"\\\"@x.com"s,
                                "\"@x.com"s,
                                "a\0@x.com"s,
                                "a@x\0.com"s,
                                "a@ü..de"s,
                                "a@ü_.de"s,
                                "a@שaלום.com"s,
                                "a@ü\u200E.de"s,
                                "a@ü\u2028.de"s,
                                "a@xn--ü.de"s,
                                "a@\xED\xA0\x80.com"s}) {
        CAPTURE(address);
        CHECK_FALSE(is_email(address));
    }
}

TEST_CASE("labels are at most 63 characters long, as the network spells them") {
    CHECK(is_email("a@" + std::string(63, 'l') + ".com"));
    CHECK_FALSE(is_email("a@" + std::string(64, 'l') + ".com"));
    CHECK(is_email("a@x." + std::string(63, 'l')));
    CHECK_FALSE(is_email("a@x." + std::string(64, 'l')));
    auto umlauts = [](int count) {
        std::string text;
        while (count-- > 0) text += "ü";
        return text;
    };
    CHECK(is_email("a@" + umlauts(57) + ".de"));
    CHECK_FALSE(is_email("a@" + umlauts(58) + ".de"));
    CHECK_FALSE(is_email("a@" + umlauts(100'000) + ".de"));
}

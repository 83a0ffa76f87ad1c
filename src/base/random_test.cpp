// Random values, digests and their spellings.
#include <doctest/doctest.h>

#include <string>

#include "base/random.hpp"

using namespace crm;
using namespace std::string_literals;

TEST_CASE("random values have the asked length and differ") {
    CHECK(random_bytes(0).empty());
    CHECK(random_bytes(33).size() == 33);
    CHECK(random_bytes(16) != random_bytes(16));
    CHECK(random_hex(8).size() == 16);
    CHECK(random_hex(16) != random_hex(16));
    CHECK(random_hex(100).find_first_not_of("0123456789abcdef") == std::string::npos);
}

TEST_CASE("UUIDs say that they are random") {
    for (int i = 0; i < 50; ++i) {
        std::string uuid = random_uuid4_hex();
        REQUIRE(uuid.size() == 32);
        CHECK(uuid[12] == '4');
        CHECK("89ab"s.find(uuid[16]) != std::string::npos);
    }
}

TEST_CASE("SHA-256 gives the digests of FIPS 180") {
    CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("hex digits are lower case") { CHECK(hex("\x00\x1F\xAB"s) == "001fab"); }

TEST_CASE("comparison in constant time compares") {
    CHECK(equal_in_constant_time("", ""));
    CHECK(equal_in_constant_time("secret", "secret"));
    CHECK_FALSE(equal_in_constant_time("secret", "secreT"));
    CHECK_FALSE(equal_in_constant_time("secret", "secre"));
    CHECK_FALSE(equal_in_constant_time("a\0b"s, "a\0c"s));
}

TEST_CASE("base64url has the vectors of RFC 4648 without padding") {
    std::string bytes;
    for (auto [plain, coded] : {std::pair{""s, ""s},
                                {"f", "Zg"},
                                {"fo", "Zm8"},
                                {"foo", "Zm9v"},
                                {"foob", "Zm9vYg"},
                                {"fooba", "Zm9vYmE"},
                                {"foobar", "Zm9vYmFy"},
                                {"\xFB\xFF\xFE", "-__-"}}) {
        CHECK(base64url(plain) == coded);
        CHECK(base64url_decode(coded, bytes));
        CHECK(bytes == plain);
    }
    std::string all = random_bytes(257);
    CHECK(base64url_decode(base64url(all), bytes));
    CHECK(bytes == all);
}

TEST_CASE("base64url is decoded strictly") {
    std::string bytes;
    for (std::string text : {"Z", "Zg==", "Zh", "Zm9", "Zm+v", "Zm/v", "Zm9v\n", "Zm 9", "Zm9vY"}) {
        CAPTURE(text);
        CHECK_FALSE(base64url_decode(text, bytes));
    }
}

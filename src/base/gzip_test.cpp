// Unpacking: whole files come back as they were, anything else is refused.
#include "base/gzip.hpp"

#include <doctest/doctest.h>

#include "base/errors.hpp"

using namespace crm;

namespace {

// printf '%s' hello | gzip -9n
constexpr std::string_view hello(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05\x00\x00\x00", 25);

}  // namespace

TEST_CASE("gunzip gives back what was packed") { CHECK(gunzip(hello) == "hello"); }

TEST_CASE("gunzip refuses what is cut short, changed, or followed by something") {
    for (std::size_t size = 0; size < hello.size(); ++size) CHECK_THROWS_AS(gunzip(hello.substr(0, size)), Error);
    CHECK_THROWS_AS(gunzip(std::string(hello) + "x"), Error);
    std::string changed(hello);
    changed[12] ^= 1;
    CHECK_THROWS_AS(gunzip(changed), Error);
}

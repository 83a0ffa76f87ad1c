// What counts as an Idempotency-Key.
#include "resource/idempotency.hpp"

#include <doctest/doctest.h>

#include "base/errors.hpp"

namespace crm {
namespace {

Request with_keys(std::initializer_list<std::string> keys) {
    Request request;
    for (const std::string& key : keys) request.headers.emplace_back("idempotency-KEY", key);
    return request;
}

std::optional<std::string> key_of(const std::string& given) { return idempotency_key(with_keys({given})); }

}  // namespace

TEST_CASE("a key is text as it is, or the draft's string in double quotes") {
    CHECK(idempotency_key({}) == std::nullopt);
    CHECK(key_of("8e03978e-40d5-43dd-bc93-6894a57f9324") == "8e03978e-40d5-43dd-bc93-6894a57f9324");
    CHECK(key_of("\"8e03978e-40d5\"") == "8e03978e-40d5");
    CHECK(key_of("two words ~!") == "two words ~!");
    CHECK(key_of(R"(say "yes")") == R"(say "yes")");
    CHECK(key_of(R"("say \"yes\" \\")") == R"(say "yes" \)");
    CHECK(key_of(R"(a\b)") == R"(a\b)");
    CHECK(key_of("k") == "k");
    CHECK(key_of(std::string(255, 'k')) == std::string(255, 'k'));
    CHECK(key_of("\"" + std::string(255, 'k') + "\"") == std::string(255, 'k'));
}

TEST_CASE("what is no key is refused") {
    for (const std::string given : {"", "\"\"", "\"", "\"open", "\"a\"b", "\"a\";p=1", R"("a\")", R"("a\n")",
                                    "K\xC3\xA9", "a\tb", "a\x7F", "\"a\x01\""})
        CHECK_THROWS_AS(key_of(given), Error);
    CHECK_THROWS_AS(key_of(std::string(256, 'k')), Error);
    CHECK_THROWS_AS(key_of("\"" + std::string(256, 'k') + "\""), Error);
    CHECK_THROWS_AS(idempotency_key(with_keys({"a", "a"})), Error);
    try {
        key_of("");
    } catch (const Error& error) {
        CHECK(error.condition == Condition::bad_request);
        CHECK(error.message == "The header Idempotency-Key takes one key of 1 to 255 printable ASCII characters.");
    }
}

}  // namespace crm

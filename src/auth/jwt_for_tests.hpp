// Tokens made by hand for the tests, good and bad, under the key that the tests verify with.
#pragma once
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "auth/jwt.hpp"
#include "auth/signature.hpp"
#include "base/random.hpp"

namespace crm::for_tests {

inline const std::string key = "unit-test-signing-key-0123456789abcdef0123456789";
inline constexpr std::int64_t t = 1'700'000'000;
inline constexpr Timestamp at_t{t * 1'000'000 + 500'000};
inline const std::string header = R"({"alg":"HS256","typ":"JWT"})";
inline const std::string good =
    R"({"token_type":"access","exp":1700000300,"iat":1699999990,"jti":"0123456789abcdef0123456789abcdef","user_id":3})";

inline Tokens tokens(std::vector<std::string> older = {}) { return Tokens({key, std::move(older)}, 300, 86400); }

inline std::string sign(std::string_view with, std::string_view head, std::string_view payload) {
    const auto input = base64url(head) + '.' + base64url(payload);
    return input + '.' + base64url(hmac_sha256(with, input));
}
inline std::string with_header(std::string_view head) { return sign(key, head, good); }
inline std::string with_claims(std::string_view payload) { return sign(key, header, payload); }
// The good claims with one put before them, which then is the only one of its name.
inline std::string with_claim(const std::string& name, const std::string& value) {
    auto payload = good;
    const auto from = payload.find("\"" + name + "\":");
    if (from != std::string::npos) {
        auto to = payload.find_first_of(",}", from);
        if (payload[to] == ',') ++to;
        payload.erase(from, to - from);
        if (payload.ends_with(",}")) payload.erase(payload.size() - 2, 1);
    }
    return with_claims("{\"" + name + "\":" + value + "," + payload.substr(1));
}
inline std::string without(const std::string& name) {
    auto token_claims = with_claim(name, "0");
    std::string payload;
    REQUIRE(base64url_decode(
        token_claims.substr(token_claims.find('.') + 1, token_claims.rfind('.') - token_claims.find('.') - 1),
        payload));
    return with_claims("{" + payload.substr(payload.find(',') + 1));
}

inline std::string refusal(const std::string& token, TokenType type = TokenType::access, Timestamp now = at_t) {
    try {
        tokens().verify(token, type, now);
        return "accepted";
    } catch (const TokenRefused& refused) {
        return refused.message;
    }
}

}  // namespace crm::for_tests

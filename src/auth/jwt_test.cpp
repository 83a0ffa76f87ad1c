// Tokens as simplejwt writes and reads them.
#include "auth/jwt.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "auth/jwt_for_tests.hpp"

namespace crm {

using namespace for_tests;

TEST_CASE("what is odd but harmless is accepted") {
    for (const auto& token : {
             with_header(R"({"typ":"at+jwt","alg":"HS256","kid":"../../dev/null","jku":"https://evil.example/"})"),
             with_header("{ \"alg\" :\n\"HS256\" }"),
             with_header(R"({"alg":"HS256","b64":true})"),
             with_claim("nbf", std::to_string(t)),
             with_claim("iat", std::to_string(t)),
             with_claim("iat", "-5"),
             with_claim("exp", std::to_string(t + 1)),
             with_claim("exp", "253402300799"),
             with_claim("aud", "\"somebody else\""),
             with_claim("iss", "\"somebody else\""),
             with_claim("role", "\"admin\""),
             without("iat"),
             without("user_id"),
         })
        CHECK_MESSAGE(refusal(token) == "accepted", token);
}

TEST_CASE("user ids: integers and their text, nothing else") {
    const auto id_of = [](const std::string& value) {
        return tokens().verify(with_claim("user_id", value), TokenType::access, at_t).user_id;
    };
    CHECK(id_of("3") == 3);
    CHECK(id_of("\"3\"") == 3);
    CHECK(id_of("-3") == -3);
    for (const auto* none : {"null", "true", "3.0", "3e0", "\"\"", "\" 3\"", "\"+3\"", "\"3x\"", "[3]", "{\"id\":3}",
                             "9223372036854775808", "\"0x3\""})
        CHECK_MESSAGE(!id_of(none).has_value(), none);
}

TEST_CASE("issued tokens have simplejwt's claims in its order") {
    auto claims = tokens().new_refresh(7, 0, at_t);
    claims.id = "0123456789abcdef0123456789abcdef";
    const auto payload_of = [](const std::string& token) {
        return *open_compact(std::vector<std::string>{key}, token);
    };
    CHECK(
        payload_of(tokens().issue(claims)) ==
        R"({"token_type":"refresh","exp":1700086400,"iat":1700000000,"jti":"0123456789abcdef0123456789abcdef","user_id":7})");
    claims.token_version = 2;
    claims.family = "f";
    claims.extra = R"("role":"admin")";
    CHECK(
        payload_of(tokens().issue(claims)) ==
        R"({"token_type":"refresh","exp":1700086400,"iat":1700000000,"jti":"0123456789abcdef0123456789abcdef","user_id":7,"sv":2,"fam":"f","role":"admin"})");
    CHECK(tokens().issue(claims).starts_with("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."));
}

TEST_CASE("an access token copies its refresh token but for type, exp and jti") {
    const auto refresh = sign(
        key, header,
        R"({"tenant":{"a":[1.50,"é"]},"token_type":"refresh","exp":1700000300,"iat":1699990000,"jti":"x","user_id":"3","role":"admin"})");
    const auto read = tokens().verify(refresh, TokenType::refresh, at_t);
    const auto access = tokens().access_from(read, at_t);
    CHECK(access.id != "x");
    CHECK(access.id.size() == 32);
    const auto again = tokens().verify(tokens().issue(access), TokenType::access, at_t);
    CHECK(again.issued == 1699990000);
    CHECK(again.expires == t + 300);
    CHECK(again.user_id == 3);
    CHECK(again.extra == R"("tenant":{"a":[1.50,"é"]},"role":"admin")");
}

TEST_CASE("a remembered token still expires, and is not known to others") {
    const auto ours = tokens();
    const auto token = ours.issue(ours.access_from(ours.new_refresh(1, 0, at_t), at_t));
    const auto verify_at = [&](const Tokens& with, std::int64_t second) {
        try {
            return with.verify(token, TokenType::access, {second * 1'000'000}).user_id == 1;
        } catch (const TokenRefused&) {
            return false;
        }
    };
    CHECK(verify_at(ours, t));
    CHECK(verify_at(ours, t + 299));
    CHECK_FALSE(verify_at(ours, t + 300));
    CHECK_FALSE(verify_at(ours, t - 1));
    CHECK(verify_at(ours, t));
    CHECK_FALSE(verify_at(Tokens({"another key", {}}, 300, 86400), t));
    CHECK(verify_at(Tokens({"another key", {key}}, 300, 86400), t));
    for (std::size_t i = token.rfind('.') + 1; i < token.size(); ++i) {
        auto changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        CHECK(refusal(changed) == token_invalid);
    }
}

TEST_CASE("keys: an empty one is refused, derived ids need the key") {
    CHECK_THROWS(Tokens({"", {}}, 300, 86400));
    CHECK_THROWS(Tokens({key, {""}}, 300, 86400));
    CHECK(tokens().derive_id("a").size() == 32);
    CHECK(tokens().derive_id("a") == tokens().derive_id("a"));
    CHECK(tokens().derive_id("a") != tokens().derive_id("b"));
    CHECK(tokens().derive_id("a") != Tokens({"another", {}}, 300, 86400).derive_id("a"));
}

}  // namespace crm

// Tokens as an attacker would make them, over the API: each refused with the contract's exact body.
#include <doctest/doctest.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "auth/signature.hpp"
#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("tokens");
namespace {
constexpr std::string_view key = test_key;
constexpr std::int64_t day = 86400;

struct Forgery {
    std::string name, token, message;  // why the access token is refused, as the contract says it
};

std::string access_refusal(const std::string& message) {
    return R"({"detail":"Given token not valid for any token type","code":"token_not_valid","messages":[{"token_class":)"
           R"("AccessToken","token_type":"access","message":")" +
           message + R"("}]})";
}

std::string refresh_refusal(const std::string& message) {
    return R"({"detail":")" + message + R"(","code":"token_not_valid"})";
}

std::string payload(std::string_view type, std::string_view more, std::int64_t expires_in = 300) {
    return R"({"token_type":")" + std::string(type) + R"(","exp":)" + std::to_string(seconds_of(now()) + expires_in) +
           std::string(more) + "}";
}

constexpr auto usual = R"(,"iat":1700000000,"jti":"0123456789abcdef0123456789abcdef","user_id":1)";

std::string unsigned_part(std::string_view header, std::string_view claims) {
    return base64url(header) + "." + base64url(claims);
}

std::string with_sha512(std::string_view header, std::string_view claims) {
    const std::string text = unsigned_part(header, claims);
    unsigned char mac[64];
    unsigned length = 0;
    HMAC(EVP_sha512(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), mac, &length);
    return text + "." + base64url({reinterpret_cast<const char*>(mac), length});
}

std::string with_sha256(std::string_view header, std::string_view claims) {
    const std::string text = unsigned_part(header, claims);
    return text + "." + base64url(hmac_sha256(key, text));
}

std::vector<Forgery> forgeries(std::string_view type, std::string_view other_type) {
    const auto good = payload(type, usual);
    const auto good_token = sign_compact(key, good);
    const std::string invalid = "Token is invalid or expired";
    auto flipped = good_token;
    flipped[flipped.size() - 5] = flipped[flipped.size() - 5] == 'A' ? 'B' : 'A';
    auto raised = good_token;  // another payload under a good signature
    raised.replace(raised.find('.') + 1, raised.rfind('.') - raised.find('.') - 1,
                   base64url(payload(type, R"(,"jti":"x","user_id":1)")));
    const auto at = seconds_of(now());
    return {
        {"alg none", unsigned_part(R"({"alg":"none","typ":"JWT"})", good) + ".", invalid},
        {"alg None", unsigned_part(R"({"alg":"None","typ":"JWT"})", good) + ".", invalid},
        {"alg none with the signature", with_sha256(R"({"alg":"none","typ":"JWT"})", good), invalid},
        {"HS512", with_sha512(R"({"alg":"HS512","typ":"JWT"})", good), invalid},
        {"HS256 said, HS512 done", with_sha512(R"({"alg":"HS256","typ":"JWT"})", good), invalid},
        {"RS256", with_sha256(R"({"alg":"RS256","typ":"JWT"})", good), invalid},
        {"alg in small letters", with_sha256(R"({"alg":"hs256","typ":"JWT"})", good), invalid},
        {"no alg", with_sha256(R"({"typ":"JWT"})", good), invalid},
        {"alg twice", with_sha256(R"({"alg":"HS256","alg":"none"})", good), invalid},
        {"crit", with_sha256(R"({"alg":"HS256","crit":["exp"]})", good), invalid},
        {"wrong key", sign_compact("another key, also of more than 32 bytes", good), invalid},
        {"empty key", sign_compact(" ", good), invalid},
        {"flipped bit", flipped, invalid},
        {"another payload", raised, invalid},
        {"no signature", unsigned_part(R"({"alg":"HS256","typ":"JWT"})", good), invalid},
        {"empty signature", unsigned_part(R"({"alg":"HS256","typ":"JWT"})", good) + ".", invalid},
        {"four parts", good_token + ".x", invalid},
        {"padding", good_token + "=", invalid},
        {"no token", "x", invalid},
        {"dots", "..", invalid},
        {"huge", std::string(9000, 'A'), invalid},
        {"claims no object", sign_compact(key, "[]"), invalid},
        {"claims no JSON", sign_compact(key, "{"), invalid},
        {"expired", sign_compact(key, payload(type, usual, -1)), invalid},
        {"expires now", sign_compact(key, payload(type, usual, 0)), invalid},
        {"iat in the future",
         sign_compact(key, payload(type, R"(,"jti":"x","user_id":1,"iat":)" + std::to_string(at + day))), invalid},
        {"nbf in the future",
         sign_compact(key, payload(type, R"(,"jti":"x","user_id":1,"nbf":)" + std::to_string(at + day))), invalid},
        {"exp as text",
         sign_compact(key, R"({"token_type":")" + std::string(type) + R"(","exp":"tomorrow","jti":"x","user_id":1})"),
         invalid},
        {"user twice", sign_compact(key, payload(type, R"(,"jti":"x","user_id":2,"user_id":1)")), invalid},
        {"no exp", sign_compact(key, R"({"token_type":")" + std::string(type) + R"(","jti":"x","user_id":1})"),
         "Token has no 'exp' claim"},
        {"no jti", sign_compact(key, payload(type, R"(,"user_id":1)")), "Token has no id"},
        {"no type", sign_compact(key, R"({"exp":)" + std::to_string(at + 300) + R"(,"jti":"x","user_id":1})"),
         "Token has no type"},
        {"the other type", sign_compact(key, payload(other_type, usual)), "Token has wrong type"},
        {"unknown type", sign_compact(key, payload("sliding", usual)), "Token has wrong type"},
    };
}

TEST_CASE("forged access tokens are refused on every resource, by the contract's words") {
    TestApp app;
    for (const auto& [name, token, message] : forgeries("access", "refresh")) {
        INFO(name);
        for (const char* path : {"/api/", "/api/me/", "/api/users/", "/api/customers/1/", "/api/interactions/99/"}) {
            const auto answer = app.with_token(token).get(path);
            CHECK(answer.status == 401);
            CHECK(answer.body == access_refusal(message));
            CHECK(answer.header("WWW-Authenticate") == "Bearer realm=\"api\"");
        }
        CHECK(app.with_token(token).remove("/api/customers/1/").status == 401);
        CHECK(app.with_token(token).post("/api/token/logout/everywhere/", "").status == 401);
    }
}

TEST_CASE("forged refresh tokens give nothing, and verify says so") {
    TestApp app;
    for (const auto& [name, token, message] : forgeries("refresh", "access")) {
        INFO(name);
        CHECK(refresh(app, token).body == refresh_refusal(message));
        CHECK(logout(app, token).status == 401);
        if (name != "the other type") CHECK(verify_token(app, token).status == 401);
    }
}

TEST_CASE("a token without a user, of nobody, of one who is gone or may not") {
    TestApp app;
    const auto me = [&](const std::string& claim) {
        return app.with_token(sign_compact(key, payload("access", R"(,"jti":"x")" + claim))).get("/api/me/");
    };
    for (const char* claim : {"", R"(,"user_id":null)", R"(,"user_id":"admin")", R"(,"user_id":[1])",
                              R"(,"user_id":99999999999999999999)"}) {
        const auto answer = me(claim);
        INFO(claim);
        CHECK(answer.status == 401);
        CHECK((answer.body ==
                   R"({"detail":"Token contained no recognizable user identification","code":"token_not_valid"})" ||
               answer.body == R"({"detail":"User not found","code":"user_not_found"})"));
    }
    for (const char* claim : {R"(,"user_id":0)", R"(,"user_id":-1)", R"(,"user_id":4711)", R"(,"user_id":"4711")"})
        CHECK(me(claim).body == R"({"detail":"User not found","code":"user_not_found"})");
    CHECK(me(R"(,"user_id":6)").body == R"({"detail":"User is inactive","code":"user_inactive"})");
    CHECK(me(R"(,"user_id":"2")").text("username") == "maria");  // numeric text is the contract's
    const auto nobody = sign_compact(key, payload("refresh", R"(,"jti":"x")"));
    CHECK(refresh(app, nobody).body == R"({"detail":"No active account found for the given token."})");
}

TEST_CASE("what the contract ignores in a good token is ignored") {
    TestApp app;
    for (const char* claims :
         {R"(,"jti":"x","user_id":2)", R"(,"jti":"x","user_id":2,"aud":"others","role":"admin","is_superuser":true)"}) {
        const auto token = sign_compact(key, payload("access", claims));
        CHECK(app.with_token(token).get("/api/me/").text("role") == "sales");
        CHECK(app.with_token(token).get("/api/users/").status == 403);
    }
    CHECK(app.with_token(
                 with_sha256(R"({"typ":"at+jwt","kid":"../../dev/null","jku":"http://evil.example","alg":"HS256"})",
                             payload("access", usual)))
              .get("/api/me/")
              .status == 200);
}

TEST_CASE("the Authorization header is split as the contract says") {
    TestApp app;
    const std::string token = app.access_token("maria");
    const auto with = [&](const std::string& value) {
        return app.as("stranger").with("Authorization", value).get("/api/me/");
    };
    constexpr auto anonymous = R"({"detail":"Authentication credentials were not provided."})";
    constexpr auto malformed =
        R"({"detail":"Authorization header must contain two space-delimited values","code":"bad_authorization_header"})";
    for (const std::string& value : {std::string(), "Token " + token, "bearer " + token, "BEARER " + token,
                                     std::string("Basic bWFyaWE6eA=="), token})
        CHECK(with(value).body == anonymous);
    for (const std::string& value : {std::string("Bearer"), "Bearer " + token + " x", std::string("Bearer a b c")})
        CHECK(with(value).body == malformed);
    CHECK(with("Bearer   " + token).status == 200);
    CHECK(app.as("stranger").get("/api/me/?access=" + token + "&token=" + token).status == 401);
    CHECK(app.as("stranger").with("Cookie", "access=" + token + "; refresh=" + token).get("/api/me/").status == 401);
}

TEST_CASE("tokens of a former key work while it is named, and new ones are signed with the new key") {
    const auto old_token = sign_compact("a former key of at least 32 bytes ...", payload("access", usual));
    {
        TestApp app;
        CHECK(app.with_token(old_token).get("/api/me/").status == 401);
    }
    TestApp app(NamedValues{{"CONNECTCRM_OLD_SECRET_KEYS", "a former key of at least 32 bytes ..."}});
    CHECK(app.with_token(old_token).get("/api/me/").status == 200);
    CHECK(open_compact(std::vector<std::string>{std::string(key)}, login(app, "maria").text("access")));
}

}  // namespace
TEST_SUITE_END();

// Signing in: the pair of tokens, refreshing, signing out, and what happens to tokens when a user changes.
#include <doctest/doctest.h>

#include "auth/password.hpp"
#include "support/scenario.hpp"
#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("sign_in");
namespace {
constexpr auto no_account = R"({"detail":"No active account found with the given credentials"})";
constexpr auto no_account_for_token = R"({"detail":"No active account found for the given token."})";
constexpr auto revoked_refresh = R"({"detail":"Token is invalid or expired","code":"token_not_valid"})";
constexpr auto revoked_access =
    R"({"detail":"Given token not valid for any token type","code":"token_not_valid","messages":)"
    R"([{"token_class":"AccessToken","token_type":"access","message":"Token is invalid or expired"}]})";

TEST_CASE("a pair of tokens for name and password, as JSON, form or multipart") {
    TestApp app;
    const auto pair = login(app, "maria");
    CHECK(pair.status == 200);
    CHECK(pair.body.starts_with(R"({"refresh":"ey)"));
    CHECK(app.with_token(pair.text("access")).get("/api/me/").text("username") == "maria");
    const auto form = app.as("stranger")
                          .with("Content-Type", form_type)
                          .post("/api/token/", "username=maria&password=green-crocodile-42&x=1");
    CHECK(form.status == 200);
    const auto multipart =
        app.as("stranger")
            .with("Content-Type", "multipart/form-data; boundary=b")
            .post("/api/token/",
                  "--b\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\nmaria\r\n"
                  "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\ngreen-crocodile-42\r\n--b--\r\n");
    CHECK(multipart.status == 200);
}

TEST_CASE("the claims are the contract's, in its order") {
    TestApp app;
    const auto pair = login(app, "maria");
    std::string header, claims;
    const std::string token = pair.text("access");
    const auto first = token.find('.'), second = token.rfind('.');
    REQUIRE(base64url_decode(token.substr(0, first), header));
    REQUIRE(base64url_decode(token.substr(first + 1, second - first - 1), claims));
    CHECK(header == R"({"alg":"HS256","typ":"JWT"})");
    std::vector<std::string> names;
    const auto document = json::Document::parse(claims);
    for (const auto& member : document.root().members) names.emplace_back(member.name);
    CHECK(names == std::vector<std::string>{"token_type", "exp", "iat", "jti", "user_id"});
    const auto number = [&](const char* name) { return std::stoll(std::string(document.root().find(name)->text)); };
    CHECK(number("exp") - number("iat") == 300);
    CHECK(document.root().find("jti")->text.size() == 32);
    CHECK(number("user_id") == 2);
    const auto refresh = app.tokens().verify(pair.text("refresh"), TokenType::refresh, now());
    CHECK(refresh.expires - refresh.issued == 86400);
}

TEST_CASE("what is wrong with a sign-in is never told") {
    TestApp app;
    app.write([](Session& session) {
        session.execute("UPDATE users SET password = 'plain-crocodile' WHERE id = 3");
        session.execute("UPDATE users SET password = '' WHERE id = 5");
    });
    const std::pair<const char*, const char*> attempts[] = {{"maria", "wrong"},
                                                            {"nobody-at-all", "wrong"},
                                                            {"erika", people_password.data()},
                                                            {"jonas", "plain-crocodile"},
                                                            {"dario", "!"},
                                                            {"maria'--", "x"},
                                                            {"\u0001", "x"},
                                                            {"m%", "x"},
                                                            {"ma_ia", people_password.data()}};
    for (const auto& [name, password] : attempts) {
        INFO(name);
        const auto answer = login(app, name, password);
        CHECK(answer.status == 401);
        CHECK(answer.body == no_account);
        CHECK(answer.header("WWW-Authenticate") == "Bearer realm=\"api\"");
        CHECK(answer.allowed() == "POST, OPTIONS");
        REQUIRE(answer.not_before);
        CHECK(*answer.not_before >= answer.asked_at + std::chrono::milliseconds(500));
    }
    CHECK_FALSE(login(app, "maria").not_before);
    app.expect_good_log = true;
}

TEST_CASE("sign-in validates in the contract's words") {
    const std::string both = R"({"username":["This field is required."],"password":["This field is required."]})";
    const std::vector<Scenario> scenarios{
        {"nothing", "stranger", "POST", "/api/token/", "{}", 400, {both}},
        {"no body", "stranger", "POST", "/api/token/", "", 400, {both}},
        {"null",
         "stranger",
         "POST",
         "/api/token/",
         R"({"username":null,"password":null})",
         400,
         {R"({"username":["This field may not be null."],"password":["This field may not be null."]})"}},
        {"blank",
         "stranger",
         "POST",
         "/api/token/",
         R"({"username":"","password":" "})",
         400,
         {R"({"username":["This field may not be blank."],"password":["This field may not be blank."]})"}},
        {"no text",
         "stranger",
         "POST",
         "/api/token/",
         R"({"username":[],"password":true})",
         400,
         {R"({"username":["Not a valid string."],"password":["Not a valid string."]})"}},
        {"NUL and surrogate",
         "stranger",
         "POST",
         "/api/token/",
         R"({"username":"a\u0000","password":"\ud800"})",
         400,
         {R"({"username":["Null characters are not allowed."],"password":["Surrogate characters are not allowed: U+D800."]})"}},
        {"number", "stranger", "POST", "/api/token/", R"({"username":12,"password":12})", 401, {no_account}},
        {"the header is not looked at", "maria", "POST", "/api/token/", "{}", 400, {both}},
        {"GET", "stranger", "GET", "/api/token/", "", 405, {R"({"detail":"Method \"GET\" not allowed."})"}},
        {"refresh nothing",
         "stranger",
         "POST",
         "/api/token/refresh/",
         "{}",
         400,
         {R"({"refresh":["This field is required."]})"}},
        {"verify nothing",
         "stranger",
         "POST",
         "/api/token/verify/",
         "{}",
         400,
         {R"({"token":["This field is required."]})"}},
        {"logout nothing",
         "stranger",
         "POST",
         "/api/token/logout/",
         "{}",
         400,
         {R"({"refresh":["This field is required."]})"}},
        {"everywhere needs a token",
         "stranger",
         "POST",
         "/api/token/logout/everywhere/",
         "",
         401,
         {"credentials were not provided"}},
        {"me needs a token", "stranger", "GET", "/api/me/", "", 401, {"credentials were not provided"}},
        {"me/password needs a token",
         "stranger",
         "POST",
         "/api/me/password/",
         "{}",
         401,
         {"credentials were not provided"}},
    };
    play_all(scenarios);
}

TEST_CASE("a refresh token gives access tokens until it expires, under both names") {
    TestApp app;
    const auto pair = login(app, "maria");
    for (const char* name : {"refresh", "refresh_token", "refresh"}) {
        const auto answer =
            app.as("stranger")
                .post("/api/token/refresh/", "{\"" + std::string(name) + "\":\"" + pair.text("refresh") + "\"}");
        CHECK(answer.status == 200);
        CHECK(answer.json().members.size() == 1);
        CHECK(app.with_token(answer.text("access")).get("/api/me/").status == 200);
    }
    CHECK(refresh(app, pair.text("access")).body == R"({"detail":"Token has wrong type","code":"token_not_valid"})");
    CHECK(refresh(app, "nonsense").body == revoked_refresh);
}

TEST_CASE("an access token made from a refresh token keeps its iat and its further claims") {
    TestApp app;
    auto claims = app.tokens().new_refresh(2, 0, {now().micros - 3'600'000'000});
    claims.extra = R"("department":"north")";
    const auto answer = refresh(app, app.tokens().issue(claims));
    const auto access = app.tokens().verify(answer.text("access"), TokenType::access, now());
    CHECK(access.issued == claims.issued);
    CHECK(access.extra == claims.extra);
    CHECK(access.id != claims.id);
}

TEST_CASE("deactivation and deletion act at once on every token; reactivation gives them back") {
    TestApp app;
    const auto david = app.as("david");
    const auto pair = login(app, "maria");
    const auto maria = app.with_token(pair.text("access"));
    CHECK(david.patch("/api/users/2/", R"({"is_active":false})").status == 200);
    CHECK(maria.get("/api/me/").body == R"({"detail":"User is inactive","code":"user_inactive"})");
    CHECK(refresh(app, pair.text("refresh")).body == no_account_for_token);
    CHECK(verify_token(app, pair.text("access")).status == 401);
    CHECK(login(app, "maria").body == no_account);
    CHECK(david.patch("/api/users/2/", R"({"is_active":true})").status == 200);
    CHECK(maria.get("/api/me/").status == 200);
    CHECK(refresh(app, pair.text("refresh")).status == 200);
    CHECK(david.remove("/api/users/2/").status == 204);
    CHECK(maria.get("/api/me/").body == R"({"detail":"User not found","code":"user_not_found"})");
    CHECK(refresh(app, pair.text("refresh")).body == no_account_for_token);
    CHECK(verify_token(app, pair.text("access")).status == 401);
}

TEST_CASE("a role change acts at once and keeps tokens good") {
    TestApp app;
    const auto david = app.as("david"), maria = app.as("maria");
    CHECK(maria.get("/api/users/").status == 403);
    david.patch("/api/users/2/", R"({"role":"admin"})");
    CHECK(maria.get("/api/users/").status == 200);
    david.patch("/api/users/2/", R"({"role":"customer"})");
    CHECK(maria.get("/api/customers/").status == 403);
    CHECK(maria.get("/api/interactions/").body == "[]");
    CHECK(maria.get("/api/me/").text("role") == "customer");
}

TEST_CASE("logging out refuses one refresh token, everywhere all tokens") {
    TestApp app;
    const auto first = login(app, "maria"), second = login(app, "maria"), other = login(app, "jonas");
    CHECK(logout(app, first.text("refresh")).status == 204);
    CHECK(refresh(app, first.text("refresh")).body == revoked_refresh);
    CHECK(verify_token(app, first.text("refresh")).status == 401);
    CHECK(logout(app, first.text("refresh")).status == 204);
    CHECK(refresh(app, second.text("refresh")).status == 200);
    const auto everywhere = app.with_token(second.text("access")).post("/api/token/logout/everywhere/", "");
    CHECK(everywhere.status == 204);
    CHECK(everywhere.body.empty());
    CHECK(refresh(app, second.text("refresh")).body == revoked_refresh);
    CHECK(app.with_token(second.text("access")).get("/api/me/").body == revoked_access);
    CHECK(app.with_token(first.text("access")).get("/api/me/").body == revoked_access);
    CHECK(refresh(app, other.text("refresh")).status == 200);
    CHECK(app.with_token(login(app, "maria").text("access")).get("/api/me/").status == 200);
    CHECK(logout(app, "nonsense").status == 401);
}

TEST_CASE("verify says whether a token is good, whatever its kind") {
    TestApp app;
    const auto pair = login(app, "maria");
    for (const char* kind : {"access", "refresh"}) CHECK(verify_token(app, pair.text(kind)).body == "{}");
    CHECK(verify_token(app, "nonsense").body == revoked_refresh);
    CHECK(verify_token(app, pair.text("access") + "x").status == 401);
}

}  // namespace
TEST_SUITE_END();

// Refresh tokens in the browser's cookie: rotated at every use, and a token used twice ends the whole sign-in.
#include <doctest/doctest.h>

#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("refresh_cookie");
namespace {
constexpr auto good_login = R"({"username":"maria","password":"green-crocodile-42"})";

Client browser(TestApp& app, std::string_view cookie = {}) {
    auto client = app.as("stranger").with("X-Refresh-Cookie", "1").with("Origin", "http://localhost:8000");
    return cookie.empty() ? client : client.with("Cookie", "theme=dark; refresh=" + std::string(cookie));
}

std::string cookie_of(const Answer& answer) {
    const auto cookies = answer.all("Set-Cookie");
    REQUIRE(cookies.size() == 1);
    REQUIRE(cookies[0].starts_with("refresh="));
    CHECK(cookies[0].find("; Path=/api/token/; HttpOnly; SameSite=Strict; Max-Age=") != std::string::npos);
    return cookies[0].substr(8, cookies[0].find(';') - 8);
}

// As if the token had been used so long ago that no other tab can be meant.
void age_uses(TestApp& app) {
    app.write([](Session& session) {
        session.execute("UPDATE refresh_tokens SET used_at = used_at - 3600000000 WHERE used_at IS NOT NULL");
    });
}

TEST_CASE("the cookie takes the place of the refresh token in the body") {
    TestApp app;
    const auto signed_in = browser(app).post("/api/token/", good_login);
    CHECK(signed_in.status == 200);
    CHECK(signed_in.json().members.size() == 1);
    const auto first = cookie_of(signed_in);
    const auto refreshed = browser(app, first).post("/api/token/refresh/", "");
    CHECK(refreshed.status == 200);
    CHECK(refreshed.json().members.size() == 1);
    CHECK(app.with_token(refreshed.text("access")).get("/api/me/").status == 200);
    CHECK(cookie_of(refreshed) != first);
    CHECK(browser(app).post("/api/token/refresh/", "").status == 401);
    CHECK(app.as("stranger").with("Cookie", "refresh=" + first).post("/api/token/refresh/", "{}").status ==
          400);  // without the header
}

TEST_CASE("two tabs that refresh at once get the same successor") {
    TestApp app;
    const auto first = cookie_of(browser(app).post("/api/token/", good_login));
    const auto one = cookie_of(browser(app, first).post("/api/token/refresh/", ""));
    const auto two = cookie_of(browser(app, first).post("/api/token/refresh/", ""));
    CHECK(one == two);
    CHECK(browser(app, one).post("/api/token/refresh/", "").status == 200);
}

TEST_CASE("a token used again later ends the whole sign-in, for the thief and for the victim, and no other") {
    TestApp app;
    const auto first = cookie_of(browser(app).post("/api/token/", good_login));
    const auto other = cookie_of(browser(app).post("/api/token/", good_login));
    const auto second = cookie_of(browser(app, first).post("/api/token/refresh/", ""));
    const auto third = cookie_of(browser(app, second).post("/api/token/refresh/", ""));
    age_uses(app);
    const auto reused = browser(app, first).post("/api/token/refresh/", "");
    CHECK(reused.status == 401);
    CHECK(reused.body == R"({"detail":"Token is invalid or expired","code":"token_not_valid"})");
    CHECK(reused.all("Set-Cookie").empty());
    for (const auto& token : {second, third}) CHECK(browser(app, token).post("/api/token/refresh/", "").status == 401);
    CHECK(browser(app, other).post("/api/token/refresh/", "").status == 200);
}

TEST_CASE("a cookie's token does not live on by being sent in a body") {
    TestApp app;
    const auto first = cookie_of(browser(app).post("/api/token/", good_login));
    const auto in_body = refresh(app, first);
    CHECK(in_body.status == 200);
    CHECK(in_body.text("refresh") != first);  // rotated
    age_uses(app);
    CHECK(refresh(app, first).status == 401);
    CHECK(refresh(app, in_body.text("refresh")).status == 401);
}

TEST_CASE("logging out ends the cookie and its family") {
    TestApp app;
    const auto first = cookie_of(browser(app).post("/api/token/", good_login));
    const auto second = cookie_of(browser(app, first).post("/api/token/refresh/", ""));
    const auto out = browser(app, second).post("/api/token/logout/", "");
    CHECK(out.status == 204);
    REQUIRE(out.all("Set-Cookie").size() == 1);
    CHECK(out.all("Set-Cookie")[0] == "refresh=; Path=/api/token/; HttpOnly; SameSite=Strict; Max-Age=0");
    for (const auto& token : {first, second}) CHECK(browser(app, token).post("/api/token/refresh/", "").status == 401);
}

TEST_CASE("scripts of other sites cannot use the cookie, even where CORS lets them read") {
    for (const char* origins : {"", "*", "https://app.example"}) {
        TestApp app(NamedValues{{"CORS_ALLOWED_ORIGINS", origins}});
        const auto first = cookie_of(browser(app).post("/api/token/", good_login));
        for (const char* path : {"/api/token/refresh/", "/api/token/logout/"}) {
            const auto foreign = browser(app, first).with("Origin", "https://evil.example").post(path, "");
            CHECK(foreign.status == 403);
            CHECK(foreign.all("Set-Cookie").empty());
        }
        CHECK(browser(app).with("Origin", "https://evil.example").post("/api/token/", good_login).status == 403);
        CHECK(browser(app).with("Origin", "null").post("/api/token/", good_login).status == 403);
        const auto listed = browser(app, first).with("Origin", "https://app.example").post("/api/token/refresh/", "");
        CHECK(listed.status == (std::string_view(origins) == "https://app.example" ? 200 : 403));
    }
}

TEST_CASE("over https the cookie is Secure") {
    TestApp app(NamedValues{{"PUBLIC_URL", "https://crm.example"}});
    const auto signed_in = app.as("stranger").with("X-Refresh-Cookie", "1").post("/api/token/", good_login);
    REQUIRE(signed_in.all("Set-Cookie").size() == 1);
    CHECK(signed_in.all("Set-Cookie")[0].starts_with("__Secure-refresh="));
    CHECK(signed_in.all("Set-Cookie")[0].find("; Secure") != std::string::npos);
}

TEST_CASE("REFRESH_ROTATION=on rotates what is sent in bodies too") {
    TestApp app(NamedValues{{"REFRESH_ROTATION", "on"}});
    const auto pair = login(app, "maria");
    const auto next = refresh(app, pair.text("refresh"));
    CHECK(next.status == 200);
    CHECK(next.text("refresh") != pair.text("refresh"));
    CHECK(app.with_token(next.text("access")).get("/api/me/").status == 200);
    CHECK(refresh(app, pair.text("refresh")).text("refresh") == next.text("refresh"));
    age_uses(app);
    CHECK(refresh(app, pair.text("refresh")).status == 401);
    CHECK(refresh(app, next.text("refresh")).status == 401);
    // One from before the setting was switched on starts a family of its own.
    const auto old = app.tokens().issue(app.tokens().new_refresh(2, 0, now()));
    const auto after = refresh(app, old);
    CHECK(after.status == 200);
    age_uses(app);
    CHECK(refresh(app, old).status == 401);
    CHECK(refresh(app, after.text("refresh")).status == 401);
}

TEST_CASE("deactivation, deletion and a new password end cookies too") {
    TestApp app;
    const auto david = app.as("david");
    auto cookie = cookie_of(browser(app).post("/api/token/", good_login));
    david.patch("/api/users/2/", R"({"is_active":false})");
    CHECK(browser(app, cookie).post("/api/token/refresh/", "").status == 401);
    david.patch("/api/users/2/", R"({"is_active":true})");
    cookie = cookie_of(browser(app, cookie).post("/api/token/refresh/", ""));
    david.patch("/api/users/2/", R"({"password":"pink-crocodile-9"})");
    CHECK(browser(app, cookie).post("/api/token/refresh/", "").status == 401);
    david.remove("/api/users/2/");
    CHECK(browser(app, cookie).post("/api/token/refresh/", "").status == 401);
}

}  // namespace
TEST_SUITE_END();

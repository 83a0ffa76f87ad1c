// Who am I, what may I do, and my own password.
#include <doctest/doctest.h>

#include "support/scenario.hpp"
#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("me");
namespace {
constexpr auto revoked_access =
    R"({"detail":"Given token not valid for any token type","code":"token_not_valid","messages":)"
    R"([{"token_class":"AccessToken","token_type":"access","message":"Token is invalid or expired"}]})";

TEST_CASE("me shows who I am and what I may do") {
    TestApp app;
    const auto maria = app.as("maria").get("/api/me/"), carla = app.as("carla").get("/api/me/"),
               nora = app.as("nora").get("/api/me/");
    CHECK(maria.integer("id") == 2);
    CHECK(maria.says(
        R"("permissions":{"interactions":["read","create","update","delete"],"users":[],"customers":["read","create","update","delete"],)"));
    CHECK(carla.says(R"("users":[],"customers":[],"opportunities":[],"stages":[]})"));
    CHECK(nora.says(R"("permissions":{"interactions":[],"users":[],"customers":[],"opportunities":[],"stages":[]})"));
    CHECK(nora.text("role") == "");
    CHECK_FALSE(maria.says("\"password\""));
}

TEST_CASE("one sets one's own password, and is signed out everywhere else") {
    TestApp app;
    const auto pair = login(app, "carla");
    const auto carla = app.with_token(pair.text("access"));
    CHECK(carla.post("/api/me/password/", R"({"current_password":"wrong","new_password":"pink-crocodile-9"})").body ==
          R"({"current_password":["This is not your current password."]})");
    CHECK(carla.post("/api/me/password/", "{}").body ==
          R"({"current_password":["This field is required."],"new_password":["This field is required."]})");
    CHECK(carla.post("/api/me/password/", R"({"current_password":"green-crocodile-42","new_password":"carla1"})")
              .body.starts_with(R"({"new_password":["The password is too similar)"));
    const auto changed = carla.post("/api/me/password/",
                                    R"({"current_password":"green-crocodile-42","new_password":" pink-crocodile-9 "})");
    CHECK(changed.status == 200);
    CHECK(carla.get("/api/me/").body == revoked_access);
    CHECK(refresh(app, pair.text("refresh")).status == 401);
    CHECK(app.with_token(changed.text("access")).get("/api/me/").status == 200);
    CHECK(refresh(app, changed.text("refresh")).status == 200);
    CHECK(login(app, "carla").status == 401);
    CHECK(login(app, "carla", "pink-crocodile-9").status == 200);
    CHECK(app.count("SELECT COUNT(*) FROM changes WHERE action = 'set_password' AND record_id = 4 AND actor_id = 4") ==
          1);
}

TEST_CASE("a password set by an admin signs the user out everywhere") {
    TestApp app;
    const auto pair = login(app, "maria");
    CHECK(app.as("david").patch("/api/users/2/", R"({"password":"pink-crocodile-9"})").status == 200);
    CHECK(app.with_token(pair.text("access")).get("/api/me/").status == 401);
    CHECK(refresh(app, pair.text("refresh")).status == 401);
}

TEST_CASE("Django's hashes work, and are replaced at the first sign-in without a trace in the record") {
    TestApp app;
    std::string stored = "pbkdf2_sha256$1000$saltsaltsaltsaltsaltsa$" +
                         std::string(pbkdf2_of("old-crocodile-1", "saltsaltsaltsaltsaltsa", 1000));
    app.write([&](Session& session) {
        session.execute("UPDATE users SET password = ? WHERE id = 2", {std::string_view(stored)});
    });
    CHECK(login(app, "maria", "wrong").status == 401);
    CHECK(login(app, "maria", "old-crocodile-1").status == 200);
    CHECK(app.count("SELECT COUNT(*) FROM users WHERE id = 2 AND password LIKE '$argon2id$%' AND version = 1 AND "
                    "token_version = 0") == 1);
    CHECK(login(app, "maria", " old-crocodile-1 ").status == 200);
    CHECK(login(app, "maria", "wrong").status == 401);
}

}  // namespace
TEST_SUITE_END();

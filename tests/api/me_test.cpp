// Who am I, what may I do, and my own password.
#include <doctest/doctest.h>

#include "support/api_keys.hpp"
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
    CHECK(carla.says(R"("users":[],"customers":[],"opportunities":[],"stages":[]},)"
                     R"("customers":[{"id":1,"name":"Carla's Café"},{"id":4,"name":"Carla's Boats"}]})"));
    CHECK(nora.says(R"("permissions":{"interactions":[],"users":[],"customers":[],"opportunities":[],"stages":[]},)"
                    R"("customers":[]})"));
    CHECK(nora.text("role") == "");
    CHECK_FALSE(maria.says("\"password\""));
}

TEST_CASE("one changes one's own name, address, language and time zone, and nothing else") {
    TestApp app;
    for (const char* who : {"david", "carla", "nora"}) {
        const auto me = app.as(who);
        const auto changed =
            me.patch("/api/me/",
                     R"({"first_name":"Ada","last_name":" Lovelace ","email":"ada@crm.example","language":"de-AT",)"
                     R"("time_zone":"Europe/Vienna","username":"ada","role":"admin","is_staff":true,"is_active":false,)"
                     R"("date_joined":"1999-01-01T00:00:00Z","password":"pink-crocodile-9","external_id":"x","id":1})");
        CHECK(changed.status == 200);
        CHECK(changed.says(R"("first_name":"Ada","last_name":"Lovelace")"));
        CHECK(changed.says(R"("language":"de-AT","time_zone":"Europe/Vienna")"));
        CHECK(changed.text("email") == "ada@crm.example");
        CHECK(changed.text("username") == who);
        CHECK(changed.integer("version") == 2);
        CHECK(changed.header("ETag") == "\"2\"");
        CHECK(changed.body == me.get("/api/me/").body);
        CHECK(me.patch("/api/me/", R"({"language":"","time_zone":""})").says(R"("language":"","time_zone":"")"));
        CHECK(me.patch("/api/me/", "{}").integer("version") == 3);
        CHECK(login(app, who).status == 200);
    }
    CHECK(app.count("SELECT COUNT(*) FROM users WHERE role = 'admin'") == 1);
    CHECK(app.count("SELECT COUNT(*) FROM users WHERE is_staff = 1 OR external_id IS NOT NULL") == 0);
    CHECK(app.count("SELECT COUNT(*) FROM changes WHERE resource = 'users' AND action = 'update' AND actor_id = 4") ==
          2);
}

TEST_CASE("what does not fit is refused with the reason, and so is a change of what somebody else changed") {
    TestApp app;
    const auto carla = app.as("carla");
    CHECK(carla.patch("/api/me/", R"({"email":"nonsense","language":"de_AT","time_zone":"Mars/Phobos"})").body ==
          R"({"email":["Enter a valid email address."],"language":["Enter a language tag, such as en or de-AT."],)"
          R"("time_zone":["Enter the name of a time zone, such as Europe/Berlin."]})");
    CHECK(carla.patch("/api/me/", R"({"language":"zh-Hant-Taiwan"})").body ==
          R"({"language":["Ensure this field has no more than 10 characters."]})");
    CHECK(carla.patch("/api/me/", R"({"first_name":null})").status == 400);
    CHECK(carla.patch("/api/me/", "[]").status == 400);
    const std::string tag(carla.get("/api/me/").header("ETag"));
    CHECK(app.as("david").patch("/api/users/4/", R"({"language":"fr"})").says(R"("language":"fr")"));
    CHECK(carla.with("If-Match", tag).patch("/api/me/", R"({"language":"it"})").status == 412);
    CHECK(carla.with("If-Match", carla.get("/api/me/").header("ETag"))
              .patch("/api/me/", R"({"language":"it"})")
              .text("language") == "it");
}

TEST_CASE("an API key shows whose it is, and changes nothing of them") {
    TestApp app;
    const auto key = key_client(app, make_key(app, "david", R"(["users:write"])"));
    CHECK(key.get("/api/me/").text("username") == "david");
    CHECK(key.patch("/api/me/", R"({"first_name":"Ada"})").body == out_of_scope);
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

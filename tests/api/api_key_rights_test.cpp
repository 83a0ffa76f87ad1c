// API keys are good for what they name and no more, and end when they should.
#include <doctest/doctest.h>

#include "crm/catalogue.hpp"
#include "support/api_keys.hpp"
#include "support/bodies.hpp"
#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("api_key_rights");
namespace {

TEST_CASE("a key may do what its scopes name and its user's role allows: all pairs") {
    TestApp app;
    for (const Resource* scope : catalogue().all()) {
        for (const bool writes : {false, true}) {
            const std::string name = std::string(scope->name) + (writes ? ":write" : ":read");
            INFO(name);
            const auto key = key_client(app, make_key(app, "david", "[\"" + name + "\"]"));
            for (const Resource* resource : catalogue().all()) {
                INFO(resource->name);
                const std::string list = "/api/" + std::string(resource->name) + "/", one = list + "3/";
                const bool is_named = resource == scope;
                for (const char* method : {"GET", "HEAD", "OPTIONS"})
                    for (const std::string& path : {list, one, list + "4711/"}) {
                        const auto answer = key.send(method, path);
                        CHECK((answer.status == 403) == !is_named);
                        if (!is_named) CHECK(answer.body == lacks(std::string(resource->name) + ":read"));
                    }
                const auto posted = key.post(list, good_body(resource->name)), patched = key.patch(one, "{}"),
                           put = key.put(one, "{}"), removed = key.remove(list + "4711/");
                for (const auto& answer : {posted, patched, put, removed}) {
                    CHECK((answer.status == 403) == !(is_named && writes));
                    if (answer.status == 403) CHECK(answer.body == lacks(std::string(resource->name) + ":write"));
                }
                CHECK(key.send("OPTIONS", list).says("\"actions\"") == (is_named && writes));
                CHECK(key.send("OPTIONS", one).says("\"actions\"") == (is_named && writes));
            }
        }
    }
}

TEST_CASE("where the role loses a right the key loses it too, and no key gives a role more") {
    TestApp app;
    const auto maria = key_client(app, make_key(app, "maria", R"(["customers:write","interactions:read"])"));
    CHECK(maria.get("/api/customers/").status == 200);
    CHECK(app.as("david").patch("/api/users/2/", R"({"role":"customer"})").status == 200);
    CHECK(maria.get("/api/customers/").body == not_permitted);
    CHECK(maria.get("/api/interactions/").body == "[]");
    const auto carla = key_client(app, make_key(app, "carla", R"(["interactions:write"])"));
    CHECK(carla.get("/api/interactions/").ids() == app.as("carla").get("/api/interactions/").ids());
    CHECK(carla.get("/api/interactions/2/").status == 404);
    CHECK(carla.post("/api/interactions/", good_body("interactions", 2)).status == 400);
    CHECK(carla.post("/api/interactions/", good_body("interactions", 1)).status == 201);
}

TEST_CASE("with any key one may ask who one is, and what one may do with it") {
    TestApp app;
    const auto key = key_client(app, make_key(app, "maria", R"(["interactions:read","customers:write"])"));
    const auto me = key.get("/api/me/");
    CHECK(me.text("username") == "maria");
    CHECK(me.says(
        R"("permissions":{"interactions":["read"],"users":[],"customers":["read","create","update","delete"],"opportunities":[],"stages":[]})"));
    CHECK(key.send("HEAD", "/api/me/").status == 200);
    CHECK(key.get("/api/").status == 200);
}

TEST_CASE("a key manages no keys, sets no password of its user, ends no sign-in and is no sign-in") {
    TestApp app;
    const auto made = make_key(app, "david", R"(["users:write","customers:write"])");
    const auto key = key_client(app, made);
    for (const char* method : {"GET", "HEAD", "OPTIONS", "POST", "PUT"})
        CHECK(key.send(method, keys, key_body(R"(["customers:read"])")).status == 403);
    for (const char* method : {"GET", "DELETE", "OPTIONS"}) CHECK(key.send(method, key_url(made)).body == out_of_scope);
    const std::string password = R"({"current_password":"green-crocodile-42","new_password":"pink-crocodile-99"})";
    CHECK(key.post("/api/me/password/", password).body == out_of_scope);
    CHECK(key.post("/api/token/logout/everywhere/", "").body == out_of_scope);
    CHECK(key.patch("/api/users/1/", R"({"password":"pink-crocodile-99"})").body == out_of_scope);
    CHECK(key.patch("/api/users/1/", R"({"first_name":"Dave"})").status == 200);
    CHECK(key.patch("/api/users/2/", R"({"password":"pink-crocodile-99"})").status == 200);
    const std::string text = made.text("key");
    CHECK(refresh(app, text).status == 401);
    CHECK(verify_token(app, text).status == 401);
    CHECK(logout(app, text).status == 401);
    CHECK(login(app, "david", text).status == 401);
    CHECK(login(app, text, text).status == 401);
}

TEST_CASE("an unknown, expired or deleted key is a bad token") {
    TestApp app;
    const auto made = make_key(app, "maria", R"(["customers:read"])", R"(,"expires_at":"2999-01-01T00:00:00Z")");
    const std::string key = made.text("key");
    for (const std::string& token : {std::string("crm_"), key + "x", key.substr(0, key.size() - 1), "crm_" + key,
                                     "crm_" + sha256_hex(key), std::string("CRM_x"), std::string(8000, 'k')})
        CHECK(app.with_token(token).get("/api/customers/").body == bad_token);
    CHECK(app.as("stranger").with("Authorization", "Bearer " + key + " x").get("/api/me/").text("code") ==
          "bad_authorization_header");
    CHECK(app.as("stranger").with("Authorization", "Token " + key).get("/api/me/").status == 401);
    CHECK(key_client(app, made).get("/api/customers/").status == 200);

    app.expect_good_log = false;
    app.write([](Session& session) { session.execute("UPDATE api_keys SET expires_at = ?", {now().micros}); });
    CHECK(key_client(app, made).get("/api/customers/").body == bad_token);
    CHECK(app.as("maria").get(keys).ids() == std::vector<std::int64_t>{made.id()});

    const auto other = make_key(app, "maria", R"(["customers:read"])");
    CHECK(key_client(app, other).get("/api/customers/").status == 200);
    CHECK(app.as("maria").remove(key_url(other)).status == 204);
    CHECK(key_client(app, other).get("/api/customers/").body == bad_token);
    CHECK(app.as("maria").remove(key_url(other)).status == 404);
}

TEST_CASE("keys end with their user") {
    TestApp app;
    const auto maria = make_key(app, "maria", R"(["customers:read"])"),
               second = make_key(app, "maria", R"(["customers:read"])"),
               jonas = make_key(app, "jonas", R"(["customers:read"])");
    CHECK(key_client(app, maria).get("/api/customers/").status == 200);
    app.key_uses().write(*app.open_database());
    const auto david = app.as("david");
    CHECK(david.patch("/api/users/2/", R"({"is_active":false})").status == 200);
    const auto inactive = key_client(app, maria).get("/api/customers/");
    CHECK(inactive.status == 401);
    CHECK(inactive.text("code") == "user_inactive");
    CHECK(david.patch("/api/users/2/", R"({"is_active":true})").status == 200);
    CHECK(key_client(app, maria).get("/api/customers/").status == 200);
    const auto before = app.image().last_entry;
    CHECK(david.remove("/api/users/2/").status == 204);
    CHECK(key_client(app, maria).get("/api/customers/").body == bad_token);
    CHECK(keys_in(app) == 1);
    CHECK(app.count("SELECT COUNT(*) FROM api_key_uses") == 1);
    CHECK(app.count("SELECT COUNT(*) FROM changes WHERE resource = 'api_keys' AND action = 'delete' AND actor_id = 1 "
                    "AND sequence > " +
                    std::to_string(before)) == 2);
    CHECK(key_client(app, jonas).get("/api/customers/").status == 200);
    app.key_uses().write(*app.open_database());  // of a key that is gone
}

TEST_CASE("a new password leaves keys, signing out everywhere deletes them") {
    TestApp app;
    const auto made = make_key(app, "carla", R"(["interactions:read"])");
    CHECK(
        app.as("carla")
            .post("/api/me/password/", R"({"current_password":"green-crocodile-42","new_password":"pink-crocodile-9"})")
            .status == 200);
    CHECK(key_client(app, made).get("/api/interactions/").status == 200);
    const auto maria = make_key(app, "maria", R"(["customers:read"])");
    CHECK(app.as("carla").post("/api/token/logout/everywhere/", "").status == 204);
    CHECK(key_client(app, made).get("/api/interactions/").body == bad_token);
    CHECK(key_client(app, maria).get("/api/customers/").status == 200);
    CHECK(keys_in(app) == 1);
}

}  // namespace
TEST_SUITE_END();

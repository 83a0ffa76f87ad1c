// Members that nobody may write, sent to every resource by everybody, in every form.
#include <doctest/doctest.h>

#include "crm/catalogue.hpp"
#include "support/bodies.hpp"
#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("mass_assignment");
namespace {

const Members forbidden_fruit{
    {"id", "4242"},
    {"pk", "4242"},
    {"version", "99"},
    {"created_at", R"("1999-01-01T00:00:00Z")"},
    {"updated_at", R"("1999-01-01T00:00:00Z")"},
    {"is_superuser", "true"},
    {"token_version", "0"},
    {"username_key", R"("root")"},
    {"name_key", R"("x")"},
    {"user_id", "1"},
    {"customer_id", "2"},
    {"assigned_to_id", "1"},
    {"last_login", R"("1999-01-01T00:00:00Z")"},
    {"groups", "[1]"},
    {"user_permissions", "[1]"},
    {"password_hash", R"("$2b$x")"},
    {"permissions", R"(["all"])"},
    {"__proto__", R"({"role":"admin"})"},
    {"constructor", "{}"},
    {"date", R"("1999-01-01T00:00:00Z")"},
};

Members with_fruit(Members members) {
    members.insert(members.end(), forbidden_fruit.begin(), forbidden_fruit.end());
    return members;
}

void check_untouched(TestApp& app, const Answer& answer) {
    CHECK(answer.id() != 4242);
    CHECK(answer.integer("version") < 5);
    CHECK(answer.text("created_at") > "2024-11-16");
    CHECK(answer.text("updated_at") > "2024-11-16");
    for (const char* member : {"is_superuser", "token_version", "groups", "last_login", "user_permissions"})
        CHECK_FALSE(answer.json().find(member));
    if (const auto* date = answer.json().find("date")) CHECK(date->text > "2024-11-16");
    CHECK(app.count(
              "SELECT COUNT(*) FROM users WHERE is_superuser <> 0 OR token_version <> 0 OR password LIKE '$2b%'") == 0);
    CHECK(app.count("SELECT COUNT(*) FROM users WHERE id = 4242") == 0);
}

TEST_CASE("what the server keeps for itself stays its own, on creation and on change, as JSON and as form") {
    TestApp app;
    for (const char* who : {"david", "maria", "carla"})
        for (const Resource* resource : catalogue().all()) {
            INFO(who << " " << resource->name);
            const std::string list = "/api/" + std::string(resource->name) + "/";
            const auto client = app.as(who);
            const auto created = client.post(list, body_of(with_fruit(good_members(*resource))));
            if (created.status == 403) continue;
            CHECK(created.status == 201);
            check_untouched(app, created);
            const std::string item = list + std::to_string(created.id()) + "/";
            const auto patched = client.patch(item, body_of(forbidden_fruit));
            CHECK(patched.status == 200);
            CHECK(patched.integer("version") == 1);
            check_untouched(app, patched);
            check_untouched(app, client.put(item, body_of(with_fruit(good_members(*resource)))));
            const auto form = client.with("Content-Type", form_type);
            check_untouched(app, form.post(list, form_of(with_fruit(good_members(*resource)))));
            check_untouched(app, form.patch(item, form_of(forbidden_fruit)));
            CHECK(client.get("/api/me/").integer("id") == app.as(who).get("/api/me/").integer("id"));
        }
    CHECK(login(app, "maria").status == 200);
}

TEST_CASE("nobody but an admin makes, changes or promotes users, themselves least of all") {
    TestApp app;
    const std::pair<const char*, int> people[] = {{"maria", 2}, {"carla", 4}, {"nora", 7}, {"udo", 8}};
    for (const auto& [who, id] : people)
        for (const char* body : {R"({"role":"admin"})", R"({"is_staff":true})", R"({"is_superuser":true})",
                                 R"({"password":"pink-crocodile-9"})",
                                 R"({"username":"x","role":"admin","password":"pink-crocodile-9"})"}) {
            const auto client = app.as(who);
            const std::string own = "/api/users/" + std::to_string(id) + "/";
            CHECK(client.patch(own, body).status == 403);
            CHECK(client.put(own, body).status == 403);
            CHECK(client.patch("/api/users/1/", body).status == 403);
            CHECK(client.post("/api/users/", body).status == 403);
            CHECK(client.patch("/api/me/", body).status == 405);
            CHECK(client.put("/api/me/", body).status == 405);
        }
    // Fields of another resource have no business here.
    CHECK(app.as("carla")
              .patch("/api/interactions/1/",
                     R"({"role":"admin","is_active":false,"user":4,"password":"pink-crocodile-9"})")
              .status == 200);
    CHECK(app.as("carla").get("/api/me/").text("role") == "customer");
}

TEST_CASE("the new password of /api/me/password/ is one's own, whoever is named") {
    TestApp app;
    const auto answer = app.as("carla").post(
        "/api/me/password/",
        R"({"current_password":"green-crocodile-42","new_password":"pink-crocodile-9","id":1,"user":1,"username":"david"})");
    CHECK(answer.status == 200);
    CHECK(login(app, "david").status == 200);
    CHECK(login(app, "carla", "pink-crocodile-9").status == 200);
}

}  // namespace
TEST_SUITE_END();

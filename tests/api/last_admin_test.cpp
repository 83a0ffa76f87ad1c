// Somebody must be able to let others in: the last active admin stays.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "support/scenario.hpp"
#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("last_admin");
namespace {
constexpr auto last_admin = R"({"detail":"This is the last active admin: make another user an active admin first."})";

TEST_CASE("the last active admin cannot be deleted, deactivated or demoted") {
    const std::vector<Scenario> scenarios{
        {"deleted", "david", "DELETE", "/api/users/1/", "", 409, {last_admin}},
        {"deactivated", "david", "PATCH", "/api/users/1/", R"({"is_active":false})", 409, {last_admin}},
        {"demoted", "david", "PATCH", "/api/users/1/", R"({"role":"sales"})", 409, {last_admin}},
        {"demoted by PUT",
         "david",
         "PUT",
         "/api/users/1/",
         R"({"username":"david","role":"customer"})",
         409,
         {last_admin}},
        {"renamed", "david", "PATCH", "/api/users/1/", R"({"username":"dave","is_staff":true})", 200, {}},
        {"bad body first", "david", "PATCH", "/api/users/1/", R"({"role":"king"})", 400, {}},
    };
    play_all(scenarios);
}

TEST_CASE("of two admins one may go, and then the other stays; an inactive one does not count") {
    TestApp app;
    const auto david = app.as("david"), maria = app.as("maria");
    CHECK(david.patch("/api/users/6/", R"({"role":"admin"})").status == 200);  // erika, inactive
    CHECK(david.patch("/api/users/1/", R"({"role":"sales"})").status == 409);
    CHECK(david.patch("/api/users/2/", R"({"role":"admin"})").status == 200);
    CHECK(david.patch("/api/users/1/", R"({"role":"sales"})").status == 200);
    CHECK(david.get("/api/users/").status == 403);
    CHECK(maria.remove("/api/users/2/").body == last_admin);
    CHECK(maria.remove("/api/users/1/").status == 204);
    CHECK(maria.remove("/api/users/2/").status == 409);
}

TEST_CASE("two admins who demote each other at the same moment: exactly one succeeds") {
    TestApp app;
    for (int round = 0; round < 10; ++round) {
        app.start_anew();
        app.as("david").patch("/api/users/2/", R"({"role":"admin"})");
        const std::string david = app.access_token("david"), maria = app.access_token("maria");
        std::atomic<int> done = 0, refused = 0;
        const auto demote = [&](const std::string& token, const char* target, const char* method) {
            const auto database = app.open_database();
            const auto answer = app.with_token(token).send_on(*database, method, target, R"({"role":"sales"})");
            if (answer.status == 200 || answer.status == 204) ++done;
            if (answer.status == 409 || answer.status == 403 || answer.status == 401) ++refused;
        };
        std::thread first(demote, david, "/api/users/2/", round % 2 == 0 ? "PATCH" : "DELETE");
        std::thread second(demote, maria, "/api/users/1/", "PATCH");
        first.join();
        second.join();
        app.expect_changes();
        CHECK(done == 1);
        CHECK(refused == 1);
        CHECK(app.count("SELECT COUNT(*) FROM users WHERE role = 'admin' AND is_active = 1") == 1);
    }
}

}  // namespace
TEST_SUITE_END();

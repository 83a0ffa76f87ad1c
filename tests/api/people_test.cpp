// Colleagues to choose from: who is among them, what is told of them, and to whom.
#include <doctest/doctest.h>

#include "support/test_app.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("people");
namespace {

TEST_CASE("people are the active colleagues, by name, and nothing else is told of them") {
    TestApp app;
    for (const char* who : {"david", "maria"}) {
        const auto people = app.as(who).get("/api/people/");
        CHECK(people.status == 200);
        CHECK(people.body == R"([{"id":1,"name":"david"},{"id":3,"name":"jonas"},{"id":2,"name":"maria"}])");
    }
}

TEST_CASE("a name is the first and the last, as far as there are any") {
    TestApp app;
    const auto david = app.as("david");
    CHECK(david.patch("/api/users/3/", R"({"first_name":"Ada","last_name":"Lovelace"})").status == 200);
    CHECK(david.patch("/api/users/1/", R"({"last_name":"Zuse"})").status == 200);
    CHECK(david.get("/api/people/").body ==
          R"([{"id":3,"name":"Ada Lovelace"},{"id":2,"name":"maria"},{"id":1,"name":"Zuse"}])");
    CHECK(david.patch("/api/users/3/", R"({"is_active":false})").status == 200);
    CHECK(david.get("/api/people/").ids() == std::vector<std::int64_t>{2, 1});
}

TEST_CASE("people are shown to colleagues only") {
    TestApp app;
    for (const char* who : {"carla", "nora", "udo"}) CHECK(app.as(who).get("/api/people/").status == 403);
    CHECK(app.as("stranger").get("/api/people/").status == 401);
    CHECK(app.as("david").post("/api/people/", "{}").status == 405);
}

}  // namespace
TEST_SUITE_END();

// Colleagues to choose from: who is among them, what is told of them, and to whom.
#include <doctest/doctest.h>

#include "resource/list_query.hpp"
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

TEST_CASE("whoever a record names has a name, former colleagues and customers too") {
    TestApp app;
    CHECK(app.as("david").patch("/api/users/3/", R"({"is_active":false})").status == 200);
    const auto maria = app.as("maria");
    CHECK(maria.get("/api/people/?id__in=3,4,999").body == R"([{"id":4,"name":"carla"},{"id":3,"name":"jonas"}])");
    CHECK(maria.get("/api/people/?format=json").ids() == std::vector<std::int64_t>{1, 2});
    for (const char* query : {"?id__in=", "?id__in=x", "?id=3", "?role=customer", "?page=1"})
        CHECK(maria.get("/api/people/" + std::string(query)).status == 400);
    std::string many = "1";
    for (std::size_t i = 1; i < max_filter_values; ++i) many += ",1";
    CHECK(maria.get("/api/people/?id__in=" + many).status == 200);
    CHECK(maria.get("/api/people/?id__in=" + many + ",1").status == 400);
}

TEST_CASE("people are shown to colleagues only") {
    TestApp app;
    for (const char* who : {"carla", "nora", "udo"}) {
        CHECK(app.as(who).get("/api/people/").status == 403);
        CHECK(app.as(who).get("/api/people/?id__in=1").status == 403);
    }
    CHECK(app.as("stranger").get("/api/people/").status == 401);
    CHECK(app.as("david").post("/api/people/", "{}").status == 405);
}

}  // namespace
TEST_SUITE_END();

// What each role may do and sees, as the descriptions of the resources have it.
#include <doctest/doctest.h>

#include "crm/catalogue.hpp"
#include "support/test_app.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("roles");
namespace {

TEST_CASE("roles come in their order, with rights, sights and hidden fields for every resource") {
    TestApp app;
    const auto answer = app.as("david").get("/api/roles/");
    const auto& roles = answer.json().items;
    REQUIRE(roles.size() == 3);
    CHECK(answer.body.starts_with(R"([{"name":"admin","label":"Admin","permissions":{"interactions":["read",)"));
    CHECK(roles[1].find("label")->text == "Salesperson");
    const auto sees = [&](std::size_t role, std::string_view resource) {
        return roles[role].find("sees")->find(resource)->text;
    };
    const auto hidden = [&](std::size_t role, std::string_view resource) {
        std::string names;
        for (const auto& name : roles[role].find("hidden_fields")->find(resource)->items)
            (names += names.empty() ? "" : " ") += name.text;
        return names;
    };
    for (const Resource* resource : catalogue().all()) {
        CHECK(sees(0, resource->name) == "all");
        CHECK(hidden(0, resource->name).empty());
    }
    CHECK(sees(1, "customers") == "all");
    CHECK(sees(1, "users") == "none");
    CHECK(sees(2, "interactions") == "own");
    for (const char* name : {"users", "customers", "opportunities", "stages"}) CHECK(sees(2, name) == "none");
    CHECK(hidden(1, "interactions").empty());
    CHECK(hidden(2, "interactions") == "opportunity author next_action_due next_action_done visibility external_id");
}

TEST_CASE("the rights of a role are those that one of it is told") {
    TestApp app;
    const auto answer = app.as("david").get("/api/roles/");
    const std::pair<std::size_t, const char*> people[] = {{0, "david"}, {1, "maria"}, {2, "carla"}};
    for (const auto& [role, who] : people) {
        const auto mine = app.as(who).get("/api/me/");
        const auto& permissions = *answer.json().items[role].find("permissions");
        for (const auto& member : mine.at("permissions").members) {
            INFO(who << " " << member.name);
            CHECK(permissions.find(member.name)->items.size() == member.value.items.size());
        }
    }
}

}  // namespace
TEST_SUITE_END();

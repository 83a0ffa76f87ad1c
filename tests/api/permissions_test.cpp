// Who may do what, for every resource of the catalogue: the expected table stands here, so that a change shows.
#include <doctest/doctest.h>

#include <map>

#include "crm/catalogue.hpp"
#include "support/bodies.hpp"
#include "support/scenario.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("permissions");
namespace {
// One letter for each of GET list, POST, GET own, GET other's, PUT own, PUT other's, PATCH own, PATCH other's,
// DELETE own, DELETE other's, and the same four with an id that does not exist: `y` done, `-` 403, `0` 404.
constexpr auto everything = "yyyyyyyyyy0000";
constexpr auto nothing_at_all = "--------------";
constexpr auto own_only = "yyy0y0y0y00000";

constexpr auto reads_only = "y-yy------0---";

const std::map<std::string, std::map<std::string, std::string>> expected{
    {"stages",
     {{"david", everything},
      {"maria", reads_only},
      {"jonas", reads_only},
      {"carla", nothing_at_all},
      {"dario", nothing_at_all},
      {"nora", nothing_at_all},
      {"udo", nothing_at_all}}},
    {"users",
     {{"david", everything},
      {"maria", nothing_at_all},
      {"jonas", nothing_at_all},
      {"carla", nothing_at_all},
      {"dario", nothing_at_all},
      {"nora", nothing_at_all},
      {"udo", nothing_at_all}}},
    {"customers",
     {{"david", everything},
      {"maria", everything},
      {"jonas", everything},
      {"carla", nothing_at_all},
      {"dario", nothing_at_all},
      {"nora", nothing_at_all},
      {"udo", nothing_at_all}}},
    {"opportunities",
     {{"david", everything},
      {"maria", everything},
      {"jonas", everything},
      {"carla", nothing_at_all},
      {"dario", nothing_at_all},
      {"nora", nothing_at_all},
      {"udo", nothing_at_all}}},
    {"interactions",
     {{"david", everything},
      {"maria", everything},
      {"jonas", everything},
      {"carla", own_only},
      {"dario", own_only},
      {"nora", nothing_at_all},
      {"udo", nothing_at_all}}},
};

// A record that is the person's own, and one that is not, of each resource.
std::pair<int, int> own_and_other(const std::string& resource, const std::string& who) {
    if (resource == "users") {
        const std::map<std::string, int> ids{{"david", 1}, {"maria", 2}, {"jonas", 3}, {"carla", 4},
                                             {"dario", 5}, {"nora", 7},  {"udo", 8}};
        return {ids.at(who) == 1 ? 2 : ids.at(who), 3};  // david may not remove himself, the last admin
    }
    if (resource == "customers") return who == "dario" ? std::pair{2, 1} : std::pair{1, 2};
    if (resource == "opportunities") return who == "jonas" ? std::pair{2, 1} : std::pair{1, 2};
    return who == "dario" ? std::pair{2, 1} : std::pair{1, 2};
}

int status_for(char letter, const std::string& method) {
    if (letter == '-') return 403;
    if (letter == '0') return 404;
    return method == "POST" ? 201 : method == "DELETE" ? 204 : 200;
}

TEST_CASE("the table names every resource, and no other") {
    CHECK(expected.size() == catalogue().all().size());
    for (const Resource* resource : catalogue().all()) CHECK(expected.contains(std::string(resource->name)));
}

TEST_CASE("every role meets what the table says, with own, other's and missing records") {
    for (const auto& [resource, people] : expected) {
        std::vector<Scenario> scenarios;
        for (const auto& [who, letters] : people) {
            const auto [own, other] = own_and_other(resource, who);
            const std::string list = "/api/" + resource + "/", item = list + std::to_string(own) + "/",
                              others = list + std::to_string(other) + "/", absent = list + "4711/";
            const std::string body = good_body(resource, who == "dario" ? 2 : 1);
            const std::pair<std::string, std::string> cells[] = {
                {"GET", list},   {"POST", list},  {"GET", item},     {"GET", others},   {"PUT", item},
                {"PUT", others}, {"PATCH", item}, {"PATCH", others}, {"DELETE", item},  {"DELETE", others},
                {"GET", absent}, {"PUT", absent}, {"PATCH", absent}, {"DELETE", absent}};
            for (std::size_t i = 0; i < std::size(cells); ++i) {
                const auto& [method, path] = cells[i];
                const bool has_body = method != "GET" && method != "DELETE";
                scenarios.push_back(
                    {"the table", who, method, path, has_body ? body : "", status_for(letters[i], method)});
            }
        }
        play_all(scenarios);
    }
}

TEST_CASE("without a token, or deactivated, nothing is answered but 401, whatever the method") {
    TestApp app;
    const std::string erika = app.access_token("erika");
    for (const Resource* resource : catalogue().all()) {
        const std::string list = "/api/" + std::string(resource->name) + "/";
        for (const std::string& path : {list, list + "1/", list + "4711/"})
            for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE"}) {
                const std::string body = good_body(resource->name, 1);
                const auto nobody = app.as("stranger").send(method, path, body);
                CHECK(nobody.status == 401);
                CHECK(nobody.body == R"({"detail":"Authentication credentials were not provided."})");
                const auto inactive = app.with_token(erika).send(method, path, body);
                CHECK(inactive.status == 401);
                CHECK(inactive.body == R"({"detail":"User is inactive","code":"user_inactive"})");
            }
    }
}

TEST_CASE("the root is open to everyone who is signed in, and to nobody else") {
    TestApp app;
    constexpr auto root =
        R"({"interactions":"http://localhost:8000/api/interactions/","users":"http://localhost:8000/api/users/",)"
        R"("customers":"http://localhost:8000/api/customers/","opportunities":"http://localhost:8000/api/opportunities/",)"
        R"("stages":"http://localhost:8000/api/stages/"})";
    for (const char* who : {"david", "maria", "carla", "nora", "udo"}) {
        const auto answer = app.as(who).get("/api/");
        CHECK(answer.status == 200);
        CHECK(answer.body == root);
        CHECK(app.as(who).post("/api/", "{}").status == 405);
    }
    CHECK(app.as("stranger").get("/api/").status == 401);
    CHECK(app.as("erika").get("/api/").status == 401);
    CHECK(app.as("carla").get("/api/.json").text("users") == "http://localhost:8000/api/users.json");
}

}  // namespace
TEST_SUITE_END();

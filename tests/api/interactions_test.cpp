// Interactions: staff see all; a customer the own ones, in reading and in writing.
#include <doctest/doctest.h>

#include "support/scenario.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("interactions");
namespace {
constexpr auto missing = R"({"detail":"Not found."})";

std::string for_customer(const std::string& customer) {
    return R"({"customer":)" + customer + R"(,"interaction_type":"Call","notes":"n","next_action":"x"})";
}

std::string no_such(const std::string& id) {
    return R"({"customer":["Invalid pk \")" + id + R"(\" - object does not exist."]})";
}

TEST_CASE("a customer reads and writes the own interactions and no others") {
    const std::vector<Scenario> scenarios{
        {"own one", "carla", "GET", "/api/interactions/5/", "", 200, {R"("customer":1)"}},
        {"of the second customer record", "carla", "GET", "/api/interactions/4/", "", 200, {R"("customer":4)"}},
        {"another's", "carla", "GET", "/api/interactions/2/", "", 404, {missing}},
        {"nobody's", "carla", "GET", "/api/interactions/3/", "", 404, {missing}},
        {"missing", "carla", "GET", "/api/interactions/77/", "", 404, {missing}},
        {"new, own", "carla", "POST", "/api/interactions/", for_customer("4"), 201, {R"("customer":4)"}},
        {"new, another's", "carla", "POST", "/api/interactions/", for_customer("2"), 400, {no_such("2")}},
        {"new, nobody's", "carla", "POST", "/api/interactions/", for_customer("3"), 400, {no_such("3")}},
        {"new, unknown: the same words",
         "carla",
         "POST",
         "/api/interactions/",
         for_customer("77"),
         400,
         {no_such("77")}},
        {"new, beyond 64 bits",
         "carla",
         "POST",
         "/api/interactions/",
         for_customer("99999999999999999999"),
         400,
         {no_such("99999999999999999999")}},
        {"moved to own", "carla", "PATCH", "/api/interactions/1/", R"({"customer":4})", 200, {R"("customer":4)"}},
        {"moved to another's", "carla", "PATCH", "/api/interactions/1/", R"({"customer":2})", 400, {no_such("2")}},
        {"moved to unknown", "carla", "PATCH", "/api/interactions/1/", R"({"customer":77})", 400, {no_such("77")}},
        {"another's moved to own", "carla", "PATCH", "/api/interactions/2/", R"({"customer":1})", 404, {missing}},
        {"another's replaced", "carla", "PUT", "/api/interactions/2/", for_customer("1"), 404, {missing}},
        {"another's deleted", "carla", "DELETE", "/api/interactions/2/", "", 404, {missing}},
        {"own changed",
         "carla",
         "PATCH",
         "/api/interactions/1/",
         R"({"notes":"better"})",
         200,
         {R"("notes":"better")"}},
        {"own replaced", "carla", "PUT", "/api/interactions/1/", for_customer("1"), 200, {R"("notes":"n")"}},
        {"own deleted", "carla", "DELETE", "/api/interactions/1/", "", 204, {}},
        {"foreign object goes before a bad body", "carla", "PATCH", "/api/interactions/2/", "{", 404, {missing}},
        {"dario's side", "dario", "GET", "/api/interactions/2/", "", 200, {"Talk 2"}},
        {"dario's side", "dario", "GET", "/api/interactions/1/", "", 404, {missing}},
        {"a linked salesperson sees all", "maria", "GET", "/api/interactions/2/", "", 200, {"Talk 2"}},
        {"a salesperson writes anywhere",
         "maria",
         "POST",
         "/api/interactions/",
         for_customer("2"),
         201,
         {R"("customer":2)"}},
        {"no role", "nora", "GET", "/api/interactions/", "", 403, {}},
        {"unknown role", "udo", "POST", "/api/interactions/", for_customer("1"), 403, {}},
    };
    play_all(scenarios);
}

TEST_CASE("lists hold what one may see, by id") {
    TestApp app;
    using Ids = std::vector<std::int64_t>;
    CHECK(app.as("david").get("/api/interactions/").ids() == Ids{1, 2, 3, 4, 5});
    CHECK(app.as("maria").get("/api/interactions/").ids() == Ids{1, 2, 3, 4, 5});
    CHECK(app.as("carla").get("/api/interactions/").ids() == Ids{1, 4, 5});
    CHECK(app.as("dario").get("/api/interactions/").ids() == Ids{2});
}

TEST_CASE("a customer record linked to somebody else takes its interactions along at once") {
    TestApp app;
    using Ids = std::vector<std::int64_t>;
    const auto carla = app.as("carla"), dario = app.as("dario"), maria = app.as("maria");
    CHECK(maria.patch("/api/customers/1/", R"({"user":5})").status == 200);
    CHECK(carla.get("/api/interactions/").ids() == Ids{4});
    CHECK(dario.get("/api/interactions/").ids() == Ids{1, 2, 5});
    CHECK(carla.patch("/api/interactions/1/", R"({"notes":"mine"})").status == 404);
    CHECK(carla.post("/api/interactions/", for_customer("1")).body == no_such("1"));
    CHECK(dario.patch("/api/interactions/1/", R"({"notes":"mine"})").status == 200);
    CHECK(maria.patch("/api/customers/1/", R"({"user":null})").status == 200);
    CHECK(dario.get("/api/interactions/").ids() == Ids{2});
    CHECK(dario.remove("/api/interactions/1/").status == 404);
}

TEST_CASE("the log remembers who could see a record on either side of a change") {
    TestApp app;
    CHECK(app.as("carla").patch("/api/interactions/1/", R"({"customer":4,"notes":"moved"})").status == 200);
    CHECK(app.as("maria").patch("/api/interactions/2/", R"({"customer":3})").status == 200);
    CHECK(app.as("carla").remove("/api/interactions/4/").status == 204);
    std::vector<std::string> entries;
    app.read([&](Session& session) {
        session.query(
            "SELECT actor, action, record_id, version, before_values, after_values, keys_before, keys_after FROM "
            "changes"
            " WHERE actor_id IS NOT NULL ORDER BY sequence",
            {}, [&](const Row& row) {
                std::string& text = entries.emplace_back();
                for (int column = 0; column < 8; ++column) text += std::string(row.text(column)) + " ";
                return true;
            });
    });
    REQUIRE(entries.size() == 3);
    CHECK(
        entries[0] ==
        R"(carla update 1 2 {"customer":1,"notes":"Talk 1"} {"customer":4,"notes":"moved"} |customer.user=4|visibility="shared"| |customer.user=4|visibility="shared"| )");
    CHECK(
        entries[1] ==
        R"(maria update 2 2 {"customer":2} {"customer":3} |customer.user=5|visibility="shared"| |customer.user=null|visibility="shared"| )");
    CHECK(
        entries[2].starts_with(R"(carla delete 4 2 {"customer":4,"interaction_type":"Call","notes":"Talk 4","date":)"));
    CHECK(entries[2].ends_with(R"( {} |customer.user=4|visibility="shared"|  )"));
}

TEST_CASE("the date is the server's, given once") {
    TestApp app;
    const auto maria = app.as("maria");
    const auto created = maria.post(
        "/api/interactions/",
        R"({"customer":1,"interaction_type":"Call","notes":"n","next_action":"x","date":"1999-01-01T00:00:00Z"})");
    CHECK(created.text("date") == created.text("created_at"));
    const std::string path = "/api/interactions/" + std::to_string(created.id()) + "/";
    const auto changed = maria.patch(path, R"({"date":"1999-01-01T00:00:00Z","notes":"other"})");
    CHECK(changed.text("date") == created.text("date"));
    CHECK(maria.put(path, for_customer("2")).text("date") == created.text("date"));
}

TEST_CASE("interactions are validated in the contract's words") {
    const std::string too_long(51, 't'), action(101, 'a');
    const std::vector<Scenario> scenarios{
        {"nothing",
         "maria",
         "POST",
         "/api/interactions/",
         "{}",
         400,
         {R"({"customer":["This field is required."],"interaction_type":["This field is required."],)"
          R"("notes":["This field is required."],"next_action":["This field is required."]})"}},
        {"null customer",
         "maria",
         "PATCH",
         "/api/interactions/1/",
         R"({"customer":null})",
         400,
         {R"({"customer":["This field may not be null."]})"}},
        {"blank customer",
         "maria",
         "PATCH",
         "/api/interactions/1/",
         R"({"customer":""})",
         400,
         {R"({"customer":["This field may not be null."]})"}},
        {"customer by name",
         "maria",
         "PATCH",
         "/api/interactions/1/",
         R"({"customer":"Acme"})",
         400,
         {R"({"customer":["Incorrect type. Expected pk value, received str."]})"}},
        {"long",
         "maria",
         "PATCH",
         "/api/interactions/1/",
         R"({"interaction_type":")" + too_long + R"(","next_action":")" + action + "\"}",
         400,
         {R"({"interaction_type":["Ensure this field has no more than 50 characters."],)"
          R"("next_action":["Ensure this field has no more than 100 characters."]})"}},
        {"all problems at once",
         "carla",
         "POST",
         "/api/interactions/",
         R"({"customer":2,"interaction_type":""})",
         400,
         {R"({"customer":["Invalid pk \"2\" - object does not exist."],"interaction_type":["This field may not be blank."],)"
          R"("notes":["This field is required."],"next_action":["This field is required."]})"}},
    };
    play_all(scenarios);
}

}  // namespace
TEST_SUITE_END();

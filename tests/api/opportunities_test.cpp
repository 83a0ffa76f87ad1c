// Opportunities: staff only, of a customer, perhaps somebody's.
#include <doctest/doctest.h>

#include "support/scenario.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("opportunities");
namespace {
constexpr auto sale = R"({"title":"T","description":"D","stage":"anything goes","customer":2})";

TEST_CASE("staff do everything with everybody's opportunities") {
    std::vector<Scenario> scenarios;
    for (const std::string who : {"david", "maria", "jonas"})
        scenarios.insert(
            scenarios.end(),
            {
                {"all", who, "GET", "/api/opportunities/", "", 200, {R"("id":1,)", R"("id":3,)"}},
                {"one", who, "GET", "/api/opportunities/2/", "", 200, {R"("assigned_to":3)"}},
                {"new",
                 who,
                 "POST",
                 "/api/opportunities/",
                 sale,
                 201,
                 {R"("stage":"anything goes")", R"("assigned_to":null)"}},
                {"whole keeps the assignee",
                 who,
                 "PUT",
                 "/api/opportunities/2/",
                 sale,
                 200,
                 {R"("assigned_to":3)", R"("title":"T")"}},
                {"assigned",
                 who,
                 "PATCH",
                 "/api/opportunities/3/",
                 R"({"assigned_to":2})",
                 200,
                 {R"("assigned_to":2)"}},
                {"assigned to a customer user",
                 who,
                 "PATCH",
                 "/api/opportunities/3/",
                 R"({"assigned_to":"4"})",
                 200,
                 {R"("assigned_to":4)"}},
                {"taken back",
                 who,
                 "PATCH",
                 "/api/opportunities/1/",
                 R"({"assigned_to":null})",
                 200,
                 {R"("assigned_to":null)"}},
                {"taken back",
                 who,
                 "PATCH",
                 "/api/opportunities/1/",
                 R"({"assigned_to":""})",
                 200,
                 {R"("assigned_to":null)"}},
                {"moved", who, "PATCH", "/api/opportunities/1/", R"({"customer":3})", 200, {R"("customer":3)"}},
                {"gone", who, "DELETE", "/api/opportunities/2/", "", 204, {}},
                {"missing", who, "GET", "/api/opportunities/9/", "", 404, {}},
            });
    play_all(scenarios);
}

TEST_CASE("opportunities are validated in the contract's words") {
    const std::string title(256, 't'), stage(51, 's');
    const std::vector<Scenario> scenarios{
        {"nothing",
         "maria",
         "POST",
         "/api/opportunities/",
         "{}",
         400,
         {R"({"title":["This field is required."],"description":["This field is required."],)"
          R"("stage":["This field is required."],"customer":["This field is required."]})"}},
        {"long",
         "maria",
         "PATCH",
         "/api/opportunities/1/",
         R"({"title":")" + title + R"(","stage":")" + stage + "\"}",
         400,
         {R"({"title":["Ensure this field has no more than 255 characters."],"stage":["Ensure this field has no more than 50 characters."]})"}},
        {"unknown",
         "maria",
         "PATCH",
         "/api/opportunities/1/",
         R"({"customer":77,"assigned_to":78})",
         400,
         {R"({"customer":["Invalid pk \"77\" - object does not exist."],"assigned_to":["Invalid pk \"78\" - object does not exist."]})"}},
        {"negative",
         "maria",
         "PATCH",
         "/api/opportunities/1/",
         R"({"assigned_to":-9223372036854775808})",
         400,
         {"Invalid pk"}},
        {"below 64 bits",
         "maria",
         "PATCH",
         "/api/opportunities/1/",
         R"({"assigned_to":-9223372036854775809})",
         400,
         {"Invalid pk"}},
        {"exponent", "maria", "PATCH", "/api/opportunities/1/", R"({"assigned_to":1e30})", 400, {"assigned_to"}},
        {"null customer",
         "maria",
         "PATCH",
         "/api/opportunities/1/",
         R"({"customer":null})",
         400,
         {"This field may not be null."}},
    };
    play_all(scenarios);
}

TEST_CASE("when a user goes, what referred to them stays, with an entry in the log for each") {
    TestApp app;
    const auto david = app.as("david");
    const auto before = app.image();
    CHECK(david.remove("/api/users/2/").status == 204);
    const auto logged = app.read([&](Session& session) { return logged_records(session, before.last_entry); });
    CHECK(logged == RecordNames{{"users", 2}, {"customers", 5}, {"opportunities", 1}});
    const auto opportunity = david.get("/api/opportunities/1/");
    CHECK(opportunity.at("assigned_to").is(json::Type::null));
    CHECK(opportunity.integer("version") == 2);
    CHECK(david.get("/api/customers/5/").at("user").is(json::Type::null));
    CHECK(app.count("SELECT COUNT(*) FROM changes WHERE action = 'update' AND resource = 'customers' AND record_id = 5"
                    " AND before_values = '{\"user\":2}' AND after_values = '{\"user\":null}' AND actor = 'david'") ==
          1);
}

TEST_CASE("a customer user who goes leaves the customer and its interactions") {
    TestApp app;
    const auto david = app.as("david");
    const std::string carla = app.access_token("carla");
    CHECK(david.remove("/api/users/4/").status == 204);
    CHECK(app.with_token(carla).get("/api/interactions/").body ==
          R"({"detail":"User not found","code":"user_not_found"})");
    CHECK(david.get("/api/customers/").ids() == std::vector<std::int64_t>{1, 2, 3, 4, 5});
    CHECK(david.get("/api/interactions/").ids() == std::vector<std::int64_t>{1, 2, 3, 4, 5});
}

}  // namespace
TEST_SUITE_END();

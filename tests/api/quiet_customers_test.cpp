// Customers nobody talked to: how long that is, whose they are, and what is no such question.
#include <doctest/doctest.h>

#include "crm/catalogue.hpp"
#include "crm/customers/customer.hpp"
#include "crm/interactions/interaction.hpp"
#include "resource/rest.hpp"
#include "support/api_keys.hpp"
#include "support/bodies.hpp"
#include "support/pages.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("quiet_customers");
namespace {

constexpr std::int64_t day = 86'400'000'000;  // microseconds

// With all customers talked to, or made, so many days ago; -1: never.
struct Days {
    Id id;
    int talked, made;
};

void remember(TestApp& app, const std::vector<Days>& all) {
    app.write([&](Session& session) {
        const User nobody;
        const auto add = [&](const Resource& resource, Record& record, int days_ago) {
            create(session, resource, catalogue(), Actor{nobody, {}, {}}, record, {now().micros - days_ago * day});
        };
        for (const Days& days : all) {
            Customer customer;
            customer.id = days.id;
            customer.name = "C" + std::to_string(days.id);
            customer.assigned_to = days.id % 2 == 0 ? 2 : 3;
            add(customers(), customer, days.made);
            if (days.talked < 0) continue;
            for (const int later : {3, 0}) {
                Interaction talk;
                talk.customer = days.id;
                talk.interaction_type = talk.notes = talk.next_action = "x";
                add(interactions(), talk, days.talked + later);
            }
        }
    });
}

Ids quiet(TestApp& app, const std::string& query) {
    const auto answer = app.as("maria").get("/api/customers/quiet/" + query);
    CHECK_MESSAGE(answer.status == 200, answer.body);
    return ids_of(answer.at("results"));
}

TEST_CASE("quiet is whom nobody talked to, nor made, within the days; the longest quiet first") {
    TestApp app;
    remember(app,
             {{101, 1, 400}, {102, 29, 400}, {103, 31, 400}, {104, 90, 400}, {105, -1, 60}, {106, -1, 2}, {107, 5, 1}});
    // The people's own were last talked to in 2024.
    CHECK(quiet(app, "?days=30&assigned_to=3") == Ids{105, 103});
    CHECK(quiet(app, "?assigned_to=3") == Ids{105, 103});
    CHECK(quiet(app, "?assigned_to=2") == Ids{104});
    CHECK(quiet(app, "?assigned_to=2&days=29") == Ids{104, 102});
    CHECK(quiet(app, "?assigned_to=2&days=1") == Ids{104, 102, 106});
    CHECK(quiet(app, "?assigned_to=4711").empty());
    CHECK(quiet(app, "") == Ids{1, 2, 3, 4, 5, 104, 105, 103});
    CHECK(quiet(app, "?page_size=6") == Ids{1, 2, 3, 4, 5, 104});
    CHECK(quiet(app, "?days=3650").empty());
}

TEST_CASE("a quiet customer comes with whom to call, and when somebody last did") {
    TestApp app;
    CHECK(app.as("david").get("/api/customers/quiet/?page_size=1").body ==
          R"({"results":[{"id":1,"name":"Carla's Café","email":"office1@customer.example","phone":"+49 30 1",)"
          R"("assigned_to":null,"last_interaction":"2024-11-16T09:00:00Z"}]})");
    CHECK(app.as("david").get("/api/customers/quiet/").says(R"("id":5,"name":"Moonlight")"));
    CHECK(app.as("david").get("/api/customers/quiet/").says(R"("last_interaction":null)"));
    CHECK(app.as("maria").post("/api/interactions/", good_body("interactions", 1)).status == 201);
    CHECK(quiet(app, "") == Ids{2, 3, 4, 5});
}

TEST_CASE("what cannot be asked is refused with what can be") {
    TestApp app;
    const auto maria = app.as("maria");
    for (const char* query : {"?days=0", "?days=-1", "?days=x", "?days=", "?days=99999999999999999999"})
        CHECK(maria.get("/api/customers/quiet/" + std::string(query)).body ==
              R"({"days":["A whole number from 1 to 3650."]})");
    CHECK(maria.get("/api/customers/quiet/?days=3651").status == 400);
    CHECK(maria.get("/api/customers/quiet/?page_size=51").body == R"({"page_size":["A whole number from 1 to 50."]})");
    CHECK(maria.get("/api/customers/quiet/?assigned_to=me").status == 400);
    CHECK(maria.get("/api/customers/quiet/?search=x").body ==
          R"({"detail":"Unknown parameter \"search\". This list takes: days, assigned_to, page_size."})");
}

TEST_CASE("an API key needs to read customers and interactions") {
    TestApp app;
    const auto with = [&](const char* scopes) {
        return key_client(app, make_key(app, "maria", scopes)).get("/api/customers/quiet/");
    };
    CHECK(with(R"(["customers:read","interactions:read"])").status == 200);
    CHECK(with(R"(["customers:read"])").body == lacks("interactions:read"));
    CHECK(with(R"(["interactions:read"])").body == lacks("customers:read"));
}

}  // namespace
TEST_SUITE_END();

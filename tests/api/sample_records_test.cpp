// Sample data: good records of the one who asks, once, and gone without a trace of others' being touched.
#include <doctest/doctest.h>

#include <set>

#include "base/text.hpp"
#include "crm/catalogue.hpp"
#include "support/pages.hpp"
#include "support/test_app.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("sample_records");
namespace {

constexpr auto sample = "/api/sample-data/";

std::string list_of(std::string_view resource) { return "/api/" + std::string(resource) + "/"; }

TEST_CASE("sample data is made once, and deleted") {
    TestApp app;
    const auto david = app.as("david");
    CHECK(david.get(sample).body == R"({"records":0})");
    const auto made = david.post(sample, "");
    CHECK(made.status == 201);
    CHECK(made.body == R"({"records":70})");
    CHECK(david.get(sample).body == made.body);
    CHECK(david.post(sample, "").status == 409);
    CHECK(app.count("SELECT COUNT(*) FROM changes WHERE action = 'create' AND actor = 'david'") == 70);
    const std::pair<const char*, std::size_t> expected[] = {
        {"customers", 12}, {"opportunities", 18}, {"interactions", 40}};
    for (const auto& [resource, count] : expected)
        CHECK(david.get(list_of(resource) + "?external_id__isnull=false").json().items.size() == count);
    CHECK(david.remove(sample).status == 204);
    CHECK(david.get(sample).body == R"({"records":0})");
    CHECK(david.remove(sample).status == 204);
    CHECK(david.get("/api/customers/").ids() == Ids{1, 2, 3, 4, 5});
    CHECK(david.get("/api/opportunities/").ids() == Ids{1, 2, 3});
    CHECK(david.get("/api/interactions/").ids() == Ids{1, 2, 3, 4, 5});
    CHECK(david.post(sample, "").status == 201);
}

TEST_CASE("each sample record could have been written by hand, and is of the one who asked") {
    TestApp app;
    const auto david = app.as("david");
    CHECK(david.post(sample, "").status == 201);
    std::set<std::string> external_ids;
    for (const char* resource : {"customers", "opportunities", "interactions"}) {
        const auto list = david.get(list_of(resource));
        for (const json::Value& record : list.json().items) {
            const std::string external_id(record.find("external_id")->text);
            if (!external_id.starts_with("sample-")) continue;
            CHECK(external_ids.insert(external_id).second);
            std::string body;
            json::append_value(body, record);
            const auto put = david.put(list_of(resource) + std::string(record.find("id")->text) + "/", body);
            CHECK_MESSAGE(put.status == 200, put.body);
            CHECK_MESSAGE(put.integer("version") == 1, put.body);
            CHECK(record.find(resource[0] == 'i' ? "author" : "assigned_to")->text == "1");
        }
    }
    CHECK(external_ids.size() == 70);
    CHECK(external_ids.contains("sample-1"));
    CHECK(external_ids.contains("sample-70"));
}

TEST_CASE("sample data fill the screens: every stage, steps that are due, customers that are quiet") {
    TestApp app;
    const auto david = app.as("david");
    CHECK(david.post("/api/stages/", R"({"name":"Proposal","position":1})").status == 201);
    CHECK(david.post(sample, "").status == 201);
    const auto pipeline = david.get("/api/pipeline/?assigned_to=1");
    CHECK(pipeline.json().items.size() == 4);
    for (const json::Value& stage : pipeline.json().items) CHECK(stage.find("count")->text != "0");
    const std::string open = "/api/interactions/?author=1&next_action_done=false&next_action_due__isnull=false";
    std::string today;
    append_date(today, {now().micros / 86'400'000'000});
    for (const char* when : {"__lt=", "=", "__gt="})
        CHECK(david.get(open + "&next_action_due" + when + today).json().items.size() >= 2);
    CHECK(david.get("/api/customers/quiet/?assigned_to=1&days=20").at("results").items.size() >= 2);
}

TEST_CASE("what hangs on sample customers goes with them, and what only refers to sample data stays") {
    TestApp app;
    const auto david = app.as("david"), maria = app.as("maria");
    CHECK(david.post(sample, "").status == 201);
    const auto first = david.get("/api/customers/?external_id=sample-1");
    const auto talk =
        maria.post("/api/interactions/", R"({"customer":)" + std::to_string(first.ids().at(0)) +
                                             R"(,"interaction_type":"Call","notes":"n","next_action":"a"})");
    CHECK(talk.status == 201);
    const auto own = maria.post("/api/customers/", R"({"name":"Own","email":"a@b.example","phone":"1","address":"x",)"
                                                   R"("external_id":"sample-71"})");
    CHECK(own.status == 201);
    CHECK(david.remove(sample).status == 204);
    CHECK(maria.get("/api/interactions/" + std::to_string(talk.id()) + "/").status == 404);
    CHECK(maria.get("/api/customers/" + std::to_string(own.id()) + "/").status == 200);
    CHECK(app.count("SELECT COUNT(*) FROM customers") == 6);
}

TEST_CASE("whose external id is one of the sample's stands against it, and nothing is made") {
    TestApp app;
    CHECK(app.as("maria").patch("/api/interactions/1/", R"({"external_id":"sample-70"})").status == 200);
    CHECK(app.as("david").post(sample, "").status == 409);
    CHECK(app.count("SELECT COUNT(*) FROM customers") == 5);
}

}  // namespace
TEST_SUITE_END();

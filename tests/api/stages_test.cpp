// Stages: opportunities that stand in one go with its name, and are not left without one.
#include <doctest/doctest.h>

#include "resource/rest.hpp"
#include "support/test_app.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("stages");
namespace {

TEST_CASE("opportunities follow when their stage is renamed, and nothing else of them changes") {
    TestApp app;
    const auto david = app.as("david"), maria = app.as("maria");
    const auto deal = [&](const char* title, const char* stage) {
        const auto made =
            maria.post("/api/opportunities/", R"({"title":")" + std::string(title) +
                                                  R"(","description":"D","customer":1,"stage":")" + stage + "\"}");
        CHECK(made.status == 201);
        return "/api/opportunities/" + std::to_string(made.id()) + "/";
    };
    const std::string won = deal("A", "won"), lead = deal("B", "Lead");
    const std::string closed(maria.get(won).at("closed_at").text);
    CHECK(maria.patch(won, R"({"amount":"5","currency":"EUR"})").status == 200);

    CHECK(david.patch("/api/stages/2/", R"({"name":"Gewonnen"})").status == 200);
    const auto after = maria.get(won);
    CHECK(after.at("stage").text == "Gewonnen");
    CHECK(after.at("closed_at").text == closed);
    CHECK(after.at("version").text == "3");
    const auto history = maria.get(won + "history/");
    const json::Value& entry = history.at("results").items[0];
    CHECK(entry.find("actor")->text == "david");
    std::string values;
    json::append_value(values, *entry.find("after"));
    CHECK(values == R"({"stage":"Gewonnen"})");
    CHECK(maria.get(lead).at("version").text == "1");
    const auto pipeline = maria.get("/api/pipeline/");
    const auto& columns = pipeline.json().items;
    REQUIRE(columns.size() == 3);
    CHECK(columns[1].find("stage")->text == "Gewonnen");
    CHECK(columns[1].find("count")->text == "1");

    // Of another case only.
    CHECK(david.patch("/api/stages/2/", R"({"name":"GEWONNEN","probability":90})").status == 200);
    CHECK(maria.get(won).at("stage").text == "GEWONNEN");
    CHECK(david.patch("/api/stages/2/", R"({"probability":80})").status == 200);
    CHECK(maria.get(won).at("version").text == "4");
}

TEST_CASE("a stage in which opportunities stand is not deleted, and one with very many is not renamed") {
    TestApp app;
    const auto david = app.as("david"), maria = app.as("maria");
    const auto made = david.post("/api/stages/", R"({"name":"Talks","position":5})");
    const std::string stage = "/api/stages/" + std::to_string(made.id()) + "/";
    std::string rows;
    for (std::size_t i = 0; i <= max_renamed; ++i)
        rows +=
            (rows.empty() ? "[" : ",") + std::string(R"({"title":"T","description":"D","customer":1,"stage":"talks"})");
    CHECK(maria.post("/api/opportunities/bulk/", rows + "]").status == 200);
    CHECK(david.remove(stage).status == 409);
    const auto refused = david.patch(stage, R"({"name":"Gespräche"})");
    CHECK(refused.status == 409);
    CHECK(refused.body.find("10000") != std::string::npos);
    CHECK(app.count("SELECT COUNT(*) FROM opportunities WHERE stage = 'talks'") ==
          static_cast<std::int64_t>(max_renamed) + 1);
    app.expect_good_log = false;  // written past it
    app.write([](Session& session) { session.execute("UPDATE opportunities SET stage = 'Lead', stage_key = 'lead'"); });
    CHECK(david.remove(stage).status == 204);
}

}  // namespace
TEST_SUITE_END();

// The pipeline added up: every stage and what is none, money by currency and by chance, and the same filters as the
// list.
#include <doctest/doctest.h>

#include "base/money.hpp"
#include "crm/catalogue.hpp"
#include "crm/opportunities/opportunity.hpp"
#include "resource/rest.hpp"
#include "support/api_keys.hpp"
#include "support/bodies.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("pipeline");
namespace {

constexpr auto pipeline = "/api/pipeline/";
constexpr auto won_and_lost = R"({"stage":"Won","kind":"won","position":2,"probability":null,"count":0,"totals":[],)"
                              R"("without_amount":0},{"stage":"Lost","kind":"lost","position":3,"probability":null,)"
                              R"("count":0,"totals":[],"without_amount":0}])";

std::string column(std::string_view stage, std::string_view kind, std::string_view position,
                   std::string_view probability, int count, std::string_view totals, int without_amount) {
    std::string out;
    json::Object(out)
        .text("stage", stage)
        .text("kind", kind)
        .raw("position", position)
        .raw("probability", probability)
        .integer("count", count)
        .raw("totals", totals)
        .integer("without_amount", without_amount)
        .end();
    return out;
}

std::string array_of(const std::vector<std::string>& items) {
    std::string out;
    json::Array array(out);
    for (const std::string& item : items) array.raw(item);
    array.end();
    return out;
}

void sell(const Client& who, const std::string& stage, const std::string& more = "") {
    const auto made = who.post("/api/opportunities/", R"({"title":"T","description":"D","customer":1,"stage":)" +
                                                          json_text(stage) + (more.empty() ? "" : "," + more) + "}");
    CHECK_MESSAGE(made.status == 201, made.body);
}

TEST_CASE("every stage is there in its order, also where nothing is in it") {
    TestApp app;
    for (const char* who : {"david", "maria"})
        CHECK(app.as(who).get(pipeline).body ==
              "[" + column("Lead", "open", "1", "null", 3, "[]", 3) + "," + won_and_lost);
    CHECK(app.as("david").patch("/api/stages/2/", R"({"position":0})").status == 200);
    CHECK(app.as("maria").get(pipeline).json().items[0].find("stage")->text == "Won");
}

TEST_CASE("amounts are added up by currency, and weighted by their own probability or that of the stage") {
    TestApp app;
    const auto maria = app.as("maria"), david = app.as("david");
    CHECK(david.patch("/api/stages/1/", R"({"probability":10})").status == 200);
    CHECK(david.post("/api/stages/", R"({"name":"Talks","position":1,"probability":null})").status == 201);
    sell(maria, "Lead", R"("amount":"1000.50","currency":"EUR")");
    sell(maria, " lead ", R"("amount":"200","currency":"EUR","probability":50)");
    sell(maria, "LEAD", R"("amount":"700","currency":"EUR","probability":0)");
    sell(maria, "lead", R"("amount":"999","currency":"JPY")");
    sell(maria, "lead", R"("amount":"0.05","currency":"CHF")");
    sell(maria, "talks", R"("amount":"300","currency":"USD")");
    sell(maria, "won", R"("amount":"40","currency":"GBP")");
    sell(maria, "won", R"("amount":"60","currency":"GBP","probability":90)");
    sell(maria, "lost", R"("amount":"-12.34","currency":"GBP")");
    sell(maria, "Lost", R"("amount":"-0.05","currency":"USD","probability":50)");
    sell(maria, "Handshake", R"("amount":"80","currency":"EUR","probability":25)");
    sell(maria, "handshake", R"("amount":"80","currency":"EUR")");
    sell(maria, "a wink");
    CHECK(
        maria.get(pipeline).body ==
        array_of(
            {column("Lead", "open", "1", "10", 8,
                    R"([{"currency":"CHF","amount":"0.05","weighted":"0.01"},)"
                    R"({"currency":"EUR","amount":"1900.50","weighted":"200.05"},)"
                    R"({"currency":"JPY","amount":"999","weighted":"100"}])",
                    3),
             column("Talks", "open", "1", "null", 1, R"([{"currency":"USD","amount":"300.00","weighted":"0.00"}])", 0),
             column("Won", "won", "2", "null", 2, R"([{"currency":"GBP","amount":"100.00","weighted":"94.00"}])", 0),
             column("Lost", "lost", "3", "null", 2,
                    R"([{"currency":"GBP","amount":"-12.34","weighted":"0.00"},)"
                    R"({"currency":"USD","amount":"-0.05","weighted":"-0.03"}])",
                    0),
             column("a wink", "open", "null", "null", 1, "[]", 1),
             column("Handshake", "open", "null", "null", 2,
                    R"([{"currency":"EUR","amount":"160.00","weighted":"20.00"}])", 0)}));
}

TEST_CASE("what a filter or a search finds in the list is what is added up") {
    TestApp app;
    const auto maria = app.as("maria");
    sell(maria, "Lead", R"("amount":"1","currency":"EUR","expected_close":"2027-01-31","assigned_to":2)");
    sell(maria, "Won", R"("amount":"2","currency":"EUR","expected_close":"2027-02-01","assigned_to":3)");
    sell(maria, "Cold storage", R"("amount":"3","currency":"EUR","lost_reason":"winter","assigned_to":2)");
    for (const char* query :
         {"?", "?assigned_to=2", "?assigned_to=2&stage=lead", "?assigned_to__in=2,3", "?customer=1", "?customer=99",
          "?expected_close__gte=2027-02-01", "?expected_close__lte=2027-01-31&assigned_to=2",
          "?expected_close__isnull=true", "?search=winter", "?search=wint+t", "?search=nothing", "?amount__gt=1.5",
          "?stage__istartswith=COLD", "?title__icontains=ale", "?assigned_to__isnull=true", "?format=json"}) {
        const auto listed = maria.get("/api/opportunities/" + std::string(query));
        const auto added_up = maria.get(pipeline + std::string(query));
        REQUIRE(added_up.status == 200);
        std::size_t count = 0;
        for (const json::Value& stage : added_up.json().items)
            count += std::stoul(std::string(stage.find("count")->text));
        CHECK_MESSAGE(count == listed.json().items.size(), query);
    }
}

TEST_CASE("what is no filter is refused, and the filters are named") {
    TestApp app;
    const auto maria = app.as("maria");
    for (const char* query : {"?colour=red", "?ordering=stage", "?page_size=1", "?page=1", "?cursor="}) {
        const auto answer = maria.get(pipeline + std::string(query));
        CHECK(answer.status == 400);
        CHECK(answer.says("This list takes: format, search, id, "));
        CHECK_FALSE(answer.says("page_size,"));
    }
    CHECK(maria.get("/api/pipeline/?assigned_to=x").body ==
          R"({"assigned_to":["Incorrect type. Expected pk value, received str."]})");
    CHECK(maria.get("/api/pipeline/?expected_close__gte=soon").status == 400);
}

void add_opportunities(TestApp& app, int count, auto&& change) {
    app.write([&](Session& session) {
        const User nobody;
        for (int i = 0; i < count; ++i) {
            Opportunity record;
            record.customer = 1;
            record.title = record.description = "T";
            change(record, i);
            create(session, opportunities(), catalogue(), Actor{nobody, {}, {}}, record, now());
        }
    });
}

TEST_CASE("sums may be larger than any amount, and than 64 bits") {
    TestApp app;
    add_opportunities(app, 1'000, [](Opportunity& record, int) {
        record.stage = "Won";
        record.amount = max_money;
        record.currency = "EUR";
    });
    CHECK(app.as("maria").get(pipeline).says(
        R"("totals":[{"currency":"EUR","amount":"999999999999000.00","weighted":"999999999999000.00"}])"));
}

TEST_CASE("of very many texts that are no stages those that most have are told") {
    TestApp app;
    add_opportunities(app, 203, [](Opportunity& record, int i) { record.stage = "s" + std::to_string(i % 202 + 100); });
    const auto answer = app.as("maria").get(pipeline);
    REQUIRE(answer.json().items.size() == 3 + 200);
    CHECK(answer.json().items[3].find("stage")->text == "s100");
    CHECK(answer.json().items[3].find("count")->text == "2");
    CHECK_FALSE(answer.says("s301"));
    CHECK(answer.says("s299"));
}

TEST_CASE("an API key needs to read opportunities and stages") {
    TestApp app;
    const auto with = [&](const char* scopes) { return key_client(app, make_key(app, "maria", scopes)).get(pipeline); };
    CHECK(with(R"(["opportunities:read","stages:read"])").status == 200);
    CHECK(with(R"(["opportunities:read"])").body == lacks("stages:read"));
    for (const char* scopes : {R"(["stages:read"])", R"(["customers:write"])"})
        CHECK(with(scopes).body == lacks("opportunities:read"));
}

}  // namespace
TEST_SUITE_END();

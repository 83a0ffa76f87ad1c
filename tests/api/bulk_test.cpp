// Many rows in one request: each as the single write that it stands for.
#include <doctest/doctest.h>

#include "base/temporary_file.hpp"
#include "crm/catalogue.hpp"
#include "resource/bulk.hpp"
#include "support/bodies.hpp"
#include "support/sign_in.hpp"
#include "support/words.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("bulk");
namespace {

constexpr auto bulk = "/api/customers/bulk/";
constexpr auto apart = "/api/customers/bulk/?atomic=false";

Client in_lines(const Client& client) { return client.with("Content-Type", "application/x-ndjson"); }

std::string customer(std::string_view name, std::string_view more = {}) {
    return R"({"name":")" + std::string(name) + R"(","email":")" + std::string(name) +
           R"(@crm.example","phone":"1","address":"x")" + std::string(more) + "}";
}
std::string with_external_id(std::string_view name, std::string_view id) {
    return customer(name, R"(,"external_id":")" + std::string(id) + "\"");
}
std::string array_of(const std::vector<std::string>& rows) {
    std::string text;
    for (const auto& row : rows) (text += text.empty() ? "[" : ",") += row;
    return text.empty() ? "[]" : text + "]";
}
std::string counts_of(const Answer& answer) {
    std::string text;
    for (const char* name : {"created", "updated", "unchanged", "refused"})
        (text += text.empty() ? "" : " ") += answer.at(name).text;
    return text;
}
std::int64_t status_of_row(const Answer& answer, std::size_t index) {
    const auto& row = answer.at("results").items[index];
    CHECK(row.find("index")->text == std::to_string(index));
    return std::stoll(std::string(row.find("status")->text));
}
std::string id_of_row(const Answer& answer, std::size_t index) {
    return std::string(answer.at("results").items[index].find("id")->text);
}
std::int64_t customers_in(TestApp& app) { return app.count("SELECT COUNT(*) FROM customers"); }
std::int64_t entries_in(TestApp& app) { return app.count("SELECT COUNT(*) FROM changes"); }

TEST_CASE("every resource takes rows, and answers each as it would a single write") {
    TestApp app;
    const auto david = app.as("david");
    for (const Resource* resource : catalogue().all()) {
        INFO(resource->name);
        const std::string path = "/api/" + std::string(resource->name) + "/bulk/";
        const std::string name(resource->name), first = good_body(name), second = good_body(name);
        const auto entries = entries_in(app);
        const auto answer = david.post(path, array_of({first, second}));
        REQUIRE(answer.status == 200);
        CHECK(counts_of(answer) == "2 0 0 0");
        CHECK(answer.at("stopped").is(json::Type::null));
        CHECK(entries_in(app) == entries + 2);
        for (const std::size_t index : {0U, 1U}) {
            CHECK(status_of_row(answer, index) == 201);
            const std::string id = id_of_row(answer, index);
            CHECK(david.get("/api/" + name + "/" + id + "/").status == 200);
            const auto same = david.post(path, R"([{"id":)" + id + "}]");
            CHECK(counts_of(same) == "0 0 1 0");
        }
        CHECK(entries_in(app) == entries + 2);
        const auto lines = in_lines(david).post(path + "?atomic=false", good_body(name) + "\n\n{}\n" + good_body(name));
        CHECK(counts_of(lines) == (resource->name == "interactions" ? "2 0 0 1" : counts_of(lines)));
        CHECK(status_of_row(lines, 0) == 201);
        CHECK(status_of_row(lines, 2) == 201);
        const auto single = david.post("/api/" + name + "/", "{}");
        CHECK(status_of_row(lines, 1) == single.status);
    }
}

TEST_CASE("a row with an external id makes the record once, and changes it from then on") {
    TestApp app;
    const auto maria = app.as("maria");
    const auto made = maria.post(bulk, array_of({with_external_id("a", "erp-1"), with_external_id("b", "ERP-1")}));
    REQUIRE(made.status == 200);
    CHECK(counts_of(made) == "2 0 0 0");
    const std::string id = id_of_row(made, 0);

    const auto again =
        maria.post(bulk, array_of({with_external_id("a", "erp-1"), R"({"external_id":"ERP-1","phone":"2"})"}));
    CHECK(counts_of(again) == "0 1 1 0");
    CHECK(id_of_row(again, 0) == id);
    CHECK(again.at("results").items[1].find("version")->text == "2");

    const auto found = maria.get("/api/customers/?external_id=erp-1");
    REQUIRE(found.json().items.size() == 1);
    CHECK(found.json().items[0].find("external_id")->text == "erp-1");
    CHECK(maria.get("/api/customers/?external_id__in=erp-1,ERP-1").json().items.size() == 2);
    CHECK(maria.get("/api/customers/?external_id__isnull=false").json().items.size() == 2);

    // By id, the external id is a field like all: it can be given, taken away, and belongs to one.
    const auto other = maria.post(bulk, R"([{"id":1,"external_id":"erp-1"}])");
    CHECK(other.status == 400);
    CHECK(other.says("This external id belongs to another record."));
    CHECK(counts_of(maria.post(bulk, R"([{"id":1,"external_id":"erp-2"}])")) == "0 1 0 0");
    CHECK(maria.patch("/api/customers/1/", R"({"external_id":null})").at("external_id").is(json::Type::null));
    CHECK(maria.patch("/api/customers/1/", R"({"external_id":"  "})").at("external_id").is(json::Type::null));
    CHECK(maria.patch("/api/customers/1/", R"({"external_id":"erp-1"})").status == 400);
    // One request, the same id twice: the second row finds what the first made.
    const auto twice =
        maria.post(bulk, array_of({with_external_id("c", "erp-3"), R"({"external_id":"erp-3","name":"C"})"}));
    CHECK(counts_of(twice) == "1 1 0 0");
}

TEST_CASE("all or nothing: one row that is refused undoes the others, and every row is told what it is") {
    TestApp app;
    const auto maria = app.as("maria");
    const auto image = app.image();
    const auto answer = maria.post(
        bulk, array_of({customer("a"), R"({"name":"b"})", customer("c"), R"({"id":999999,"name":"d"})", "7", "null"}));
    CHECK(answer.status == 400);
    CHECK(app.image() == image);
    CHECK(counts_of(answer) == "0 0 0 4");
    for (const auto& [index, status] : {std::pair{0U, 424}, {1U, 400}, {2U, 424}, {3U, 404}, {4U, 400}, {5U, 400}})
        CHECK(status_of_row(answer, index) == status);
    CHECK(answer.says(R"("email":["This field is required."])"));
    CHECK(answer.says("Expected a dictionary, but got int."));
    CHECK(answer.says("Not written, because another row was refused."));
    CHECK(answer.at("stopped").is(json::Type::null));

    // After a hundred refusals there is no point in going on.
    std::vector<std::string> rows(max_bulk_refusals + 20, "{}");
    rows.front() = customer("a");
    const auto stopped = maria.post(bulk, array_of(rows));
    CHECK(stopped.status == 400);
    CHECK(stopped.at("results").items.size() == max_bulk_refusals + 1);
    CHECK(stopped.at("stopped").find("index")->text == std::to_string(max_bulk_refusals + 1));
    CHECK(app.image() == image);
}

TEST_CASE("row by row: each stands for itself, over more than one transaction") {
    TestApp app;
    const auto maria = app.as("maria");
    std::vector<std::string> rows;
    for (std::size_t i = 0; i < 2 * bulk_batch_rows + 5; ++i)
        rows.push_back(i % 100 == 7 ? "{\"name\":\"\"}" : customer("n" + std::to_string(i)));
    const auto before = customers_in(app), entries = entries_in(app);
    const auto answer = maria.post(apart, array_of(rows));
    REQUIRE(answer.status == 200);
    CHECK(answer.at("results").items.size() == rows.size());
    CHECK(counts_of(answer) == "995 0 0 10");
    CHECK(customers_in(app) == before + 995);
    CHECK(entries_in(app) == entries + 995);
    CHECK(status_of_row(answer, 7) == 400);
    CHECK(status_of_row(answer, 1004) == 201);
    // What a refused row had begun is undone, and no more than that.
    CHECK(gone_but_found(app, "customers").empty());
}

TEST_CASE("nothing is written of a body that cannot be read to its end") {
    TestApp app;
    const auto maria = app.as("maria");
    const auto image = app.image();
    const std::string good = customer("a");
    for (const std::string& body : {std::string(), "[" + good, "[" + good + ",", "[" + good + ",]", good,
                                    "[" + good + "]x", "[" + good + ",{\"a\":}]", "[" + good + "{}]"})
        for (const char* path : {bulk, apart}) {
            const auto answer = maria.with("Content-Type", json_type).post(path, body);
            CHECK(answer.status == 400);
            CHECK(answer.says("JSON parse error - "));
        }
    CHECK(in_lines(maria).post(apart, good + "\n{").says("(row 1, counted from 0)"));
    for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
        CHECK(maria.with("Content-Type", type).post(bulk, "[]").status == 415);
    CHECK(maria.post("/api/customers/bulk/?atomic=yes", "[]").status == 400);
    CHECK(maria.post("/api/customers/bulk/?page=1", "[]").says("A bulk request takes: atomic, format."));
    CHECK(maria.get(bulk).status == 405);
    CHECK(maria.send("OPTIONS", bulk).says(R"("parses":["application/json","application/x-ndjson"])"));
    CHECK(app.image() == image);
    CHECK(counts_of(maria.post(bulk, "[]")) == "0 0 0 0");
    CHECK(counts_of(in_lines(maria).post(apart, "")) == "0 0 0 0");
}

TEST_CASE("as many rows as there may be, and one more") {
    TestApp app;
    std::string lines;
    for (std::size_t i = 0; i < max_bulk_rows; ++i) lines += "{}\n";
    const auto most = in_lines(app.as("maria")).post(bulk, lines);
    CHECK(most.status == 400);
    CHECK(most.at("stopped").find("index")->text == std::to_string(max_bulk_refusals));
    CHECK(in_lines(app.as("maria")).post(bulk, lines + "{}").status == 413);
    std::vector<std::string> users(max_sealed_rows, R"({"password":"four words nobody guesses"})");
    users.push_back("{}");
    CHECK(app.as("david").post("/api/users/bulk/", array_of(users)).says("At most 100 rows in one request."));
}

TEST_CASE("rows are subject to the same rights as single writes") {
    TestApp app;
    const auto image = app.image();
    CHECK(app.as("stranger").post(bulk, "[").status == 401);
    CHECK(app.as("carla").post(bulk, "[").status == 403);
    CHECK(app.as("maria").post("/api/users/bulk/", "[").status == 403);
    CHECK(app.image() == image);
    for (const Resource* resource : catalogue().all())
        for (const char* who : {"david", "maria", "carla"}) {
            INFO(resource->name << " " << who);
            const std::string path = "/api/" + std::string(resource->name) + "/";
            const auto single = app.as(who).post(path, good_body(resource->name));
            const auto rows = app.as(who).post(path + "bulk/", array_of({good_body(resource->name)}));
            if (single.status == 403 && rows.status == 403) continue;
            CHECK(status_of_row(rows, 0) == single.status);
        }
}

TEST_CASE("passwords in rows are hashed, and never answered") {
    TestApp app;
    const std::string password = "four words nobody guesses";
    const auto answer = app.as("david").post(
        "/api/users/bulk/", R"([{"username":"bulky","role":"sales","password":")" + password + R"("}])");
    REQUIRE(answer.status == 200);
    CHECK_FALSE(answer.says(password));
    CHECK(app.count("SELECT COUNT(*) FROM users WHERE username = 'bulky' AND password LIKE '%argon2id%'") == 1);
    CHECK(app.as("stranger").post("/api/token/", R"({"username":"bulky","password":")" + password + R"("})").status ==
          200);
}

TEST_CASE("the same key again answers again, and goes on where the first request broke off") {
    TestApp app;
    const auto maria = app.as("maria").with("Idempotency-Key", "load-1");
    std::vector<std::string> rows;
    for (std::size_t i = 0; i < bulk_batch_rows + 3; ++i) rows.push_back(customer("k" + std::to_string(i)));
    const std::string body = array_of(rows);
    const auto first = maria.post(apart, body);
    REQUIRE(first.status == 200);
    CHECK(first.header("Idempotency-Replayed").empty());
    const auto image = app.image();
    const auto second = maria.post(apart, body);
    CHECK(second.body == first.body);
    CHECK(second.header("Idempotency-Replayed") == "true");
    CHECK(app.image() == image);
    rows.back() = customer("other");
    CHECK(maria.post(apart, array_of(rows)).status == 422);
    CHECK(maria.post(bulk, body).status == 422);
    CHECK(app.image() == image);

    // As if the server had died before the last batch.
    const auto count = customers_in(app);
    app.write([](Session& session) { session.execute("DELETE FROM idempotency_keys WHERE body LIKE '3\n%'"); });
    const auto third = maria.post(apart, body);
    CHECK(third.status == 200);
    CHECK(counts_of(third) == counts_of(first));
    CHECK(customers_in(app) == count + 3);

    const auto whole = app.as("maria").with("Idempotency-Key", "load-2");
    const auto written = whole.post(bulk, array_of({customer("z")}));
    CHECK(whole.post(bulk, array_of({customer("z")})).body == written.body);
    // A refused request leaves its key free.
    const auto refused = app.as("maria").with("Idempotency-Key", "load-3");
    CHECK(refused.post(bulk, array_of({customer("y"), "{}"})).status == 400);
    CHECK(refused.post(bulk, array_of({customer("y")})).status == 200);
}

}  // namespace

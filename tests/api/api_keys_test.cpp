// API keys: made, shown and deleted by their owner, and what the log and the table say of them.
#include <doctest/doctest.h>

#include <thread>

#include "base/random.hpp"
#include "crm/api_keys/api_key.hpp"
#include "support/api_keys.hpp"
#include "support/bodies.hpp"
#include "support/scenario.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("api_keys");
namespace {

TEST_CASE("a key is shown once, when it is made; afterwards its owner sees what it is for") {
    TestApp app;
    const auto made =
        make_key(app, "maria", R"(["customers:read","interactions:write"])", R"(,"expires_at":"2999-01-01T00:00:00Z")");
    const std::string key = made.text("key");
    CHECK(key.starts_with("crm_"));
    CHECK(key.size() == 47);
    const auto again = make_key(app, "maria", R"(["customers:read"])");
    CHECK(again.text("key") != key);

    const auto shown = app.as("maria").get(key_url(made));
    CHECK(shown.body == R"({"id":)" + std::to_string(made.id()) + R"(,"name":"Nightly report","prefix":")" +
                            key.substr(0, 8) + R"(","scopes":["customers:read","interactions:write"],"created_at":")" +
                            made.text("created_at") + R"(","expires_at":"2999-01-01T00:00:00Z","last_used_at":null})");
    const auto all = app.as("maria").get(keys);
    CHECK(all.ids() == std::vector<std::int64_t>{made.id(), again.id()});
    CHECK(all.body.starts_with("[" + shown.body + ","));
    CHECK_FALSE(all.says(key));
    CHECK(again.at("expires_at").is(json::Type::null));

    for (const auto& [name, row] : app.image().rows) CHECK(row.find(key.substr(8)) == row.npos);
}

TEST_CASE("a key is its owner's alone, also before admins") {
    TestApp app;
    const auto made = make_key(app, "maria", R"(["customers:read"])");
    for (const char* other : {"david", "jonas", "carla", "nora"}) {
        CHECK(app.as(other).get(keys).body == "[]");
        CHECK(app.as(other).get(key_url(made)).status == 404);
        CHECK(app.as(other).remove(key_url(made)).status == 404);
    }
    CHECK(app.as("stranger").get(keys).status == 401);
    CHECK(app.as("erika").get(keys).status == 401);
    CHECK(key_client(app, made).get("/api/customers/").status == 200);
}

TEST_CASE("keys are asked for in words that are checked") {
    const std::string staff_scopes =
        "interactions:read, interactions:write, customers:read, customers:write, opportunities:read, "
        "opportunities:write, stages:read, stages:write";
    const std::string name(101, 'n');
    const auto wrong = [&](std::string who, std::string body, std::string text) {
        return Scenario{text, std::move(who), "POST", keys, std::move(body), 400, {text}};
    };
    const std::string bad_for_staff = R"({"scopes":["Every scope must be one of: )" + staff_scopes + R"(."]})";
    const std::vector<Scenario> scenarios{
        wrong("maria", "{}", R"({"name":["This field is required."],"scopes":["This field is required."]})"),
        wrong("maria", "", R"("scopes":["This field is required."])"),
        wrong("maria", R"({"name":" ","scopes":null})",
              R"({"name":["This field may not be blank."],"scopes":["This field may not be null."]})"),
        wrong("maria", R"({"name":")" + name + R"(","scopes":["customers:read"]})",
              R"({"name":["Ensure this field has no more than 100 characters."]})"),
        wrong("maria", key_body("[]"), R"({"scopes":["This list may not be empty."]})"),
        wrong("maria", key_body(R"("customers:read")"),
              R"({"scopes":["Expected a list of items but got type \"str\"."]})"),
        wrong("maria", key_body(R"({})"), R"({"scopes":["Expected a list of items but got type \"dict\"."]})"),
        wrong("maria", key_body(R"(["books:read"])"), bad_for_staff),
        wrong("maria", key_body(R"(["users:read"])"), bad_for_staff),
        wrong("maria", key_body(R"(["api_keys:write"])"), bad_for_staff),
        wrong("maria", key_body(R"(["customers:read","customers:delete"])"), bad_for_staff),
        wrong("maria", key_body(R"(["customers"])"), bad_for_staff),
        wrong("maria", key_body(R"(["customers:read customers:write"])"), bad_for_staff),
        wrong("maria", key_body(R"([["customers:read"]])"), bad_for_staff),
        wrong("maria", key_body("[1,null]"), bad_for_staff),
        wrong("carla", key_body(R"(["customers:read"])"),
              R"({"scopes":["Every scope must be one of: interactions:read, interactions:write."]})"),
        wrong("nora", key_body(R"(["interactions:read"])"), "your role may use nothing"),
        wrong("maria", key_body(R"(["customers:read"])", R"(,"expires_at":"soon")"),
              R"({"expires_at":["Datetime has )"),
        wrong("maria", key_body(R"(["customers:read"])", R"(,"expires_at":"2020-01-01T00:00:00Z")"),
              R"({"expires_at":["This must be in the future."]})"),
        {"users are for admins", "david", "POST", keys, key_body(R"(["users:write"])"), 201, {}},
        {"each scope once",
         "maria",
         "POST",
         keys,
         key_body(R"(["customers:write","customers:read","customers:write"])", R"(,"expires_at":null)"),
         201,
         {R"("scopes":["customers:write","customers:read"])", R"("expires_at":null)"}},
        {"other members are not looked at",
         "maria",
         "POST",
         keys,
         key_body(R"(["customers:read"])", R"(,"user":1,"prefix":"x","key":"crm_x","key_hash":"x","id":1)"),
         201,
         {R"("prefix":"crm_)"}},
        {"a form has no lists", "maria", "PUT", keys, "{}", 405, {}},
        {"no change", "maria", "PATCH", keys + std::string("1/"), "{}", 405, {}},
        {"no such key", "maria", "GET", keys + std::string("4711/"), "", 404, {R"({"detail":"Not found."})"}},
        {"no id", "maria", "DELETE", keys + std::string("abc/"), "", 404, {}},
    };
    play_all(scenarios);
    TestApp app;
    CHECK(app.as("maria").with("Content-Type", form_type).post(keys, "name=x&scopes=customers:read").status == 400);
}

TEST_CASE("the endpoints answer OPTIONS, HEAD and 405 as others do") {
    TestApp app;
    const auto made = make_key(app, "maria", R"(["customers:read"])");
    const auto maria = app.as("maria");
    CHECK(maria.get(keys).allowed() == "GET, POST, HEAD, OPTIONS");
    CHECK(maria.get(key_url(made)).allowed() == "GET, DELETE, HEAD, OPTIONS");
    CHECK(maria.send("OPTIONS", keys).text("name") == "API Key List");
    CHECK(maria.send("OPTIONS", key_url(made)).text("name") == "API Key Instance");
    for (const std::string& path : {std::string(keys), key_url(made)})
        CHECK(maria.send("HEAD", path).headers == maria.get(path).headers);
    CHECK(maria.get("/api/me/keys.json").body == maria.get(keys).body);
    CHECK(maria.with("Accept", "text/html").get(keys).header("Content-Type") == "text/html; charset=utf-8");
}

TEST_CASE("the log tells who made and deleted a key and what was done with it, and never the key") {
    TestApp app;
    const auto start = app.image().last_entry;
    const auto made = make_key(app, "maria", R"(["customers:write"])");
    CHECK(key_client(app, made).patch("/api/customers/1/", R"({"name":"By key"})").status == 200);
    CHECK(app.as("maria").remove(key_url(made)).status == 204);
    std::vector<std::string> told;
    app.read([&](Session& session) {
        session.query(
            "SELECT action, resource, actor_id, token_id, before_values, after_values, keys_after FROM changes "
            "WHERE sequence > ? ORDER BY sequence",
            {start}, [&](const Row& row) {
                CHECK(row.integer(2) == 2);
                for (const int column : {4, 5}) {
                    CHECK(row.text(column).find(made.text("key").substr(8)) == std::string_view::npos);
                    CHECK(row.text(column).find(sha256_hex(made.text("key"))) == std::string_view::npos);
                }
                const bool by_key = row.text(3) == sha256_hex("api_key:" + std::to_string(made.id()));
                told.push_back(std::string(row.text(0)) + " " + std::string(row.text(1)) + (by_key ? " by key" : ""));
                if (told.size() == 1) {
                    CHECK(
                        row.text(5) ==
                        R"({"user":2,"name":"Nightly report","prefix":")" + made.text("prefix") +
                            R"x(","key_hash":"(set)","scopes":"customers:write","expires_at":null,"external_id":null})x");
                    CHECK(row.text(6) == "|user=2|");
                }
                return true;
            });
    });
    CHECK(told == std::vector<std::string>{"create api_keys", "update customers by key", "delete api_keys"});
}

TEST_CASE("a key tells when it was used last") {
    TestApp app;
    const auto made = make_key(app, "maria", R"(["customers:read"])");
    const auto last_use = [&] { return std::string(app.as("maria").get(key_url(made)).at("last_used_at").text); };
    const auto stored = [&] {
        return app.count("SELECT last_used_at FROM api_key_uses WHERE key_id = " + std::to_string(made.id()));
    };
    CHECK(last_use().empty());
    const auto before = now();
    const auto image = app.image();
    CHECK(key_client(app, made).get("/api/customers/").status == 200);
    CHECK(app.image() == image);  // noted, not written
    CHECK(stored() == 0);
    const auto first = parse_datetime(last_use());
    REQUIRE(first);
    CHECK(*first >= before);
    app.key_uses().write(*app.open_database());
    CHECK(app.key_uses().empty());
    CHECK(stored() == first->micros);
    CHECK(last_use() == to_rfc3339(*first));
    CHECK(key_client(app, made).get("/api/opportunities/").status == 403);  // used all the same
    CHECK(*parse_datetime(last_use()) > *first);
}

TEST_CASE("a user has at most so many keys, also when asking for many at once") {
    TestApp app;
    for (std::int64_t i = 1; i < max_keys; ++i) make_key(app, "maria", R"(["customers:read"])");
    const std::string token = app.access_token("maria"), body = key_body(R"(["customers:read"])");
    std::vector<int> statuses(3);
    std::vector<std::thread> threads;
    for (int& status : statuses)
        threads.emplace_back([&] {
            const auto database = app.open_database();
            status = app.with_token(token).send_on(*database, "POST", keys, body).status;
        });
    for (std::thread& thread : threads) thread.join();
    app.expect_changes();
    CHECK(std::count(statuses.begin(), statuses.end(), 201) == 1);
    CHECK(std::count(statuses.begin(), statuses.end(), 409) == 2);
    CHECK(app.as("maria").post(keys, body).body == R"({"detail":"You have 50 API keys: delete one first."})");
    make_key(app, "jonas", R"(["customers:read"])");
    CHECK(keys_in(app) == max_keys + 1);
}

TEST_CASE("an Idempotency-Key keeps no answer that holds a key") {
    TestApp app;
    const auto maria = app.as("maria").with("Idempotency-Key", "k");
    const std::string body = key_body(R"(["customers:read"])");
    CHECK(maria.post(keys, body).text("key") != maria.post(keys, body).text("key"));
    CHECK(app.count("SELECT COUNT(*) FROM idempotency_keys") == 0);
    const auto with_key =
        key_client(app, make_key(app, "maria", R"(["customers:write"])")).with("Idempotency-Key", "k");
    const auto first = with_key.post("/api/customers/", good_body("customers"));
    CHECK(first.status == 201);
    const auto reader = key_client(app, make_key(app, "maria", R"(["customers:read"])")).with("Idempotency-Key", "k");
    CHECK(reader.post("/api/customers/", "{}").body == lacks("customers:write"));
}

}  // namespace
TEST_SUITE_END();

// The same request twice with one Idempotency-Key is carried out once.
#include <doctest/doctest.h>

#include <set>
#include <thread>

#include "crm/catalogue.hpp"
#include "resource/idempotency.hpp"
#include "support/bodies.hpp"
#include "support/scratch_database.hpp"
#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("idempotency");
namespace {

constexpr auto list = "/api/customers/";
constexpr auto refused_reuse =
    R"({"detail":"This Idempotency-Key was used for another request before. Choose a new one for each request."})";
constexpr auto refused_key =
    R"({"detail":"The header Idempotency-Key takes one key of 1 to 255 printable ASCII characters."})";

Client keyed(TestApp& app, std::string_view who, std::string_view key = "k-1") {
    return app.as(who).with("Idempotency-Key", key);
}
std::int64_t customers_in(TestApp& app) { return app.count("SELECT COUNT(*) FROM customers"); }
std::int64_t kept_in(TestApp& app) { return app.count("SELECT COUNT(*) FROM idempotency_keys"); }
bool is_replay(const Answer& answer) { return answer.header("Idempotency-Replayed") == "true"; }

TEST_CASE("every list answers a repeated POST again, and creates once") {
    TestApp app;
    for (const char* resource : {"interactions", "users", "customers", "opportunities"}) {
        INFO(resource);
        const std::string path = "/api/" + std::string(resource) + "/", body = good_body(resource);
        const auto first = keyed(app, "david").post(path, body);
        REQUIRE(first.status == 201);
        CHECK_FALSE(is_replay(first));
        const auto image = app.image();
        for (const char* same : {"k-1", "\"k-1\""}) {
            const auto again = keyed(app, "david", same).post(path, body);
            CHECK(again.status == 201);
            CHECK(again.body == first.body);
            CHECK(again.header("Content-Type") == "application/json");
            CHECK(again.allowed() == first.allowed());
            CHECK(is_replay(again));
        }
        CHECK(app.image() == image);
        CHECK(
            keyed(app, "david", "k-2").post(path, resource == std::string("users") ? good_body("users") : body).id() !=
            first.id());
    }
}

TEST_CASE("another body, type or query with the key is refused and changes nothing") {
    TestApp app;
    const std::string body = good_body("customers");
    const auto maria = keyed(app, "maria");
    CHECK(maria.post(list, body).status == 201);
    for (const auto& answer :
         {maria.post(list, good_body("customers") + " "), maria.post("/api/customers/?format=json", body),
          maria.with("Content-Type", "application/json; charset=utf-8").post(list, body), maria.post(list, "{")}) {
        CHECK(answer.status == 422);
        CHECK(answer.body == refused_reuse);
    }
    CHECK(maria.post(list, body).status == 201);
    CHECK(customers_in(app) == 6);
}

TEST_CASE("a key counts for one user, and one address") {
    TestApp app;
    const std::string body = good_body("customers");
    const auto marias = keyed(app, "maria").post(list, body), jonas = keyed(app, "jonas").post(list, body);
    CHECK(jonas.status == 201);
    CHECK_FALSE(is_replay(jonas));
    CHECK(jonas.id() != marias.id());
    CHECK_FALSE(is_replay(keyed(app, "maria").post("/api/interactions/", good_body("interactions"))));
    CHECK(is_replay(keyed(app, "maria").post("/api/customers.json", body)));  // the same address in other words
    CHECK(customers_in(app) == 7);
}

TEST_CASE("a refused request is not kept: mended, it may use its key") {
    TestApp app;
    const auto maria = keyed(app, "maria");
    CHECK(maria.post(list, "{}").status == 400);
    CHECK(maria.post(list, "{").status == 400);
    CHECK(maria.with("Content-Type", "text/plain").post(list, "x").status == 415);
    CHECK(kept_in(app) == 0);
    CHECK(maria.post(list, good_body("customers")).status == 201);
    CHECK(kept_in(app) == 1);
}

TEST_CASE("a malformed key is refused, after who asks and before what is asked") {
    TestApp app;
    const std::string too_long(256, 'k');
    for (const std::string& key : std::vector<std::string>{"", "\"", "\"a\"b", "\"\"", "K\xC3\xA4se", too_long}) {
        const auto answer = keyed(app, "maria", key).post(list, "{");
        CHECK(answer.status == 400);
        CHECK(answer.body == refused_key);
        CHECK(keyed(app, "stranger", key).post(list, "{}").status == 401);
        CHECK(keyed(app, "carla", key).post(list, "{}").status == 403);
        CHECK(keyed(app, "maria", key).get(list).status == 200);
        CHECK(keyed(app, "maria", key).patch("/api/customers/1/", "{}").status == 200);
    }
    CHECK(kept_in(app) == 0);
}

TEST_CASE("who lost the right is refused, whatever was answered before") {
    TestApp app;
    const std::string body = good_body("customers"), token = app.access_token("maria");
    const auto maria = app.with_token(token).with("Idempotency-Key", "k");
    CHECK(maria.post(list, body).status == 201);
    CHECK(app.as("david").patch("/api/users/2/", R"({"role":"customer"})").status == 200);
    CHECK(maria.post(list, body).status == 403);
    CHECK(app.as("david").patch("/api/users/2/", R"({"role":"sales","is_active":false})").status == 200);
    CHECK(maria.post(list, body).status == 401);
    CHECK(app.as("david").patch("/api/users/2/", R"({"is_active":true})").status == 200);
    CHECK(is_replay(maria.post(list, body)));
}

TEST_CASE("a day later the key is new again, and what was kept is cleared away") {
    TestApp app;
    const std::string body = good_body("customers");
    const auto age = [&](std::int64_t seconds) {
        app.write([&](Session& session) {
            session.execute("UPDATE idempotency_keys SET created_at = created_at - ?", {seconds * 1'000'000});
        });
    };
    const auto maria = keyed(app, "maria");
    const auto first = maria.post(list, body);
    age(answers_kept_s - 60);
    CHECK(is_replay(maria.post(list, body)));
    app.write([](Session& session) { purge_answers(session, now()); });
    CHECK(kept_in(app) == 1);
    age(120);
    const auto second = maria.post(list, body);
    CHECK_FALSE(is_replay(second));
    CHECK(second.id() != first.id());
    CHECK(maria.post(list, body).id() == second.id());
    age(answers_kept_s + 1);
    app.write([](Session& session) { purge_answers(session, now()); });
    CHECK(kept_in(app) == 0);
}

TEST_CASE("neither key nor password can be read from what is kept, nor guessed with it") {
    TestApp app;
    const std::string body = R"({"username":"new","role":"sales","password":"blue-crocodile-77"})";
    const auto david = keyed(app, "david", "my-secret-key");
    const auto made = david.post("/api/users/", body);
    CHECK(made.status == 201);
    CHECK(david.post("/api/users/", body).body == made.body);
    CHECK(david.post("/api/users/", R"({"username":"new","role":"sales","password":"pink-crocodile-77"})").status ==
          422);
    CHECK(login(app, "new", "blue-crocodile-77").status == 200);
    for (const auto& [name, row] : app.image().rows) {
        if (!name.starts_with("idempotency_keys/")) continue;
        for (const std::string& text : {std::string("my-secret-key"), std::string("crocodile"), sha256_hex(body),
                                        sha256_hex("my-secret-key"), std::string("argon2")})
            CHECK(row.find(text) == std::string::npos);
    }
}

TEST_CASE("a kept answer is shown in the form that is asked for now") {
    TestApp app;
    const std::string body = good_body("customers");
    const auto page = keyed(app, "maria").with("Accept", "text/html").post(list, body);
    CHECK(page.header("Content-Type") == "text/html; charset=utf-8");
    const auto plain = keyed(app, "maria").post(list, body);
    CHECK(plain.header("Content-Type") == "application/json");
    CHECK(plain.text("name") != "");
}

TEST_CASE("an answer too large to be kept undoes what it answers") {
    TestApp app;
    const std::string notes(max_kept_answer, 'n');
    const std::string body = body_with(good_members(catalogue().at("interactions")), "notes", "\"" + notes + "\"");
    CHECK(keyed(app, "maria").post("/api/interactions/", body).status == 413);
    CHECK(app.count("SELECT COUNT(*) FROM interactions") == 5);
    CHECK(kept_in(app) == 0);
}

TEST_CASE("the same request many times at one moment is carried out once") {
    TestApp app;
    for (const char* resource : {"customers", "users"}) {  // users: a unique name besides
        const std::string path = "/api/" + std::string(resource) + "/", body = good_body(resource),
                          token = app.access_token("david");
        const auto before = app.count("SELECT COUNT(*) FROM " + std::string(resource));
        std::vector<Answer> answers(6);
        std::vector<std::thread> threads;
        for (Answer& answer : answers)
            threads.emplace_back([&] {
                const auto database = app.open_database();
                answer = app.with_token(token).with("Idempotency-Key", "k").send_on(*database, "POST", path, body);
            });
        for (std::thread& thread : threads) thread.join();
        app.expect_changes();
        std::set<std::string> bodies;
        int made = 0;
        for (const Answer& answer : answers) {
            CHECK(answer.status == 201);
            bodies.insert(answer.body);
            made += !is_replay(answer);
        }
        CHECK(bodies.size() == 1);
        CHECK(made == 1);
        CHECK(app.count("SELECT COUNT(*) FROM " + std::string(resource)) == before + 1);
    }
}

TEST_CASE("while the first request takes its time the second is told so") {
    if (test_engine() == Engine::sqlite) return;  // writes come one after the other
    TestApp app;
    const std::string body = good_body("customers");
    const auto maria = keyed(app, "maria");
    CHECK(maria.post(list, body).status == 201);
    const auto other = open_session(scratch_database(), Access::write);
    app.write([](Session& session) { session.execute("UPDATE idempotency_keys SET created_at = 0"); });
    std::string scope;
    app.read([&](Session& session) {
        session.first("SELECT scope_hash FROM idempotency_keys", {}, [&](const Row& row) { scope = row.text(0); });
    });
    app.write([](Session& session) { purge_answers(session, now()); });
    other->begin();
    other->execute(
        "INSERT INTO idempotency_keys (scope_hash, fingerprint, status, headers, body, created_at)"
        " VALUES (?, '', 0, '', '', ?)",
        {std::string_view(scope), now().micros});
    const auto meanwhile = maria.post(list, body);
    CHECK(meanwhile.status == 409);
    CHECK(meanwhile.says("A request with this Idempotency-Key is still being carried out."));
    CHECK(meanwhile.header("Retry-After") == "1");
    other->rollback();
    CHECK_FALSE(is_replay(maria.post(list, body)));
    CHECK(customers_in(app) == 7);
}

}  // namespace
TEST_SUITE_END();

// Versions of a record: entity tags, its history, and the feed of all changes.
#include <doctest/doctest.h>

#include <thread>

#include "crm/catalogue.hpp"
#include "resource/log_gaps.hpp"
#include "resource/rest.hpp"
#include "resource/sql.hpp"
#include "support/bodies.hpp"
#include "support/scenario.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("versions");
namespace {

TEST_CASE("every record has an ETag, and is changed only as the version that If-Match names") {
    TestApp app;
    const auto david = app.as("david");
    for (const Resource* resource : catalogue().all()) {
        CAPTURE(resource->name);
        const std::string list = "/api/" + std::string(resource->name) + "/";
        const Answer made = david.post(list, good_body(resource->name));
        REQUIRE(made.status == 201);
        CHECK(made.header("ETag") == "\"1\"");
        const std::string item = list + std::to_string(made.id()) + "/";
        CHECK(david.get(item).header("ETag") == "\"1\"");

        CHECK(david.with("If-None-Match", "\"1\"").get(item).status == 304);
        CHECK(david.with("If-None-Match", "\"1\"").get(item).body.empty());
        CHECK(david.with("If-None-Match", "W/\"1\", \"7\"").get(item).status == 304);
        CHECK(david.with("If-None-Match", "*").get(item).status == 304);
        CHECK(david.with("If-None-Match", "\"2\"").get(item).status == 200);

        for (const std::string_view method : {"PUT", "PATCH", "DELETE"}) {
            const Answer refused =
                david.with("If-Match", "\"2\", W/\"1\"").send(method, item, good_body(resource->name));
            CHECK(refused.status == 412);
            CHECK(refused.integer("version") == 1);
        }
        CHECK(david.with("If-Match", "\"1\"").put(item, good_body(resource->name)).status == 200);
        CHECK(david.with("If-Match", "*").patch(item, "{}").status == 200);
        const std::string tag(david.get(item).header("ETag"));
        CHECK(david.with("If-Match", tag).remove(item).status == 204);
        CHECK(david.with("If-Match", "*").remove(item).status == 404);
    }
}

std::size_t entries(const Answer& answer) { return answer.at("results").items.size(); }

TEST_CASE("a history tells every change of a record, newest first, also after its end") {
    TestApp app;
    const auto maria = app.as("maria");
    const std::string item = "/api/customers/3/", history = item + "history/";
    const auto before = entries(maria.get(history));
    CHECK(maria.patch(item, R"({"phone":"7"})").status == 200);
    CHECK(maria.patch(item, R"({"phone":"8"})").status == 200);
    const Answer told = maria.get(history);
    CHECK(entries(told) == before + 2);
    const json::Value& newest = told.at("results").items[0];
    CHECK(newest.find("actor")->text == "maria");
    CHECK(newest.find("action")->text == "update");
    CHECK(newest.find("before")->find("phone")->text == "7");
    CHECK(newest.find("after")->find("phone")->text == "8");
    CHECK(newest.find("version")->text == "3");
    CHECK(entries(maria.get(history + "?page_size=1")) == 1);
    CHECK(maria.get(history + "?page_size=1").text("next").find("before=") != std::string::npos);
    CHECK(maria.remove(item).status == 204);
    CHECK(maria.get(history).at("results").items[0].find("action")->text == "delete");
    CHECK(maria.get("/api/customers/999/history/").status == 404);
    CHECK(maria.get(history + "?x=1").status == 400);
    CHECK(app.as("carla").get("/api/customers/1/history/").status == 403);
    CHECK(app.as("stranger").get(history).status == 401);
    CHECK(maria.post(history, "{}").status == 405);
}

TEST_CASE("no log tells a secret, nor a customer what is internal or another's") {
    TestApp app;
    const auto david = app.as("david"), maria = app.as("maria"), carla = app.as("carla");
    CHECK(david.patch("/api/users/5/", R"({"password":"yellow-crocodile-43"})").status == 200);
    const Answer secret = david.get("/api/users/5/history/");
    CHECK(secret.says(R"x("password":"(set)")x"));
    CHECK_FALSE(secret.says("argon2"));

    // Shared, then internal, then shared again: the steps in between are ours.
    const auto patch = [&](std::string_view body) { CHECK(maria.patch("/api/interactions/1/", body).status == 200); };
    patch(R"({"notes":"for all"})");
    patch(R"({"visibility":"internal","notes":"zebra"})");
    CHECK(carla.get("/api/interactions/1/history/").status == 200);
    patch(R"({"notes":"giraffe"})");
    patch(R"({"visibility":"shared","notes":"for all again"})");
    const Answer theirs = carla.get("/api/interactions/1/history/");
    CHECK(theirs.status == 200);
    CHECK(theirs.says("for all"));
    for (const char* hidden : {"zebra", "giraffe", "visibility", "maria", "author"}) CHECK_FALSE(theirs.says(hidden));
    CHECK(entries(maria.get("/api/interactions/1/history/")) > entries(theirs));
    CHECK(carla.get("/api/interactions/2/history/").status == 404);

    CHECK(maria.patch("/api/interactions/2/", R"({"notes":"to dario"})").status == 200);
    const Answer feed = carla.get("/api/changes/?after=0&page_size=1000");
    CHECK(feed.says("for all"));
    for (const char* hidden : {"zebra", "giraffe", "to dario", "customers", "argon2"}) CHECK_FALSE(feed.says(hidden));
    CHECK_FALSE(maria.get("/api/changes/?page_size=1000").says("\"resource\":\"users\""));
}

TEST_CASE("the feed gives every change once, and where to go on") {
    TestApp app;
    const auto david = app.as("david");
    std::string target = "/api/changes/?page_size=1000";
    const auto go_on = [&](const Answer& page) {
        const std::string url = page.text("next");
        target = url.substr(url.find('/', 8));
    };
    for (Answer page = david.get(target); entries(page) > 0; page = david.get(target)) go_on(page);
    for (int i = 1; i <= 5; ++i) {
        const std::string phone = std::to_string(i);
        CHECK(david.patch("/api/customers/3/", "{\"phone\":\"" + phone + phone + "\"}").status == 200);
    }
    const auto cut = target.find("page_size=1000");
    target.replace(cut, 14, "page_size=2");
    std::vector<std::string> phones;
    for (Answer page = david.get(target); entries(page) > 0; page = david.get(target)) {
        CHECK(entries(page) <= 2);
        for (const json::Value& entry : page.at("results").items)
            phones.emplace_back(entry.find("after")->find("phone")->text);
        go_on(page);
    }
    CHECK(phones == std::vector<std::string>{"11", "22", "33", "44", "55"});
    CHECK(entries(david.get("/api/changes/?after=0&resource=stages&page_size=1000")) == 3);
    CHECK(david.get("/api/changes/?after=x").status == 400);
    CHECK(app.as("stranger").get("/api/changes/").status == 401);
}

TEST_CASE("the feed of a server waits for a number whose transaction is still open") {
    TestApp app;
    const auto david = app.as("david");
    const std::string feed = "/api/changes/?after=" + std::to_string(app.count("SELECT MAX(sequence) FROM changes"));
    const bool is_server = app.read([](Session& session) { return session.engine() != Engine::sqlite; });
    const auto change = [](Session& session, std::string_view phone) {
        const Resource& customers = *catalogue().find("customers");
        const auto before = load(session, customers, 3), after = customers.copy(*before);
        customers.at("phone").set(*after, std::string(phone));
        const User nobody;
        update(session, customers, catalogue(), Actor{nobody, {}, {}}, *before, *after, now());
    };
    // As if the last entry had been written that long ago, or that much longer.
    const auto age = [&](std::chrono::milliseconds by) {
        const std::int64_t micros = std::chrono::duration_cast<std::chrono::microseconds>(by).count();
        app.write([&](Session& session) {
            const auto last = session.integer("SELECT MAX(sequence) FROM changes");
            session.execute("UPDATE changes SET at = at - ? WHERE sequence = ?", {micros, last});
        });
    };
    if (is_server) {
        const auto slow = app.open_database();
        slow->write([&](Session& session) {
            change(session, "first");
            const auto begun = now();
            while (now().micros - begun.micros < 1'500'000) std::this_thread::sleep_for(std::chrono::milliseconds(50));
            CHECK(david.patch("/api/customers/1/", R"({"phone":"second"})").status == 200);
            CHECK(entries(david.get(feed)) == 0);
            age(gap_patience + std::chrono::milliseconds(500));
            CHECK(entries(david.get(feed)) == 0);
        });
    } else {
        app.write([&](Session& session) { change(session, "first"); });
        CHECK(david.patch("/api/customers/1/", R"({"phone":"second"})").status == 200);
    }
    app.expect_changes();
    const Answer told = david.get(feed);
    REQUIRE(entries(told) == 2);
    CHECK(told.at("results").items[0].find("after")->find("phone")->text == "first");
    CHECK(told.at("results").items[1].find("after")->find("phone")->text == "second");

    // A number that was given to a transaction that was undone holds up nobody for longer than that.
    if (!is_server) return;
    CHECK_THROWS(app.write([&](Session& session) {
        change(session, "undone");
        throw 1;
    }));
    CHECK(david.patch("/api/customers/1/", R"({"phone":"third"})").status == 200);
    CHECK(entries(david.get(feed)) == 2);
    age(gap_patience + std::chrono::seconds(1));
    CHECK(entries(david.get(feed)) == 3);
}

}  // namespace

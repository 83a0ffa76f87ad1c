// The stream of events: everybody hears what /api/changes/ shows them, once and in order, and nothing after they lost
// the right to.
#include <doctest/doctest.h>

#include <thread>

#include "crm/catalogue.hpp"
#include "resource/events.hpp"
#include "resource/live_feed.hpp"
#include "resource/rest.hpp"
#include "support/api_keys.hpp"
#include "support/bodies.hpp"
#include "support/heard.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("events");
namespace {

constexpr auto url = "/api/events/";

std::string since(std::int64_t sequence) { return url + ("?last_event_id=" + std::to_string(sequence)); }
std::int64_t last_entry(TestApp& app) { return app.count("SELECT MAX(sequence) FROM changes"); }

// The entries of /api/changes/ as they stand there.
std::vector<std::string> shown_to(const Client& client, std::int64_t after) {
    const Answer page = client.get("/api/changes/?page_size=1000&after=" + std::to_string(after));
    std::vector<std::string> entries;
    for (const json::Value& entry : page.at("results").items) {
        std::string text;
        json::append_value(text, entry);
        entries.push_back(text);
    }
    return entries;
}

std::vector<std::string> in_json(const std::vector<std::string>& data) {
    std::vector<std::string> entries;
    for (const std::string& one : data) json::append_value(entries.emplace_back(), json::Document::parse(one).root());
    return entries;
}

// Something of everything: made, changed, given to somebody else, hidden and shown again, deleted.
void change_much(TestApp& app, const std::string& interaction) {
    const auto david = app.as("david"), maria = app.as("maria");
    for (const Resource* resource : catalogue().all()) {
        const std::string list = "/api/" + std::string(resource->name) + "/";
        const auto made = david.post(list, good_body(resource->name));
        const std::string item = list + std::to_string(made.id()) + "/";
        const std::string name(text_fields(*resource).front()->name);
        CHECK(david.patch(item, "{\"" + name + "\":\"other\"}").status == 200);
        CHECK(david.remove(item).status == 204);
    }
    for (const char* body : {R"({"notes":"for all"})", R"({"visibility":"internal","notes":"zebra"})",
                             R"({"notes":"giraffe"})", R"({"visibility":"shared"})", R"({"customer":2})"})
        CHECK(maria.patch("/api/interactions/1/", body).status == 200);
    CHECK(david.patch("/api/customers/1/", R"({"user":5})").status == 200);
    CHECK(maria.patch("/api/interactions/5/", R"({"notes":"to dario now"})").status == 200);
    CHECK(maria.remove("/api/interactions/" + interaction + "/").status == 204);
}

TEST_CASE("everybody hears what the log shows them, from the beginning and from then on") {
    TestApp app;
    const auto key = make_key(app, "david", R"(["customers:read","interactions:write"])");
    change_much(app, "2");
    std::vector<Client> clients;
    for (const char* who : {"david", "maria", "jonas", "carla", "dario", "nora", "udo"}) clients.push_back(app.as(who));
    clients.push_back(key_client(app, key));
    std::vector<std::shared_ptr<Heard>> heard;
    for (const Client& client : clients) heard.push_back(Heard::from(client.get(since(0))));
    change_much(app, "3");
    // Everybody has come as far as the last entry when it is sent to whoever may see it, and that they are.
    const auto last = last_entry(app);
    CHECK(heard[0]->hears("id: " + std::to_string(last) + "\n"));
    for (std::size_t i = 0; i < clients.size(); ++i) {
        CAPTURE(i);
        const auto shown = shown_to(clients[i], 0);
        if (!shown.empty()) {
            const std::string number(json::Document::parse(shown.back()).root().find("sequence")->text);
            CHECK(heard[i]->hears("event: change\nid: " + number + "\n"));
        }
        CHECK(in_json(heard[i]->data_of("change")) == shown);
        CHECK(shown.empty() == (i == 5 || i == 6));
    }
    for (const char* hidden : {"zebra", "giraffe", "maria", "crocodile"})
        CHECK_FALSE(heard[3]->text().find(hidden) != std::string::npos);
}

TEST_CASE("what is too long for an event is told without its values, which the log has") {
    TestApp app;
    const auto maria = app.as("maria");
    const auto heard = Heard::from(maria.get(since(last_entry(app))));
    for (const std::size_t length : {max_event_bytes / 2, max_event_bytes})
        CHECK(maria.patch("/api/interactions/1/", R"({"notes":")" + std::string(length, 'x') + "\"}").status == 200);
    CHECK(heard->hears("\nid: " + std::to_string(last_entry(app)) + "\n"));
    const auto events = in_json(heard->data_of("change"));
    const auto shown = shown_to(maria, last_entry(app) - 2);
    REQUIRE(events.size() == 2);
    CHECK(events[0] == shown[0]);
    CHECK(events[1].find(R"("record":1,)") != std::string::npos);
    CHECK(events[1].ends_with(R"("before":null,"after":null})"));
    CHECK(shown[1].find("xxx") != std::string::npos);
}

TEST_CASE("a stream begins at the end of the log, and goes on where one was broken off") {
    TestApp app;
    const auto david = app.as("david");
    const auto rename = [&](const std::string& name) {
        CHECK(david.patch("/api/customers/3/", "{\"name\":\"" + name + "\"}").status == 200);
    };
    const auto start = last_entry(app);
    const auto answer = david.get(url);
    CHECK(answer.status == 200);
    CHECK(answer.header("Content-Type") == "text/event-stream");
    CHECK(answer.header("X-Accel-Buffering") == "no");
    CHECK(answer.header("Cache-Control") == "no-store");
    const auto first = Heard::from(answer);
    CHECK(first->hears("event: ready\n"));
    CHECK(first->text() == ": connected\nretry: 1000\n\nevent: ready\nid: " + std::to_string(start) +
                               "\ndata: {\"sequence\":" + std::to_string(start) + "}\n\n");
    rename("One");
    CHECK(first->hears("\"name\":\"One\""));
    const std::string id = first->events().back().id;
    first->finish();
    rename("Two");
    rename("Three");
    for (const Answer& again : {david.with("Last-Event-ID", id).get(url), david.get(url + ("?last_event_id=" + id)),
                                david.with("Last-Event-ID", id).get(since(0))}) {
        const auto second = Heard::from(again);
        CHECK(second->hears("\"name\":\"Three\""));
        CHECK(second->events().front().id == id);
        CHECK(second->data_of("change").size() == 2);
    }
    // A number that is not there yet is of another log.
    const auto other = Heard::from(david.with("Last-Event-ID", "4711000").get(url));
    CHECK(other->hears("event: ready\n"));
    CHECK(other->events().front().id == std::to_string(last_entry(app)));
    rename("Four");
    CHECK(other->hears("\"name\":\"Four\""));
}

TEST_CASE("who may no longer listen is told so and hears nothing more") {
    TestApp app;
    const auto david = app.as("david");
    const auto rename = [&](const std::string& name) {
        CHECK(david.patch("/api/customers/3/", "{\"name\":\"" + name + "\"}").status == 200);
    };
    const auto refuses = [&](const Client& client, std::string_view why, auto&& end) {
        CAPTURE(why);
        const auto heard = Heard::from(client.get(url));
        CHECK(heard->hears("event: ready\n"));
        rename("Before " + std::string(why));
        CHECK(heard->hears("Before " + std::string(why)));
        end();
        rename("After");
        CHECK(heard->hears_the_end());
        const auto events = heard->events();
        CHECK(events.back().name == "end");
        CHECK(events.back().data.find(why) != std::string::npos);
        CHECK(heard->text().find(R"("after":{"name":"After"})") == std::string::npos);
    };
    refuses(app.as("jonas"), "user_inactive",
            [&] { CHECK(david.patch("/api/users/3/", R"({"is_active":false})").status == 200); });
    refuses(app.as("maria"), "role_changed",
            [&] { CHECK(david.patch("/api/users/2/", R"({"role":"admin"})").status == 200); });
    refuses(app.as("maria"), "token_not_valid",
            [&] { CHECK(app.as("maria").post("/api/token/logout/everywhere/", "{}").status == 204); });
    const auto key = make_key(app, "david", R"(["customers:read"])");
    refuses(key_client(app, key), "token_not_valid", [&] { CHECK(david.remove(key_url(key)).status == 204); });
    const Timestamp almost{now().micros - (300 - 6) * 1'000'000};
    refuses(app.with_token(app.access_token("david", almost)), "token_not_valid",
            [] { std::this_thread::sleep_for(std::chrono::milliseconds(6500)); });
}

TEST_CASE("who hears nothing is looked up all the same") {
    TestApp app;
    const auto heard = Heard::from(app.as("nora").get(url));
    CHECK(heard->hears("event: ready\n"));
    CHECK(app.as("david").patch("/api/users/7/", R"({"is_active":false})").status == 200);
    CHECK(heard->hears_the_end());
    CHECK(heard->events().back().data == R"({"detail":"User is inactive","code":"user_inactive"})");
}

TEST_CASE("a listener that takes little gets all in the end, and keeps nobody waiting") {
    TestApp app;
    const auto david = app.as("david");
    const auto start = last_entry(app);
    const auto slow = Heard::from(david.get(url), 3000), quick = Heard::from(david.get(url));
    CHECK(slow->hears("event: ready\n"));
    CHECK(quick->hears("event: ready\n"));
    std::string rows;
    for (int i = 0; i < 700; ++i)
        rows += std::string(i ? "," : "[") + R"({"name":"Bulk)" + std::to_string(i) +
                R"(","email":"a@b.example","phone":"1","address":"x"})";
    CHECK(david.post("/api/customers/bulk/", rows + "]").status == 200);
    CHECK(quick->hears("Bulk699"));
    CHECK(slow->text().size() <= 3000);
    for (int i = 0; i < 20'000 && slow->text().find("Bulk699") == std::string::npos; ++i) {
        slow->take_all();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    for (const auto& heard : {slow, quick}) CHECK(in_json(heard->data_of("change")) == shown_to(david, start));
}

TEST_CASE("listeners come and go while others write, and whoever stays hears all") {
    TestApp app;
    const auto david = app.as("david"), maria = app.as("maria");
    const auto start = last_entry(app);
    const auto stays = Heard::from(david.get(url));
    CHECK(stays->hears("event: ready\n"));
    std::vector<std::thread> others;
    for (int i = 0; i < 3; ++i)
        others.emplace_back([&] {
            const auto database = app.open_database();
            for (int time = 0; time < 20; ++time) {
                const auto heard = Heard::from(maria.send_on(*database, "GET", since(start)));
                CHECK(heard->hears("event: ready\n"));
                heard->finish();
            }
        });
    for (int i = 0; i < 30; ++i)
        CHECK(david.patch("/api/customers/3/", "{\"phone\":\"" + std::to_string(1000 + i) + "\"}").status == 200);
    for (auto& other : others) other.join();
    CHECK(stays->hears("1029"));
    CHECK(in_json(stays->data_of("change")) == shown_to(david, start));
}

TEST_CASE("a stream waits for a number whose transaction is still open") {
    TestApp app;
    const auto david = app.as("david");
    const auto heard = Heard::from(david.get(url));
    CHECK(heard->hears("event: ready\n"));
    if (app.read([](Session& session) { return session.engine() == Engine::sqlite; })) return;
    const Resource& customers = *catalogue().find("customers");
    app.open_database()->write([&](Session& session) {
        const auto before = load(session, customers, 3), after = customers.copy(*before);
        customers.at("phone").set(*after, "first");
        const User nobody;
        update(session, customers, catalogue(), Actor{nobody, {}, {}}, *before, *after, now());
        CHECK(david.patch("/api/customers/1/", R"({"phone":"second"})").status == 200);
        std::this_thread::sleep_for(std::chrono::seconds(1));
        CHECK(heard->data_of("change").empty());
    });
    app.expect_changes();
    CHECK(heard->hears("second"));
    const auto told = heard->data_of("change");
    REQUIRE(told.size() == 2);
    CHECK(told[0].find("first") != std::string::npos);
    CHECK(told[1].find("second") != std::string::npos);
}

TEST_CASE("what is refused, and how") {
    TestApp app(NamedValues{{"EVENT_STREAMS", "22"}});
    app.expect_no_server_error = false;
    const auto david = app.as("david");
    CHECK(app.as("stranger").get(url).status == 401);
    CHECK(app.as("stranger").with("Accept", "text/event-stream").get(url).header("Content-Type") == json_type);
    CHECK(david.post(url, "{}").status == 405);
    for (const char* accept : {"application/json", "text/html", "text/csv", "", "application/problem+json"})
        CHECK(david.with("Accept", accept).get(url).status == 406);
    for (const char* accept : {"text/event-stream", "*/*", "text/*", "text/html,*/*;q=0.8"})
        CHECK(david.with("Accept", accept).get(url).status == 200);
    for (const char* path : {"/api/events.json", "/api/events/?format=json", "/api/events/?format=api"})
        CHECK(david.get(path).status == 404);
    for (const char* id : {"x", "-1", "1.5", "99999999999999999999"}) {
        CHECK(david.with("Last-Event-ID", id).get(url).status == 400);
        CHECK(david.get(url + ("?last_event_id=" + std::string(id))).status == 400);
    }
    CHECK(david.get("/api/events/?after=1").says("This stream takes: last_event_id."));
    CHECK_FALSE(david.send("OPTIONS", url).push);
    CHECK(david.send("OPTIONS", url).says("\"name\":\"Events\""));

    std::vector<Answer> open;
    for (std::size_t i = 0; i < streams_per_user; ++i) open.push_back(david.get(url));
    const auto many = david.get(url);
    CHECK(many.status == 429);
    CHECK(many.header("Retry-After") == "5");
    for (const char* who : {"maria", "carla"}) open.push_back(app.as(who).get(url));
    for (const Answer& answer : open) CHECK(answer.status == 200);
    const auto full = app.as("jonas").get(url);
    CHECK(full.status == 503);
    CHECK(full.header("Retry-After") == "5");
    open.pop_back();
    CHECK(app.as("jonas").get(url).status == 200);
}

}  // namespace
TEST_SUITE_END();

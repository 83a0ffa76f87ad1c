// Every write through the API has its entry in the log, and nothing else has; the log never holds a secret.
#include <doctest/doctest.h>

#include "crm/catalogue.hpp"
#include "crm/customers/customer.hpp"
#include "resource/changes.hpp"
#include "resource/rest.hpp"
#include "resource/sql.hpp"
#include "support/bodies.hpp"
#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("change_log");
namespace {

struct Entry {
    std::string actor, token, request, action, resource, before, after;
    std::int64_t sequence = 0, actor_id = 0, record = 0, version = 0;
    bool has_keys_before = false, has_keys_after = false;
};

std::vector<Entry> entries_after(TestApp& app, std::int64_t sequence) {
    std::vector<Entry> entries;
    app.read([&](Session& session) {
        session.query(
            "SELECT sequence, actor_id, actor, token_id, request_id, action, resource, record_id, version, "
            "before_values, after_values,"
            " keys_before, keys_after FROM changes WHERE sequence > ? ORDER BY sequence",
            {sequence}, [&](const Row& row) {
                Entry& e = entries.emplace_back();
                e.sequence = row.integer(0), e.actor_id = row.integer(1), e.actor = row.text(2), e.token = row.text(3),
                e.request = row.text(4);
                e.action = row.text(5), e.resource = row.text(6), e.record = row.integer(7), e.version = row.integer(8);
                e.before = row.text(9), e.after = row.text(10);
                e.has_keys_before = !row.is_null(11), e.has_keys_after = !row.is_null(12);
                return true;
            });
    });
    return entries;
}

TEST_CASE("creating, changing and deleting each leave one entry that says all") {
    TestApp app;
    for (const Resource* resource : catalogue().all()) {
        INFO(resource->name);
        const std::string list = "/api/" + std::string(resource->name) + "/";
        const auto start = app.image().last_entry;
        const auto david = app.as("david");
        const auto created = david.post(list, good_body(resource->name));
        const std::string item = list + std::to_string(created.id()) + "/";
        const std::string name(text_fields(*resource).front()->name);
        CHECK(david.patch(item, "{\"" + name + "\":\"other\"}").status == 200);
        CHECK(david.patch(item, "{\"" + name + "\":\"other\"}").status == 200);  // changes nothing
        CHECK(david.patch(item, "{\"" + name + "\":[]}").status == 400);
        CHECK(david.get(item).status == 200);
        CHECK(david.remove(item).status == 204);
        CHECK(david.remove(item).status == 404);

        const auto entries = entries_after(app, start);
        REQUIRE(entries.size() == 3);
        for (const Entry& entry : entries) {
            CHECK(entry.actor == "david");
            CHECK(entry.actor_id == 1);
            CHECK(entry.resource == resource->name);
            CHECK(entry.record == created.id());
            CHECK(entry.token.size() == 64);
            CHECK(entry.request == "test");
        }
        CHECK(entries[0].action == "create");
        CHECK(entries[1].action == "update");
        CHECK(entries[2].action == "delete");
        for (std::size_t i = 0; i < 3; ++i) CHECK(entries[i].version == static_cast<std::int64_t>(i) + 1);
        CHECK(entries[0].before == "{}");
        CHECK(entries[2].after == "{}");
        CHECK(entries[1].after == "{\"" + name + "\":\"other\"}");
        CHECK(entries[1].before.starts_with("{\"" + name + "\":\""));
        for (const Field& field : resource->fields)
            for (const std::string& side : {entries[0].after, entries[2].before})
                CHECK(side.find("\"" + std::string(field.name) + "\":") != std::string::npos);
        CHECK_FALSE(entries[0].has_keys_before);
        CHECK(entries[0].has_keys_after);
        CHECK((entries[1].has_keys_before && entries[1].has_keys_after));
        CHECK_FALSE(entries[2].has_keys_after);
    }
}

TEST_CASE("the token appears in the log only as a hash, the same for the same token") {
    TestApp app;
    const auto claims = app.tokens().access_from(app.tokens().new_refresh(2, 0, now()), now());
    const auto maria = app.with_token(app.tokens().issue(claims));
    const auto start = app.image().last_entry;
    maria.patch("/api/customers/1/", R"({"name":"One"})");
    maria.patch("/api/customers/1/", R"({"name":"Two"})");
    for (const Entry& entry : entries_after(app, start)) CHECK(entry.token == sha256_hex(claims.id));
}

TEST_CASE("passwords stand in the log as set, whoever set them and however") {
    TestApp app;
    const auto david = app.as("david");
    const auto start = app.image().last_entry;
    david.post("/api/users/", R"({"username":"new","role":"sales","password":"blue-crocodile-77"})");
    david.patch("/api/users/2/", R"({"password":"blue-crocodile-77"})");
    app.as("carla").post("/api/me/password/",
                         R"({"current_password":"green-crocodile-42","new_password":"pink-crocodile-9"})");
    david.patch("/api/users/3/", R"({"password":"weak-crocodile"})");
    david.remove("/api/users/3/");
    const auto entries = entries_after(app, start);
    REQUIRE(entries.size() >= 4);
    for (const Entry& entry : entries)
        for (const std::string& side : {entry.before, entry.after})
            if (entry.resource == "users" && side.find("\"password\"") != std::string::npos)
                CHECK(side.find(R"x("password":"(set)")x") != std::string::npos);
    CHECK(entries[2].action == "set_password");
    CHECK(entries[2].actor == "carla");
}

TEST_CASE("a record changed by many has versions that count up without a gap") {
    TestApp app;
    for (int i = 0; i < 12; ++i) {
        const char* who = i % 3 == 0 ? "david" : i % 3 == 1 ? "maria" : "jonas";
        const auto answer =
            app.as(who).patch("/api/opportunities/1/", R"({"stage":"step )" + std::to_string(i) + "\"}");
        CHECK(answer.integer("version") == i + 2);
    }
    CHECK(app.count("SELECT COUNT(DISTINCT version) FROM changes WHERE resource = 'opportunities' AND record_id = 1") ==
          13);
    CHECK(app.count("SELECT MAX(version) FROM changes WHERE resource = 'opportunities' AND record_id = 1") == 13);
}

TEST_CASE("verify finds what was changed past the log") {
    TestApp app;
    app.expect_good_log = false;
    const auto complaints = [&] {
        return app.read(
            [](Session& session) { return verify(session, catalogue(), [](const std::string&) {}).mismatches; });
    };
    CHECK(complaints() == 0);
    app.write([](Session& session) { session.execute("UPDATE customers SET name = 'Forged' WHERE id = 1"); });
    CHECK(complaints() == 2);  // the log, and the words it is found by
    app.write([](Session& session) { session.execute("DELETE FROM interactions WHERE id = 1"); });
    CHECK(complaints() == 4);
    app.write([](Session& session) {
        session.execute("DELETE FROM changes WHERE resource = 'opportunities' AND record_id = 2");
    });
    CHECK(complaints() == 5);
}

TEST_CASE("an entry has the time at which it was written, however long ago its request began") {
    TestApp app;
    const auto begun = now();
    const Timestamp long_ago{begun.micros - 3'600'000'000};
    const User nobody;
    app.write([&](Session& session) {
        const auto customer = load(session, customers(), 1);
        auto& changed = static_cast<Customer&>(*customer);
        const Customer before = changed;
        changed.name = "Renamed";
        update(session, customers(), catalogue(), Actor{nobody, {}, {}}, before, changed, long_ago, "update");
    });
    // Whether an open transaction may have taken a number before it is known by this time (resource/log_gaps.hpp).
    CHECK(app.count("SELECT at FROM changes ORDER BY sequence DESC LIMIT 1") >= begun.micros);
    CHECK(app.count("SELECT updated_at FROM customers WHERE id = 1") == long_ago.micros);
}

}  // namespace
TEST_SUITE_END();

// What an administrator is told of the server.
#include <doctest/doctest.h>

#include "base/time.hpp"
#include "crm/catalogue.hpp"
#include "db/migrate.hpp"
#include "support/scratch_database.hpp"
#include "support/test_app.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("system");
namespace {

TEST_CASE("the engine, the tables' version, the counts and the sizes, and no secret") {
    TestApp app;
    const auto system = app.as("david").get("/api/system/");
    CHECK(system.status == 200);
    CHECK_FALSE(system.text("version").empty());
    CHECK(system.text("engine") == to_text(test_engine()));
    CHECK(system.text("server_version").find_first_of("0123456789") == 0);
    CHECK(system.text("schema") == "current");
    CHECK(system.at("backup").boolean);
    CHECK(system.integer("open_connections") == 0);
    CHECK(system.at("records").find("customers")->find("count")->text == "5");
    CHECK(system.at("records").find("customers")->find("exact")->boolean);
    CHECK(system.at("records").members.size() == catalogue().all().size());
    CHECK(system.integer("changes") == app.count("SELECT MAX(sequence) FROM changes"));
    CHECK(system.integer("database_bytes") > 50'000);
    CHECK(system.at("log_bytes").is(json::Type::null) == (test_engine() == Engine::sqlite));
    if (test_engine() != Engine::sqlite) {
        CHECK(system.integer("log_bytes") > 0);
        CHECK(system.integer("log_bytes") < system.integer("database_bytes"));
        const DatabaseUrl& url = scratch_database();
        CHECK(system.text("database").find(url.name) != std::string::npos);
        CHECK_FALSE(url.password.empty());
        CHECK_FALSE(system.says(":" + url.password + "@"));
    }
    CHECK(system.at("durability_warnings").is(json::Type::array));
    const auto started = parse_datetime(system.text("started_at")), at = parse_datetime(system.text("now"));
    REQUIRE((started && at));
    CHECK(*started <= *at);
}

TEST_CASE("migrations in their order, and when each was applied") {
    TestApp app;
    const auto system = app.as("david").get("/api/system/");
    const auto& listed = system.at("migrations").items;
    const auto known = migrations_for(test_engine());
    REQUIRE(listed.size() == known.size());
    CHECK(listed[0].find("name")->text == "crm");
    for (std::size_t i = 0; i < known.size(); ++i) {
        CHECK(listed[i].find("number")->text == std::to_string(known[i].number));
        CHECK(parse_datetime(listed[i].find("applied_at")->text).has_value());
    }
    CHECK(app.read([&](Session& session) { return pending(session, known).empty(); }));
}

TEST_CASE("a table of very many is counted as far as lists count") {
    TestApp app;
    app.expect_good_log = false;
    app.write([](Session& session) {
        for (int id = 100; id < 10'100; id += 100) {
            std::string sql =
                "INSERT INTO stages (id, name, name_key, position, kind, kind_key, created_at, updated_at, version) "
                "VALUES ";
            for (int i = 0; i < 100; ++i) {
                const std::string name = "'s" + std::to_string(id + i) + "'";
                sql += (i == 0 ? "(" : ", (") + std::to_string(id + i) + ", " + name + ", " + name +
                       ", 1, 'open', 'open', 0, 0, 1)";
            }
            session.execute(sql);
        }
    });
    CHECK(app.as("david").get("/api/system/").says(R"("stages":{"count":10000,"exact":false})"));
}

}  // namespace
TEST_SUITE_END();

// The migrated schema beside the field tables.
#include <doctest/doctest.h>

#include "crm/catalogue.hpp"
#include "crm/customers/customer.hpp"
#include "db/dialect.hpp"
#include "db/migrate.hpp"
#include "resource/explain.hpp"
#include "support/test_app.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("schema");
namespace {

TEST_CASE("the migrated schema is the one that the field tables describe") {
    TestApp app;
    const auto differences = app.read([](Session& session) { return schema_differences(session, catalogue()); });
    for (const std::string& difference : differences) FAIL_CHECK(difference);
    CHECK(app.read([](Session& session) {
        return schema_state(session, migrations_for(session.engine())) == SchemaState::current;
    }));
}

TEST_CASE("a field table that fits no longer is told, field by field") {
    TestApp app;
    const auto differences_with = [&](auto&& change) {
        Resource changed = customers();
        change(changed);
        const Catalogue one({&changed, catalogue().find("users")});
        return app.read([&](Session& session) { return schema_differences(session, one).size(); });
    };
    CHECK(differences_with([](Resource&) {}) == 0);
    CHECK(differences_with([](Resource& r) { r.fields[0].max_length = 5000; }) == 1);
    CHECK(differences_with([](Resource& r) { r.fields[0].kind = Kind::integer; }) >= 1);
    CHECK(differences_with([](Resource& r) { r.fields[0].nullable = true; }) >= 1);
    CHECK(differences_with([](Resource& r) { r.fields[5].nullable = false; }) == 1);
    CHECK(differences_with([](Resource& r) { r.fields[2].filterable = true; }) == 1);  // no key column
    CHECK(differences_with([](Resource& r) { r.fields[2].column = "telephone"; }) >= 1);
    CHECK(differences_with([](Resource& r) { r.fields.pop_back(); }) == 1);  // a column that nobody describes
    CHECK(differences_with([](Resource& r) { r.name = "clients"; }) == 1);
}

}  // namespace
TEST_SUITE_END();

// The servers of the tests are set to be quick, and so must be complained of.
#include "db/durability.hpp"

#include <algorithm>

#include "db/engines_for_tests.hpp"

namespace crm {
namespace {

using namespace for_tests;

const std::vector<Migration> migrations{{1, "0001_t", {"CREATE TABLE t (id INT)"}, ""}};

std::size_t warnings_with(const std::vector<std::string>& warnings, std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(warnings.begin(), warnings.end(), [&](auto& w) { return w.find(text) != std::string::npos; }));
}

}  // namespace

TEST_CASE("db durability: SQLite's settings are ours") {
    Fresh<Sqlite> fresh;
    CHECK(durability_warnings(*fresh.session(), fresh.url, migrations).empty());
}

TEST_CASE("db durability: MariaDB that does not flush, and a table of ours that is not InnoDB's") {
    Fresh<Mysql> fresh;
    auto s = fresh.session();
    s->run_script("CREATE TABLE of_somebody_else (id INT) ENGINE=MyISAM");
    auto warnings = durability_warnings(*s, fresh.url, migrations);
    REQUIRE(warnings.size() == 1);
    CHECK(warnings_with(warnings, "innodb_flush_log_at_trx_commit=2") == 1);
    s->run_script("CREATE TABLE t (id INT) ENGINE=MyISAM");
    warnings = durability_warnings(*s, fresh.url, migrations);
    REQUIRE(warnings.size() == 2);
    CHECK(warnings_with(warnings, "ALTER TABLE t ENGINE=InnoDB") == 1);
}

TEST_CASE("db durability: PostgreSQL that does not sync, and hosts that do not wait for each other") {
    Fresh<Postgres> fresh;
    auto s = fresh.session();
    auto warnings = durability_warnings(*s, fresh.url, migrations);
    REQUIRE(warnings.size() == 2);
    CHECK(warnings_with(warnings, "fsync=off") == 1);
    CHECK(warnings_with(warnings, "full_page_writes=off") == 1);
    DatabaseUrl two = fresh.url;
    two.hosts.push_back({"127.0.0.2", two.hosts.front().port});
    warnings = durability_warnings(*s, two, migrations);
    REQUIRE(warnings.size() == 3);
    CHECK(warnings_with(warnings, "synchronous_standby_names") == 1);
    s->run_script("SET synchronous_commit = off");
    warnings = durability_warnings(*s, two, migrations);
    REQUIRE(warnings.size() == 3);
    CHECK(warnings_with(warnings, "synchronous_commit=off") == 1);
}

}  // namespace crm

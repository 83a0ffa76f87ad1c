// Migrations: stopped anywhere and resumed, two at once, refused when they do not fit.
#include "db/migrate.hpp"

#include <atomic>
#include <thread>

#include "base/time.hpp"
#include "db/dialect.hpp"
#include "db/engines_for_tests.hpp"

namespace crm {
namespace {

using namespace for_tests;

constexpr EmbeddedFile files[] = {
    {"0001_people.sql", R"(-- People.
CREATE TABLE people (id $id, name $text(50) NOT NULL)$table_end;
CREATE INDEX people_name ON people (name);
INSERT INTO people (name) VALUES ('first; one');
)"},
    {"0002_pets.mysql.sql",
     "CREATE TABLE pets (id $id, owner_id $ref NOT NULL, kind $text(9), FOREIGN KEY (owner_id) REFERENCES people "
     "(id))$table_end;\n"
     "ALTER TABLE pets ADD COLUMN name $text(50);\nALTER TABLE pets DROP COLUMN kind;\n"
     "INSERT INTO pets (owner_id, name) SELECT id, name FROM people;\n"},
    {"0002_pets.sql",
     "CREATE TABLE pets (id $id, owner_id $ref NOT NULL REFERENCES people (id), kind $text(9));\n"
     "ALTER TABLE pets ADD COLUMN name $text(50);\nALTER TABLE pets DROP COLUMN kind;\n"
     "INSERT INTO pets (owner_id, name) SELECT id, name FROM people;\n"},
};

void check_done(Session& s, std::span<const Migration> migrations) {
    CHECK(schema_state(s, migrations) == SchemaState::current);
    CHECK(pending(s, migrations).empty());
    CHECK(s.integer("SELECT COUNT(*) FROM people") == 1);
    CHECK(s.integer("SELECT COUNT(*) FROM pets WHERE name = 'first; one'") == 1);
    CHECK(columns_of(s, "pets").size() == 3);
    CHECK(s.integer("SELECT COUNT(*) FROM schema_migrations WHERE statements_done = statements") == 2);
    CHECK(s.integer("SELECT COUNT(*) FROM schema_lock WHERE owner IS NULL") == 1);
}

std::string refusal(Session& s, std::span<const Migration> migrations) {
    try {
        migrate(s, migrations);
    } catch (const Error& e) {
        return e.message;
    }
    return "migrated";
}

struct Stop {};

}  // namespace

TEST_CASE("migrations are found, numbered, and checked") {
    const auto mysql = migrations_for(Engine::mysql, files), postgres = migrations_for(Engine::postgres, files);
    REQUIRE(mysql.size() == 2);
    CHECK(mysql[0].name == "0001_people");
    CHECK(mysql[0].statements.size() == 3);
    CHECK(mysql[1].name == "0002_pets");
    CHECK(mysql[1].checksum == sha256_hex(files[1].content));
    CHECK(postgres[1].checksum == sha256_hex(files[2].content));
    const EmbeddedFile twice[] = {{"0001_a.sql", "SELECT 1;"}, {"0001_b.sql", "SELECT 1;"}},
                       unnamed[] = {{"a.sql", "SELECT 1;"}}, nothing[] = {{"0001_a.sql", "-- nothing\n"}};
    CHECK_THROWS_AS(migrations_for(Engine::sqlite, twice), Error);
    CHECK_THROWS_AS(migrations_for(Engine::sqlite, unnamed), Error);
    CHECK_THROWS_AS(migrations_for(Engine::sqlite, nothing), Error);
}

TEST_CASE_TEMPLATE("migrations are applied once", E, Sqlite, Mysql, Postgres) {
    Fresh<E> fresh;
    auto s = fresh.session();
    const auto migrations = migrations_for(E::engine, files);
    CHECK(schema_state(*s, migrations) == SchemaState::empty);
    migrate(*s, std::span(migrations).first(1));
    CHECK(schema_state(*s, migrations) == SchemaState::outdated);
    CHECK(pending(*s, migrations).size() == 1);
    int steps = 0;
    migrate(*s, migrations, {[&](const Migration&, std::size_t, std::size_t) { ++steps; }});
    CHECK(steps == 4);
    migrate(*s, migrations, {[&](const Migration&, std::size_t, std::size_t) { ++steps; }});
    CHECK(steps == 4);
    check_done(*s, migrations);
    if (E::engine == Engine::sqlite) CHECK(s->integer("PRAGMA foreign_keys") == 1);

    CHECK(schema_state(*s, std::span(migrations).first(1)) == SchemaState::newer);
    CHECK(refusal(*s, std::span(migrations).first(1)).find("later version") != std::string::npos);
    auto changed = migrations;
    changed[0].checksum = "other";
    CHECK(refusal(*s, changed).find("0001_people") != std::string::npos);
}

TEST_CASE_TEMPLATE("migrations stopped before any statement are resumed", E, Sqlite, Mysql, Postgres) {
    const auto migrations = migrations_for(E::engine, files);
    for (int stop_at = 1; stop_at <= 7; ++stop_at) {
        CAPTURE(stop_at);
        Fresh<E> fresh;
        auto s = fresh.session();
        int steps = 0;
        CHECK_THROWS_AS(migrate(*s, migrations, {[&](const Migration&, std::size_t, std::size_t) {
                            if (++steps == stop_at) throw Stop();
                        }}),
                        Stop);
        CHECK(schema_state(*s, migrations) != SchemaState::current);
        migrate(*s, migrations);
        check_done(*s, migrations);
    }
}

// A kill: the connection is gone, nothing is tidied up, and the statement may have been done without being counted.
TEST_CASE("migrations of MySQL killed after a statement and before its count are resumed") {
    const auto migrations = migrations_for(Engine::mysql, files);
    for (const std::size_t killed : {0U, 1U, 2U}) {
        CAPTURE(killed);
        Fresh<Mysql> fresh;
        auto s = fresh.session();
        migrate(*s, migrations);
        // Back to how it is after the given statement of the second migration.
        if (killed < 2) s->run_script("ALTER TABLE pets ADD COLUMN kind VARCHAR(9)");
        if (killed < 1) s->run_script("ALTER TABLE pets DROP COLUMN name");
        s->execute("DELETE FROM pets");
        s->execute("UPDATE schema_migrations SET statements_done = ? WHERE number = 2",
                   {static_cast<std::int64_t>(killed)});
        s->execute("UPDATE schema_lock SET owner = 'killed', expires = ?", {now().micros + 1'000'000});
        CHECK(schema_state(*s, migrations) == SchemaState::outdated);
        migrate(*s, migrations);
        check_done(*s, migrations);
    }
}

TEST_CASE("migrations of MySQL fail where something else is in the way") {
    Fresh<Mysql> fresh;
    auto s = fresh.session();
    s->run_script("CREATE TABLE pets (id INT)");
    CHECK_THROWS_AS(migrate(*s, migrations_for(Engine::mysql, files)), DatabaseError);
    s->run_script("DROP TABLE pets");
    migrate(*s, migrations_for(Engine::mysql, files));
    check_done(*s, migrations_for(Engine::mysql, files));
}

TEST_CASE_TEMPLATE("two migrators at once: one works, the other finds nothing to do", E, Sqlite, Mysql, Postgres) {
    Fresh<E> fresh;
    fresh.session();
    const auto migrations = migrations_for(E::engine, files);
    std::atomic<int> steps = 0;
    const auto work = [&] {
        auto s = fresh.session();
        migrate(*s, migrations, {[&](const Migration&, std::size_t, std::size_t) {
            ++steps;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }});
    };
    std::thread one(work), two(work), three(work);
    one.join();
    two.join();
    three.join();
    CHECK(steps == 7);
    check_done(*fresh.session(), migrations);
}

TEST_CASE("migrations of SQLite may rebuild a table, and not leave loose ends") {
    Fresh<Sqlite> fresh;
    auto s = fresh.session();
    auto migrations = migrations_for(Engine::sqlite, files);
    const EmbeddedFile rebuild[] = {{"0003_rebuild.sql",
                                     "CREATE TABLE new_people (id $id, name $text(99));\n"
                                     "INSERT INTO new_people SELECT id, name FROM people;\n"
                                     "DROP TABLE people;\nALTER TABLE new_people RENAME TO people;\n"}},
                       careless[] = {{"0004_careless.sql", "DELETE FROM people;\n"}};
    migrations.push_back(migrations_for(Engine::sqlite, rebuild).front());
    migrate(*s, migrations);
    CHECK(s->integer("SELECT COUNT(*) FROM pets") == 1);
    migrations.push_back(migrations_for(Engine::sqlite, careless).front());
    CHECK(refusal(*s, migrations).find("0004_careless") != std::string::npos);
    CHECK(s->integer("SELECT COUNT(*) FROM people") == 1);
    CHECK(kind_thrown_by([&] { s->execute("DELETE FROM people"); }) == DatabaseError::Kind::foreign_key);
}

}  // namespace crm

// Sessions do the same on all three engines.
#include "db/session.hpp"

#include "db/dialect.hpp"
#include "db/engines_for_tests.hpp"

namespace crm {
namespace {

using namespace for_tests;
using Kind = DatabaseError::Kind;

void make_table(Session& s, std::string_view sql) { s.run_script(translate_types(s.engine(), sql)); }

std::string text_of(Session& s, std::string_view sql, std::initializer_list<Bound> values = {}) {
    std::string text = "no row";
    s.first(sql, values, [&](const Row& row) { text = row.text(0); });
    return text;
}

}  // namespace

TEST_CASE_TEMPLATE("db values of every type come back as they were", E, Sqlite, Mysql, Postgres) {
    Fresh<E> fresh;
    auto s = fresh.session();
    make_table(*s, "CREATE TABLE t (id $id, number $int, flag $bool, name $text(20), body $longtext)$table_end");
    const std::string large(1'000'000, 'x'), emoji = "Grüße 👩‍👩‍👧 'q' \\ % _ ?",
                                             insert = "INSERT INTO t (number, flag, name, body) VALUES (?, ?, ?, ?)";
    CHECK(s->insert(insert, {std::int64_t{-5'000'000'000}, true, std::string_view(emoji).substr(0, 8), large}) == 1);
    CHECK(s->insert(insert, {INT64_MAX, false, std::string_view(""), emoji}) == 2);
    CHECK(s->insert(insert, {Bound{}, Bound{}, Bound{}, Bound{}}) == 3);
    CHECK(s->insert(insert, {INT64_MIN, false, std::string_view(), std::string_view("a")}) == 4);
    int rows = 0;
    s->query("SELECT number, flag, name, body, id FROM t ORDER BY id", {}, [&](const Row& row) {
        switch (++rows) {
            case 1:
                CHECK(row.integer(0) == -5'000'000'000);
                CHECK(row.text(0) == "-5000000000");
                CHECK(row.boolean(1));
                CHECK(row.text(2) == "Grüße ");
                CHECK(row.text(3) == large);
                break;
            case 2:
                CHECK(row.integer(0) == INT64_MAX);
                CHECK_FALSE(row.boolean(1));
                CHECK_FALSE(row.is_null(1));
                CHECK(row.text(2).empty());
                CHECK_FALSE(row.is_null(2));
                CHECK(row.text(3) == emoji);
                break;
            case 3:
                for (int i = 0; i < 4; ++i) CHECK(row.is_null(i));
                CHECK(row.integer(0) == 0);
                CHECK(row.text(3).empty());
                break;
            default:
                CHECK(row.integer(0) == INT64_MIN);
                CHECK_FALSE(row.is_null(2));
                CHECK(row.text(3) == "a");
        }
        return true;
    });
    CHECK(rows == 4);
    CHECK(s->integer("SELECT COUNT(*) FROM t WHERE body = ?", {std::string_view(emoji)}) == 1);
    CHECK(s->integer("SELECT SUM(id) FROM t") == 10);
    CHECK(s->integer("SELECT EXISTS (SELECT 1 FROM t WHERE id = ?)", {std::int64_t{4}}) == 1);
    CHECK(s->integer("SELECT number FROM t WHERE id = ?", {std::int64_t{99}}) == 0);
}

TEST_CASE_TEMPLATE("db SQL means the same: quotes, joining, backslash, case, UTC", E, Sqlite, Mysql, Postgres) {
    Fresh<E> fresh;
    auto s = fresh.session();
    make_table(*s, R"(CREATE TABLE t (id $id, "order" $text(20))$table_end)");
    s->execute(R"(INSERT INTO t ("order") VALUES (?), ('a?b'))", {std::string_view("A\\b")});
    CHECK(text_of(*s, R"(SELECT "order" || '\' || ? FROM t WHERE id = 1 -- ?)", {std::string_view("c")}) == "A\\b\\c");
    CHECK(s->integer(R"(SELECT COUNT(*) FROM t WHERE "order" = 'a\B')") == 0);
    CHECK(s->integer("SELECT id FROM t WHERE \"order\" = 'a?b' AND id > ?", {std::int64_t{0}}) == 2);
    CHECK(s->integer("SELECT COUNT(*) FROM t WHERE \"order\" LIKE ? ESCAPE '\\'", {std::string_view("a\\?%")}) == 1);
}

TEST_CASE_TEMPLATE("db streaming: many rows, early stop, and an exception leave the session usable", E, Sqlite, Mysql,
                   Postgres) {
    Fresh<E> fresh;
    auto s = fresh.session();
    make_table(*s, "CREATE TABLE t (id $int PRIMARY KEY, name $text(50))$table_end");
    s->run_script(R"(
        INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
        SELECT (a.i - 1) * 10000 + (b.i - 1) * 100 + c.i, 'some text to fill the row' FROM n a, n b, n c WHERE a.i <= 10)");
    std::int64_t count = 0, sum = 0;
    s->query("SELECT id, name FROM t ORDER BY id", {}, [&](const Row& row) {
        ++count;
        sum += row.integer(0);
        return true;
    });
    CHECK(count == 100'000);
    CHECK(sum == 5'000'050'000);
    for (int i = 0; i < 3; ++i) {
        for (const bool within : {false, true}) {
            if (within) s->begin();
            std::int64_t last = 0;
            s->query("SELECT id, name FROM t ORDER BY id", {}, [&](const Row& row) {
                last = row.integer(0);
                return last < 10;
            });
            CHECK(last == 10);
            CHECK_THROWS_AS(
                s->query("SELECT id FROM t ORDER BY id", {}, [](const Row&) -> bool { throw std::runtime_error("x"); }),
                std::runtime_error);
            CHECK(s->execute("UPDATE t SET name = 'b' WHERE id = ?", {std::int64_t{5}}) == 1);
            CHECK(s->in_transaction() == within);
            if (within) s->commit();
        }
    }
    CHECK(s->integer("SELECT COUNT(*) FROM t") == 100'000);
}

TEST_CASE_TEMPLATE("db a second call within each is refused", E, Sqlite, Mysql, Postgres) {
    Fresh<E> fresh;
    auto s = fresh.session();
    CHECK(kind_thrown_by([&] { s->query("SELECT 1", {}, [&](const Row&) { return s->integer("SELECT 2") == 2; }); }) ==
          Kind::failed);
    CHECK(s->integer("SELECT 3") == 3);
}

TEST_CASE_TEMPLATE("db errors have their kind, and the session goes on", E, Sqlite, Mysql, Postgres) {
    Fresh<E> fresh;
    auto s = fresh.session();
    make_table(*s, "CREATE TABLE p (id $id, email $text(20) NOT NULL UNIQUE)$table_end");
    make_table(*s,
               "CREATE TABLE c (id $id, p_id $ref NOT NULL, n $int CHECK (n > 0), FOREIGN KEY (p_id) REFERENCES p "
               "(id))$table_end");
    const std::string_view insert = "INSERT INTO p (email) VALUES (?)", child = "INSERT INTO c (p_id, n) VALUES (?, ?)";
    const auto id = s->insert(insert, {std::string_view("a@b")});
    const std::int64_t one = 1, none = 99, negative = -1;
    CHECK(kind_thrown_by([&] { s->insert(insert, {std::string_view("a@b")}); }) == Kind::unique);
    CHECK(kind_thrown_by([&] { s->execute(insert, {Bound{}}); }) == Kind::other_constraint);
    CHECK(kind_thrown_by([&] { s->insert(child, {none, one}); }) == Kind::foreign_key);
    CHECK(kind_thrown_by([&] { s->insert(child, {id, negative}); }) == Kind::other_constraint);
    CHECK(s->insert(child, {id, one}) > 0);
    CHECK(kind_thrown_by([&] { s->execute("DELETE FROM p WHERE id = ?", {id}); }) == Kind::foreign_key);
    CHECK(kind_thrown_by([&] { s->execute("SELECT * FROM nothing_here"); }) == Kind::failed);
    CHECK(kind_thrown_by([&] { s->execute("SELEC"); }) == Kind::failed);
    CHECK(kind_thrown_by([&] { s->execute(insert, {}); }) == Kind::failed);
    CHECK(kind_thrown_by([&] { s->execute("SELECT 1; SELECT 2"); }) == Kind::failed);
    if (E::engine != Engine::sqlite)
        CHECK(kind_thrown_by([&] { s->insert(insert, {std::string_view("123456789012345678901234567890")}); }) ==
              Kind::other_constraint);
    CHECK(s->integer("SELECT COUNT(*) FROM p") == 1);
    CHECK(s->is_alive());
}

TEST_CASE_TEMPLATE("db the count of an update is of the rows found", E, Sqlite, Mysql, Postgres) {
    Fresh<E> fresh;
    auto s = fresh.session();
    make_table(*s, "CREATE TABLE t (id $id, n $int NOT NULL UNIQUE)$table_end");
    CHECK(s->execute("INSERT INTO t (n) VALUES (1), (2), (3)") == 3);
    CHECK(s->execute("UPDATE t SET n = n") == 3);
    CHECK(s->execute("DELETE FROM t WHERE n = 7") == 0);
    const auto ignoring =
        std::string(insert_ignoring(E::engine)) + " INTO t (n) VALUES (?)" + std::string(on_conflict_ignore(E::engine));
    CHECK(s->execute(ignoring, {std::int64_t{2}}) == 0);
    CHECK(s->insert(ignoring, {std::int64_t{2}}) == 0);
    CHECK(s->execute(ignoring, {std::int64_t{9}}) == 1);
    CHECK(s->execute("SELECT * FROM t") >= 0);
    CHECK(s->execute("DELETE FROM t") == 4);
}

TEST_CASE_TEMPLATE("db transactions, savepoints and what is left of a failed one", E, Sqlite, Mysql, Postgres) {
    Fresh<E> fresh;
    auto s = fresh.session(), other = fresh.session();
    make_table(*s, "CREATE TABLE t (id $int PRIMARY KEY)$table_end");
    const auto insert = [&](std::int64_t id) { s->execute("INSERT INTO t (id) VALUES (?)", {id}); };
    CHECK_FALSE(s->in_transaction());
    s->begin();
    CHECK(s->in_transaction());
    insert(1);
    s->savepoint();
    insert(2);
    CHECK(kind_thrown_by([&] { insert(1); }) == Kind::unique);
    s->rollback_to_savepoint();
    s->release_savepoint();
    insert(3);
    CHECK(other->integer("SELECT COUNT(*) FROM t") == 0);
    s->commit();
    CHECK_FALSE(s->in_transaction());
    CHECK(other->integer("SELECT SUM(id) FROM t") == 4);
    s->begin();
    insert(4);
    s->rollback();
    s->rollback();
    CHECK(other->integer("SELECT COUNT(*) FROM t") == 2);
    if (E::engine == Engine::postgres) {
        s->begin();
        CHECK(kind_thrown_by([&] { insert(1); }) == Kind::unique);
        CHECK(kind_thrown_by([&] { s->commit(); }) == Kind::unique);
        CHECK_FALSE(s->in_transaction());
    }
    insert(5);
    CHECK(other->integer("SELECT COUNT(*) FROM t") == 3);
}

TEST_CASE_TEMPLATE("db more statements than are kept, and a table that changes under one", E, Sqlite, Mysql, Postgres) {
    Fresh<E> fresh;
    auto s = fresh.session();
    for (int round = 0; round < 2; ++round)
        for (std::int64_t i = 0; i < 300; ++i)
            REQUIRE(s->integer("SELECT " + std::to_string(i) + " + CAST(? AS DECIMAL)", {i}) == 2 * i);
    make_table(*s, "CREATE TABLE t (id $int PRIMARY KEY)$table_end");
    s->execute("INSERT INTO t (id) VALUES (7)");
    CHECK(s->integer("SELECT * FROM t") == 7);
    s->run_script("DROP TABLE t");
    make_table(*s, "CREATE TABLE t (name $text(2000), id $int)$table_end");
    s->execute("INSERT INTO t (name) VALUES (?)", {std::string(1500, 'y')});
    try {
        s->integer("SELECT * FROM t");
    } catch (const DatabaseError&) {
    }
    CHECK(text_of(*s, "SELECT * FROM t") == std::string(1500, 'y'));
}

}  // namespace crm

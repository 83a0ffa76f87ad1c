// Transactions run again, connections replaced, nested writes.
#include "db/database.hpp"

#include <atomic>
#include <barrier>
#include <set>
#include <thread>

#include "db/dialect.hpp"
#include "db/engines_for_tests.hpp"

namespace crm {
namespace {

using namespace for_tests;
using Kind = DatabaseError::Kind;

void make_counters(const auto& fresh) {
    auto s = fresh.session();
    s->run_script(translate_types(s->engine(), "CREATE TABLE t (id $int PRIMARY KEY, n $int NOT NULL)$table_end"));
    s->execute("INSERT INTO t (id, n) VALUES (1, 0), (2, 0)");
}

void add_one(Session& s, std::int64_t id) { s.execute("UPDATE t SET n = n + 1 WHERE id = ?", {id}); }

std::int64_t total(const auto& fresh) { return fresh.session()->integer("SELECT SUM(n) FROM t"); }

// Ends the connection of `s` from another one.
void end_connection(const auto& fresh, Session& s) {
    auto other = fresh.session();
    if (s.engine() == Engine::mysql)
        other->run_script("KILL CONNECTION " + std::to_string(s.integer("SELECT CONNECTION_ID()")));
    else
        other->integer("SELECT pg_terminate_backend(CAST(? AS INTEGER), 5000)", {s.integer("SELECT pg_backend_pid()")});
}

}  // namespace

TEST_CASE_TEMPLATE("db write commits, throws away, and answers", E, Sqlite, Mysql, Postgres) {
    Fresh<E> fresh;
    make_counters(fresh);
    auto database = open_database(fresh.url);
    CHECK(database->write([](Session& s) {
        add_one(s, 1);
        return std::string("done");
    }) == "done");
    CHECK_THROWS_AS(database->write([](Session& s) {
        add_one(s, 1);
        throw Error(Condition::conflict, "no");
    }),
                    Error);
    CHECK(database->read([](Session& s) { return s.integer("SELECT SUM(n) FROM t"); }) == 1);
}

TEST_CASE_TEMPLATE("db a nested write is a savepoint, a nested read sees it", E, Sqlite, Mysql, Postgres) {
    Fresh<E> fresh;
    make_counters(fresh);
    auto database = open_database(fresh.url);
    database->write([&](Session& s) {
        add_one(s, 1);
        CHECK_THROWS_AS(database->write([&](Session& inner) {
            add_one(inner, 1);
            database->write([](Session& deeper) { add_one(deeper, 1); });
            throw std::runtime_error("x");
        }),
                        std::runtime_error);
        database->write([](Session& inner) { add_one(inner, 2); });
        CHECK(database->read([](Session& inner) { return inner.integer("SELECT SUM(n) FROM t"); }) == 2);
    });
    CHECK(total(fresh) == 2);
    database->read([&](Session&) { database->write([](Session& s) { add_one(s, 1); }); });
    CHECK(total(fresh) == 3);
}

TEST_CASE_TEMPLATE("db a lost connection is replaced, and the work done once", E, Mysql, Postgres) {
    Fresh<E> fresh;
    make_counters(fresh);
    auto database = open_database(fresh.url);
    int runs = 0;
    database->write([&](Session& s) {
        add_one(s, 1);
        if (++runs == 1) end_connection(fresh, s);
        add_one(s, 2);
    });
    CHECK(runs == 2);
    CHECK(total(fresh) == 2);
    runs = 0;
    CHECK(database->read([&](Session& s) {
        if (++runs == 1) end_connection(fresh, s);
        return s.integer("SELECT SUM(n) FROM t");
    }) == 2);
    CHECK(runs == 2);
    database->read([&](Session& s) { end_connection(fresh, s); });
    database->write([&](Session& s) { add_one(s, 1); });
    CHECK(total(fresh) == 3);
}

TEST_CASE_TEMPLATE("db a connection lost in the middle of the rows", E, Mysql, Postgres) {
    Fresh<E> fresh;
    auto s = fresh.session();
    s->run_script(translate_types(s->engine(), "CREATE TABLE t (id $int PRIMARY KEY, name $text(250))$table_end"));
    s->run_script(R"(INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
                     SELECT a.i * 1000 + b.i, REPEAT('x', 250) FROM n a, n b)");
    CHECK(kind_thrown_by([&] {
              auto reader = fresh.session();
              const auto id =
                  reader->integer(E::engine == Engine::mysql ? "SELECT CONNECTION_ID()" : "SELECT pg_backend_pid()");
              int rows = 0;
              reader->query("SELECT id, name FROM t", {}, [&](const Row&) {
                  if (++rows == 10) {
                      if (E::engine == Engine::mysql)
                          s->run_script("KILL CONNECTION " + std::to_string(id));
                      else
                          s->integer("SELECT pg_terminate_backend(CAST(? AS INTEGER))", {id});
                  }
                  return true;
              });
          }) == Kind::lost);
}

TEST_CASE_TEMPLATE("db a commit that gets no answer is unknown and not repeated", E, Mysql, Postgres) {
    Fresh<E> fresh;
    make_counters(fresh);
    auto database = open_database(fresh.url);
    int runs = 0;
    CHECK(kind_thrown_by([&] {
              database->write([&](Session& s) {
                  ++runs;
                  add_one(s, 1);
                  end_connection(fresh, s);
              });
          }) == Kind::commit_unknown);
    CHECK(runs == 1);
    database->write([](Session& s) { add_one(s, 2); });
    CHECK(total(fresh) == 1);
}

TEST_CASE_TEMPLATE("db a deadlock is run again", E, Mysql, Postgres) {
    Fresh<E> fresh;
    make_counters(fresh);
    std::atomic<int> runs = 0;
    std::barrier both(2);
    const auto work = [&](std::int64_t first, std::int64_t second) {
        auto database = open_database(fresh.url);
        bool met = false;
        database->write([&](Session& s) {
            ++runs;
            add_one(s, first);
            if (!met) both.arrive_and_wait();
            met = true;
            add_one(s, second);
        });
    };
    std::thread one(work, 1, 2), two(work, 2, 1);
    one.join();
    two.join();
    CHECK(runs >= 3);
    CHECK(total(fresh) == 4);
}

TEST_CASE_TEMPLATE("db a transaction that goes on after a deadlock commits nothing", E, Sqlite, Mysql, Postgres) {
    Fresh<E> fresh;
    make_counters(fresh);
    auto database = open_database(fresh.url);
    int runs = 0;
    CHECK_THROWS_AS(database->write([&](Session& s) {
        ++runs;
        add_one(s, 1);
        throw DatabaseError(Kind::rerun, "always");
    }),
                    DatabaseError);
    CHECK(runs == Database::max_attempts);
    CHECK(total(fresh) == 0);
    if constexpr (E::engine == Engine::mysql) {
        auto holder = fresh.session(), s = fresh.session();
        holder->begin();
        add_one(*holder, 2);
        s->begin();
        add_one(*s, 1);
        CHECK(kind_thrown_by([&] { add_one(*s, 2); }) == Kind::rerun);
        CHECK_FALSE(s->in_transaction());
        CHECK(kind_thrown_by([&] { add_one(*s, 1); }) == Kind::rerun);
        CHECK(kind_thrown_by([&] { s->commit(); }) == Kind::rerun);
        holder->rollback();
        CHECK(total(fresh) == 0);
        add_one(*s, 1);
        CHECK(total(fresh) == 1);
    }
}

TEST_CASE_TEMPLATE("db what fails again and again is not left on one connection", E, Mysql, Postgres) {
    auto database = open_database(E::server());
    const auto connection = E::engine == Engine::mysql ? "SELECT CONNECTION_ID()" : "SELECT pg_backend_pid()";
    std::set<std::int64_t> reads, writes;
    CHECK_THROWS_AS(database->read([&](Session& s) {
        reads.insert(s.integer(connection));
        throw DatabaseError(Kind::rerun, "its node has not caught up");
    }),
                    DatabaseError);
    CHECK(reads.size() == 3);
    for (int request = 0; request < 2; ++request)
        CHECK_THROWS_AS(database->write([&](Session& s) {
            writes.insert(s.integer(connection));
            throw DatabaseError(Kind::rerun, "deadlock");
        }),
                        DatabaseError);
    CHECK(writes.size() == 2);
}

TEST_CASE_TEMPLATE("db a statement that takes too long fails, and the session goes on", E, Mysql, Postgres) {
    SourceLimits limits;
    limits.statement_timeout_s = 1;
    auto s = open_session(E::server(), Access::write, limits);
    const auto start = std::chrono::steady_clock::now();
    const auto sleep = E::engine == Engine::mysql ? "SELECT SLEEP(20)" : "SELECT 1 FROM pg_sleep(20)";
    CHECK(kind_thrown_by([&] { s->integer(sleep); }) == Kind::failed);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(4));
    CHECK(s->integer("SELECT 2") == 2);
}

TEST_CASE_TEMPLATE("db a statement may take longer than a host may be silent", E, Mysql, Postgres) {
    SourceLimits limits;
    limits.silence_timeout_s = 1;
    auto s = open_session(E::server(), Access::write, limits);
    CHECK(s->integer(E::engine == Engine::mysql ? "SELECT SLEEP(4)" : "SELECT 0 FROM pg_sleep(4)") == 0);
    CHECK(s->integer("SELECT 2") == 2);
}

TEST_CASE_TEMPLATE("db the locks of a transaction that does not go on are not kept", E, Mysql, Postgres) {
    Fresh<E> fresh;
    make_counters(fresh);
    SourceLimits limits;
    limits.silence_timeout_s = 1;
    auto gone = open_session(fresh.url, Access::write, limits);
    gone->begin();
    add_one(*gone, 1);
    auto database = open_database(fresh.url);
    database->write([](Session& s) { add_one(s, 1); });  // waits, and is run again
    CHECK(kind_thrown_by([&] { add_one(*gone, 1); }) == Kind::lost);
    CHECK(total(fresh) == 1);
}

TEST_CASE_TEMPLATE("db a database that is away is unavailable, and found again", E, Mysql, Postgres) {
    auto url = E::server();
    url.hosts = {{"127.0.0.1", 1}};
    auto database = open_database(url);
    const auto start = std::chrono::steady_clock::now();
    try {
        database->read([](Session& s) { s.integer("SELECT 1"); });
        FAIL("opened");
    } catch (const Error& e) {
        CHECK(e.condition == Condition::unavailable);
        CHECK(e.retry_after == 1);
    }
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(3));
}

}  // namespace crm

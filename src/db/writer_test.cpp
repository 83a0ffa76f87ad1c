// The writer of SQLite: many jobs in one commit, each with its own fate.
#include <atomic>
#include <chrono>
#include <filesystem>
#include <future>
#include <thread>
#include <vector>

#include "db/engines_for_tests.hpp"

namespace crm {
namespace {

using namespace for_tests;
using Kind = DatabaseError::Kind;

constexpr std::string_view insert = "INSERT INTO t (id, name) VALUES (?, ?)";

struct Table : Fresh<Sqlite> {
    Table() { session()->run_script("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)"); }
    std::int64_t rows() const { return session(Access::read)->integer("SELECT COUNT(*) FROM t"); }
};

// Keeps the writer busy until told, so that what is submitted meanwhile becomes one batch. Outlives the writer.
struct Hold {
    std::promise<void> started, release;
    void keep(Writer& writer) {
        writer.submit({[this](Database&) {
                           started.set_value();
                           release.get_future().wait();
                       },
                       [](std::exception_ptr) {}});
        started.get_future().wait();
    }
};

}  // namespace

TEST_CASE("writer: eight threads, and everything that was acknowledged is there") {
    Table table;
    {
        Writer writer(table.url, {}, 100, 32);
        std::vector<std::thread> threads;
        for (std::int64_t t = 0; t < 8; ++t)
            threads.emplace_back([&, t] {
                auto database = open_queued_database(table.url, {}, writer);
                for (std::int64_t i = 0; i < 50; ++i) {
                    const auto id = t * 1000 + i;
                    const auto given = database->write([&](Session& s) {
                        return s.insert(insert, {id, std::string_view("x")});
                    });
                    CHECK(given == id);
                    CHECK(database->read(
                              [&](Session& s) { return s.integer("SELECT COUNT(*) FROM t WHERE id = ?", {id}); }) == 1);
                }
            });
        for (auto& thread : threads) thread.join();
    }
    CHECK(table.rows() == 400);
}

TEST_CASE("writer: a job that fails is undone alone, and nested writes join their job") {
    Table table;
    Hold hold;
    Writer writer(table.url, {}, 100, 32);
    hold.keep(writer);
    std::vector<std::future<Kind>> results;
    for (std::int64_t i = 0; i < 5; ++i)
        results.push_back(std::async(std::launch::async, [&, i] {
            auto database = open_queued_database(table.url, {}, writer);
            try {
                database->write([&](Session& s) {
                    s.insert(insert, {i, std::string_view("x")});
                    database->write([&](Session& inner) { inner.insert(insert, {100 + i, Bound{}}); });
                    CHECK(database->read([](Session& r) { return r.integer("SELECT COUNT(*) FROM t"); }) > 0);
                    if (i == 2) s.insert(insert, {i, std::string_view("again")});
                });
            } catch (const DatabaseError& e) {
                return e.kind;
            }
            return Kind::failed;
        }));
    while (writer.queued() < 5) std::this_thread::yield();
    CHECK(table.rows() == 0);
    hold.release.set_value();
    for (std::size_t i = 0; i < 5; ++i) CHECK(results[i].get() == (i == 2 ? Kind::unique : Kind::failed));
    CHECK(table.rows() == 8);
}

TEST_CASE("writer: when the whole transaction fails, each job learns its own fate") {
    Table table;
    std::atomic<int> runs = 0, done = 0, failed = 0, full = 0;
    std::promise<void> limit;
    const std::string large(200'000, 'x');
    Hold hold;
    {
        Writer writer(table.url, {}, 100, 32);
        writer.submit({[](Database& d) { d.read([](Session& s) { s.integer("PRAGMA max_page_count = 20"); }); },
                       [&](std::exception_ptr) { limit.set_value(); }});
        limit.get_future().wait();
        hold.keep(writer);
        for (std::int64_t i = 0; i < 5; ++i)
            writer.submit({[&, i](Database& d) {
                               ++runs;
                               try {
                                   d.write([&](Session& s) {
                                       s.insert(insert, {i, i == 3 ? std::string_view(large) : "small"});
                                   });
                               } catch (const DatabaseError& e) {
                                   if (e.kind == Kind::full) ++full;
                               }
                           },
                           [&](std::exception_ptr e) {
                               ++done;
                               failed += e != nullptr;
                           }});
        hold.release.set_value();
    }
    CHECK(done == 5);
    CHECK(failed == 1);
    CHECK(full >= 1);
    CHECK(runs > 5);  // all were run again
    CHECK(table.rows() == 4);
}

TEST_CASE("writer: a full queue refuses, and the destructor runs what is queued") {
    Table table;
    int done = 0;
    Hold hold;
    {
        Writer writer(table.url, {}, 2, 32);
        hold.keep(writer);
        const auto job = [&](std::int64_t id) {
            return Writer::Job{[id](Database& d) { d.write([&](Session& s) {
                                                       s.insert(insert, {id, Bound{}});
                                                   }); },
                               [&](std::exception_ptr e) { done += !e; }};
        };
        CHECK(writer.submit(job(1)));
        CHECK(writer.submit(job(2)));
        CHECK_FALSE(writer.submit(job(3)));
        auto database = open_queued_database(table.url, {}, writer);
        try {
            database->write([](Session&) {});
            FAIL("was queued");
        } catch (const Error& e) {
            CHECK(e.condition == Condition::unavailable);
            CHECK(e.retry_after == 1);
        }
        hold.release.set_value();
    }
    CHECK(done == 2);
    CHECK(table.rows() == 2);
}

TEST_CASE("writer: a database that somebody else keeps locked") {
    Table table;
    Writer writer(table.url, {}, 10, 10);
    auto other = table.session();
    other->begin();
    auto database = open_queued_database(table.url, {}, writer);
    CHECK(kind_thrown_by([&] {
              database->write([](Session& s) { s.insert(insert, {std::int64_t{1}, Bound{}}); });
          }) == Kind::rerun);
    other->rollback();
    database->write([](Session& s) { s.insert(insert, {std::int64_t{1}, Bound{}}); });
    CHECK(table.rows() == 1);
}

TEST_CASE("writer: a shared snapshot lasts until it is ended, but never hides what was acknowledged") {
    const Table table;
    Writer writer(table.url, {}, 100, 32);
    const auto reader = open_queued_database(table.url, {}, writer, Snapshots::shared);
    const auto alone = open_queued_database(table.url, {}, writer);
    const auto rows = [](Database& database) {
        return database.read([](Session& s) { return s.integer("SELECT COUNT(*) FROM t"); });
    };
    CHECK(rows(*reader) == 0);
    table.session()->execute(insert, {1, std::string_view("by another process")});
    CHECK(rows(*reader) == 0);  // the snapshot
    CHECK(rows(*alone) == 1);
    reader->end_snapshot();
    CHECK(rows(*reader) == 1);

    std::thread([&] {
        alone->write([](Session& s) { s.execute(insert, {2, std::string_view("acknowledged")}); });
    }).join();
    CHECK(rows(*reader) == 2);

    // A read that fails leaves the snapshot usable.
    CHECK_THROWS_AS(reader->read([](Session& s) { s.integer("SELECT nothing FROM nowhere"); }), DatabaseError);
    CHECK(rows(*reader) == 2);
    reader->end_snapshot();
    reader->end_snapshot();
    CHECK(rows(*reader) == 2);
}

TEST_CASE("writer: what was committed is brought into the database file without being asked") {
    const Table table;
    Writer writer(table.url, {}, 100, 32);
    const auto database = open_queued_database(table.url, {}, writer);
    const std::string page(4000, 'x');
    const auto size = [&] { return std::filesystem::file_size(table.url.path); };
    const auto before = size();
    constexpr std::int64_t pages = 13'000;  // more than the thread waits for, less than what the writer would act on
    database->write([&](Session& s) {
        for (std::int64_t i = 0; i < pages; ++i) s.execute(insert, {i, std::string_view(page)});
    });
    for (int wait = 0; size() < before + pages * page.size() && wait < 200; ++wait)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(size() >= before + pages * page.size());
}

}  // namespace crm

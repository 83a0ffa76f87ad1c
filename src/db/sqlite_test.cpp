// What only SQLite has: the file, its mode and pragmas, a full disk, the copy.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "db/engines_for_tests.hpp"

namespace crm {

using namespace for_tests;
using Kind = DatabaseError::Kind;

TEST_CASE("sqlite: a new file is private, and a session for reading cannot write") {
    Fresh<Sqlite> fresh;
    auto s = fresh.session();
    s->run_script("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    for (const auto* end : {"", "-wal", "-shm"}) {
        struct stat status {};
        REQUIRE(::stat((fresh.url.path + end).c_str(), &status) == 0);
        CHECK((status.st_mode & 0777) == 0600);
    }
    CHECK(s->integer("PRAGMA synchronous") == 2);
    CHECK(s->integer("PRAGMA foreign_keys") == 1);
    auto reader = fresh.session(Access::read);
    CHECK(kind_thrown_by([&] { reader->execute("INSERT INTO t VALUES (1)"); }) == Kind::failed);
    reader->begin();
    CHECK(reader->integer("SELECT COUNT(*) FROM t") == 0);
    s->execute("INSERT INTO t VALUES (1)");
    CHECK(reader->integer("SELECT COUNT(*) FROM t") == 0);
    reader->commit();
    CHECK(reader->integer("SELECT COUNT(*) FROM t") == 1);
}

TEST_CASE("sqlite: a new file that several processes open at the same moment") {
    for (int round = 0; round < 25; ++round) {
        const Fresh<Sqlite> fresh;
        int start[2];
        REQUIRE(::pipe(start) == 0);
        std::vector<pid_t> openers(4);
        for (pid_t& opener : openers) {
            opener = ::fork();
            if (opener != 0) continue;
            ::close(start[1]);
            char none = 0;
            [[maybe_unused]] const auto ended = ::read(start[0], &none, 1);
            try {
                open_session(fresh.url, Access::write);
            } catch (...) {
                ::_exit(1);
            }
            ::_exit(0);
        }
        ::close(start[0]);
        ::close(start[1]);
        for (const pid_t opener : openers) {
            int status = -1;
            CHECK(::waitpid(opener, &status, 0) == opener);
            CHECK(status == 0);
        }
    }
}

TEST_CASE("sqlite: a session for reading sees what another committed, after every way to end a query") {
    Fresh<Sqlite> fresh;
    auto s = fresh.session();
    s->run_script("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    auto reader = fresh.session(Access::read);
    for (std::int64_t i = 1; i <= 3; ++i) {
        s->execute("INSERT INTO t VALUES (?), (? + 100)", {i, i});
        CHECK(reader->first("SELECT id FROM t", {}, [](const Row&) {}));
        CHECK_THROWS(reader->query("SELECT id FROM t", {}, [](const Row&) -> bool { throw 1; }));
        CHECK(reader->integer("SELECT COUNT(*) FROM t") == 2 * i);
    }
}

TEST_CASE("sqlite: places where no database can be") {
    for (const auto* url : {"sqlite:////nonexistent/x.db", "sqlite:////proc/x.db", "sqlite:////tmp"})
        CHECK(kind_thrown_by([&] { open_session(DatabaseUrl::parse(url), Access::write); }) != Kind::failed);
    Fresh<Sqlite> fresh;
    CHECK(kind_thrown_by([&] { fresh.session(Access::read); }) == Kind::lost);
}

TEST_CASE("sqlite: a full disk rolls back, and nothing after it is committed alone") {
    Fresh<Sqlite> fresh;
    auto s = fresh.session();
    s->run_script("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)");
    s->integer("PRAGMA max_page_count = 20");
    const std::string large(200'000, 'x');
    s->begin();
    s->execute("INSERT INTO t VALUES (1, 'a')");
    CHECK(kind_thrown_by([&] { s->execute("INSERT INTO t VALUES (2, ?)", {large}); }) == Kind::full);
    if (!s->in_transaction()) {
        CHECK(kind_thrown_by([&] { s->execute("INSERT INTO t VALUES (3, 'a')"); }) == Kind::full);
        CHECK(kind_thrown_by([&] { s->commit(); }) == Kind::full);
    } else {
        s->rollback();
    }
    CHECK_FALSE(s->in_transaction());
    CHECK(s->integer("SELECT COUNT(*) FROM t") == 0);
    s->begin();
    s->execute("INSERT INTO t VALUES (4, 'a')");
    s->commit();
    CHECK(s->integer("SELECT COUNT(*) FROM t") == 1);
}

TEST_CASE("sqlite: a savepoint under which megabytes change, kept and undone") {
    Fresh<Sqlite> fresh;
    auto s = fresh.session();
    s->run_script("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
    s->begin();
    for (std::int64_t id = 1; id <= 2000; ++id) s->execute("INSERT INTO t VALUES (?, printf('%1000d', 1))", {id});
    s->commit();
    s->begin();
    s->savepoint();
    s->execute("UPDATE t SET text = printf('%1000d', 2)");
    s->rollback_to_savepoint();
    CHECK(s->integer("SELECT SUM(text + 0) FROM t") == 2000);
    s->execute("UPDATE t SET text = printf('%1000d', 3)");
    s->release_savepoint();
    s->commit();
    CHECK(s->integer("SELECT SUM(text + 0) FROM t") == 6000);
}

std::int64_t calls_to_write() {
    std::ifstream io("/proc/self/io");
    for (std::string name; io >> name;) {
        std::int64_t value = 0;
        io >> value;
        if (name == "syscw:") return value;
    }
    FAIL("no syscw");
    return 0;
}

TEST_CASE("sqlite: the pages of a commit are written at once") {
    Fresh<Sqlite> fresh;
    auto s = fresh.session();
    s->run_script("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
    const auto before = calls_to_write();
    s->begin();
    for (std::int64_t id = 1; id <= 100; ++id) s->execute("INSERT INTO t VALUES (?, printf('%2000d', 1))", {id});
    s->commit();
    CHECK(s->wal_pages() > 50);
    CHECK(calls_to_write() - before < 10);
    CHECK(fresh.session(Access::read)->integer("SELECT SUM(LENGTH(text)) FROM t") == 200'000);
}

TEST_CASE("sqlite: what was rolled back is never written over what others committed meanwhile") {
    enum class End { rollback, failure, close };
    for (const End end : {End::rollback, End::failure, End::close}) {
        Fresh<Sqlite> fresh;
        auto s = fresh.session();
        s->run_script(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT NOT NULL CHECK (text + 0 > 0));"
            "CREATE TABLE acknowledged (id INTEGER)");
        s->begin();
        for (std::int64_t id = 1; id <= 140; ++id) s->execute("INSERT INTO t VALUES (?, printf('%3500d', 2))", {id});
        s->commit();
        // From now on all is read from the database's own file, as whatever is read from the log pushes out what is
        // gathered.
        s->run_script("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA cache_size=100");
        constexpr std::string_view many = "UPDATE t SET text = printf('%3500d', id <> ?) WHERE id <= ?";
        const auto other = fresh.session();
        // How many pages do not fit any more and are written before the end decides what is still gathered then.
        for (std::int64_t rows = 101; rows < 140; rows += 3) {
            if (end == End::failure) {
                CHECK(kind_thrown_by([&] { s->execute(many, {rows, rows}); }) == Kind::other_constraint);
            } else {
                s->begin();
                s->execute(many, {0, rows});
                end == End::rollback ? s->rollback() : s.reset();
            }
            for (int i = 0; i < 60; ++i) other->execute("INSERT INTO acknowledged VALUES (1)");
            if (!s) (s = fresh.session())->run_script("PRAGMA cache_size=100");
            CHECK(s->integer("SELECT COUNT(*) FROM t") == 140);
        }
        const Fresh<Sqlite> killed;
        for (const auto* part : {"", "-wal"}) std::filesystem::copy(fresh.url.path + part, killed.url.path + part);
        const auto after = killed.session();
        CHECK(after->integer("SELECT COUNT(*) FROM acknowledged") == 13 * 60);
        after->first("PRAGMA integrity_check", {}, [](const Row& row) { CHECK(row.text(0) == "ok"); });
    }
}

TEST_CASE("sqlite: what is committed is in the log for others and after a kill, however seldom it is flushed") {
    for (const auto* seldom : {"NORMAL", "OFF"}) {
        Fresh<Sqlite> fresh;
        auto s = fresh.session();
        s->run_script("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
        s->run_script(std::string("PRAGMA cache_size=10; PRAGMA synchronous=") + seldom);
        const auto is_there = [&](std::int64_t sum) {
            const Fresh<Sqlite> killed;
            for (const auto* end : {"", "-wal"}) std::filesystem::copy(fresh.url.path + end, killed.url.path + end);
            for (const auto& other : {fresh.session(Access::read), killed.session()}) {
                CHECK(other->integer("SELECT SUM(text + 0) FROM t") == sum);
                other->first("PRAGMA integrity_check", {}, [](const Row& row) { CHECK(row.text(0) == "ok"); });
            }
        };
        s->execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
            "INSERT INTO t SELECT i, printf('%2000d', 1) FROM n",
            {});
        is_there(1000);
        s->execute("UPDATE t SET text = printf('%2000d', 2) WHERE id = 500", {});
        is_there(1001);
        s->begin();
        // Pages that are in the log twice: SQLite writes their headers anew in the end.
        for (std::int64_t value : {3, 4}) s->execute("UPDATE t SET text = printf('%2000d', ?)", {value});
        s->commit();
        is_there(4000);
    }
}

TEST_CASE("sqlite: a transaction that fits into no memory is read, undone in part, and there for others in the end") {
    Fresh<Sqlite> fresh;
    auto s = fresh.session();
    s->run_script("PRAGMA cache_size=10; CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
    auto reader = fresh.session(Access::read);
    const auto fill = [&](std::int64_t from) {
        for (std::int64_t id = from; id < from + 1000; ++id)
            s->execute("INSERT INTO t VALUES (?, printf('%2000d', ?))", {id, id});
    };
    s->begin();
    fill(1);
    CHECK(s->integer("SELECT SUM(text + 0) FROM t") == 500'500);
    s->savepoint();
    s->execute("UPDATE t SET text = printf('%2000d', 7)");
    fill(1001);
    CHECK(s->integer("SELECT COUNT(*) FROM t") == 2000);
    s->rollback_to_savepoint();
    CHECK(s->integer("SELECT SUM(text + 0) FROM t") == 500'500);
    CHECK(reader->integer("SELECT COUNT(*) FROM t") == 0);
    s->commit();
    CHECK(reader->integer("SELECT SUM(text + 0) FROM t") == 500'500);
    s->first("PRAGMA integrity_check", {}, [](const Row& row) { CHECK(row.text(0) == "ok"); });
}

TEST_CASE("sqlite: a copy of a database that is written to meanwhile") {
    Fresh<Sqlite> fresh;
    auto s = fresh.session();
    s->run_script("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)");
    std::atomic<bool> stop = false;
    std::thread writer([&] {
        auto own = fresh.session();
        while (!stop) own->execute("INSERT INTO t (name) VALUES ('some text')");
    });
    const auto to = fresh.url.path + ".copy";
    while (s->integer("SELECT COUNT(*) FROM t") < 50) std::this_thread::yield();
    copy_sqlite(fresh.url.path, to);
    stop = true;
    writer.join();
    DatabaseUrl copy = fresh.url;
    copy.path = to;
    const auto rows = open_session(copy, Access::write)->integer("SELECT COUNT(*) FROM t");
    CHECK(rows >= 50);
    CHECK(rows <= s->integer("SELECT COUNT(*) FROM t"));
    CHECK(kind_thrown_by([&] { copy_sqlite(fresh.url.path, to); }) == Kind::failed);
    CHECK(kind_thrown_by([&] { copy_sqlite(fresh.url.path + ".none", to + "2"); }) == Kind::lost);
    CHECK_FALSE(std::filesystem::exists(to + "2.part"));
}

}  // namespace crm

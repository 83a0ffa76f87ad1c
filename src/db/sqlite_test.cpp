// What only SQLite has: the file, its mode and pragmas, a full disk, the copy.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
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

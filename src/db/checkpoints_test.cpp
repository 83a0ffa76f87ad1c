// Checkpoints while somebody still reads what was there before.
#include "db/checkpoints.hpp"

#include <sys/resource.h>

#include <chrono>

#include "db/engines_for_tests.hpp"

using namespace crm;
using namespace crm::for_tests;

namespace {

double seconds_of_processor() {
    rusage usage{};
    REQUIRE(getrusage(RUSAGE_SELF, &usage) == 0);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

TEST_CASE("a checkpoint that a reader holds up is tried again later, not at once") {
    Fresh<Sqlite> fresh;
    auto writer = fresh.session();
    writer->run_script("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    writer->execute("INSERT INTO t VALUES (1)", {});
    auto reader = fresh.session(Access::read);
    reader->begin();
    CHECK(reader->integer("SELECT COUNT(*) FROM t") == 1);
    writer->execute("INSERT INTO t VALUES (2)", {});

    Checkpoints checkpoints(fresh.url, {});
    const double before = seconds_of_processor();
    checkpoints.note(1'000'000);
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    CHECK(seconds_of_processor() - before < 0.25);
    CHECK(reader->integer("SELECT COUNT(*) FROM t") == 1);
    reader->rollback();
}

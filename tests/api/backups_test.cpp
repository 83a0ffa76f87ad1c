// Backups by download: made by admins, fetched once by whoever has the ticket, and gone when nobody does.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "app/backups.hpp"
#include "base/random.hpp"
#include "db/dump.hpp"
#include "support/scratch_database.hpp"
#include "support/test_app.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("backups");
namespace {

namespace fs = std::filesystem;

constexpr auto address = "/api/system/backups/";
constexpr auto not_here =
    R"({"detail":"There is no such backup here: it was fetched, is older than five minutes, or was made by another )"
    R"(server. Make a new one."})";

bool is_embedded() { return test_engine() == Engine::sqlite; }

// Of this process alone: other tests make backups at the same time.
struct Temporary {
    fs::path path = fs::temp_directory_path() / ("connectcrm-backups-" + random_hex(6));
    Temporary() {
        fs::create_directory(path);
        ::setenv("TMPDIR", path.c_str(), 1);
    }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    ~Temporary() { fs::remove_all(path); }
};

fs::path folder() {
    static const Temporary temporary;
    return is_embedded() ? fs::path(scratch_database().path).parent_path() : temporary.path;
}

std::size_t files_there() {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(folder()))
        count += entry.path().filename().string().starts_with("connectcrm-download-");
    return count;
}

Answer make(TestApp& app) {
    const auto made = app.as("david").post(address, "");
    CHECK(made.status == 201);
    return made;
}

// Without the programs of the servers, for as long as it lives.
class NoPrograms {
public:
    NoPrograms() : path_(std::getenv("PATH")) { ::setenv("PATH", "/nowhere", 1); }
    NoPrograms(const NoPrograms&) = delete;
    NoPrograms& operator=(const NoPrograms&) = delete;
    ~NoPrograms() { ::setenv("PATH", path_.c_str(), 1); }

private:
    std::string path_;
};

Config config_of_scratch() {
    Config config = load_config({{}, {{"CONNECTCRM_SECRET_KEY", std::string(test_key)}}, {}});
    config.database = scratch_database();
    return config;
}

TEST_CASE("a backup is fetched once, without a token, as a file of the size that was told") {
    TestApp app;
    REQUIRE(files_there() == 0);
    const auto made = make(app);
    CHECK(made.text("url").starts_with(address));
    CHECK(made.text("url").size() == std::string(address).size() + 64 + 1);
    CHECK(made.text("name").starts_with("connectcrm-2"));
    CHECK(made.text("name").ends_with(is_embedded() ? "Z.db" : "Z.sql"));
    CHECK(made.text("name").size() == std::string("connectcrm-2026-11-29T1700Z").size() + (is_embedded() ? 3 : 4));
    CHECK(files_there() == 0);  // it has no name any more

    const auto stranger = app.as("stranger");
    const auto head = stranger.send("HEAD", made.text("url"));
    CHECK(head.status == 200);
    const auto file = stranger.with("Accept", "text/html,*/*;q=0.8").get(made.text("url"));
    CHECK(file.status == 200);
    CHECK(file.header("Content-Type") == "application/octet-stream");
    CHECK(file.header("Content-Disposition") == "attachment; filename=\"" + made.text("name") + "\"");
    CHECK(static_cast<std::int64_t>(file.body.size()) == made.integer("bytes"));
    if (is_embedded())
        CHECK(file.body.starts_with("SQLite format 3"));
    else
        CHECK(read_seal(file.body).seal.engine == test_engine());
    CHECK(file.says("s Café"));

    const auto again = stranger.get(made.text("url"));
    CHECK(again.status == 404);
    CHECK(again.body == not_here);
}

TEST_CASE("whatever a client says it accepts, it gets the file") {
    TestApp app;
    for (const char* accept : {"text/html", "application/octet-stream", "application/problem+json", "image/png"}) {
        const auto file = app.as("stranger").with("Accept", accept).get(make(app).text("url"));
        CHECK(file.status == 200);
        CHECK(file.header("Content-Type") == "application/octet-stream");
    }
    CHECK(app.as("stranger").with("Accept", "application/octet-stream").get("/api/system/backups/x/").body == not_here);
}

TEST_CASE("there are two at a time") {
    TestApp app;
    const auto first = make(app), second = make(app);
    app.expect_no_server_error = false;
    const auto third = app.as("david").post(address, "");
    CHECK(third.status == 503);
    CHECK(third.header("Retry-After") == "60");
    CHECK(app.as("stranger").get(first.text("url")).status == 200);
    CHECK(make(app).status == 201);
    CHECK(app.as("stranger").get(second.text("url")).status == 200);
}

TEST_CASE("what nobody fetches in time goes away, and gives its place back") {
    const Config config = config_of_scratch();
    Backups backups(config, 0);
    for (int i = 0; i < max_backups + 1; ++i) {
        const auto made = backups.make();
        CHECK(made.fits);
        CHECK(backups.look(made.ticket) == nullptr);
        CHECK(backups.take(made.ticket) == nullptr);
    }
    Backups lasting(config);
    const auto made = lasting.make();
    lasting.clear_away();
    CHECK(lasting.look(made.ticket) != nullptr);
    CHECK(lasting.look(made.ticket + "0") == nullptr);
    CHECK(lasting.take(made.ticket) != nullptr);
    CHECK(lasting.look(made.ticket) == nullptr);
}

TEST_CASE("a copy that a killed server left behind is removed by the next one that is made, a younger one is not") {
    const Config config = config_of_scratch();
    const fs::path old = folder() / "connectcrm-download-00aa.unfinished",
                   young = folder() / "connectcrm-download-00bb";
    for (const auto& path : {old, young}) std::ofstream(path) << "half of it";
    fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(2));
    Backups(config).make();
    CHECK_FALSE(fs::exists(old));
    CHECK(fs::exists(young));
    fs::remove(young);
}

TEST_CASE("where a program is missing it is said which, with its package, and the system view knows") {
    if (is_embedded()) return;
    TestApp app;
    const NoPrograms none;
    app.expect_no_server_error = false;
    const auto refused = app.as("david").post(address, "");
    CHECK(refused.status == 503);
    CHECK(refused.text("detail").find("is not installed. On Debian, as root:\n    apt-get install ") !=
          std::string::npos);
    CHECK_FALSE(app.as("david").get("/api/system/").at("backup").boolean);
    CHECK(files_there() == 0);
}

}  // namespace
TEST_SUITE_END();

// Other programs get what they are given and nothing else, and what they complain of is told.
#include "base/program.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/errors.hpp"
#include "base/random.hpp"

using namespace crm;

namespace {

struct Folder {
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("connectcrm-program-" + random_hex(6));
    Folder() { std::filesystem::create_directory(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path); }
};

std::string text_of(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("program: arguments, environment, input and output") {
    const Folder folder;
    const std::string input = folder.path / "in", output = folder.path / "out";
    std::ofstream(input) << "from the file";
    ::setenv("CRM_OF_THE_CALLER", "hidden", 1);
    const Ended ended = run({"sh",
                             {"-c", "cat; echo \" $0 $1 $ONE$CRM_OF_THE_CALLER\"; echo why >&2", "a b", "$ONE"},
                             {{"ONE", "1"}},
                             input,
                             output});
    CHECK(ended.well);
    CHECK(ended.errors == "why");
    CHECK(text_of(output) == "from the file a b $ONE 1\n");
    struct stat status {};
    REQUIRE(::stat(output.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
}

TEST_CASE("program: what goes wrong") {
    CHECK_FALSE(run({"sh", {"-c", "exit 3"}, {}, {}, {}}).well);
    CHECK_FALSE(run({"sh", {"-c", "kill -KILL $$"}, {}, {}, {}}).well);
    const Ended talkative = run({"sh", {"-c", "seq 100000 >&2; echo last >&2; exit 1"}, {}, {}, {}});
    CHECK(talkative.errors.ends_with("\nlast"));
    CHECK(talkative.errors.size() < 10'000);
    CHECK_THROWS_AS(run({"no-such-program-of-ours", {}, {}, {}, {}}), Error);
    CHECK_THROWS_AS(run({"sh", {"-c", ":"}, {}, "/no/such/file", {}}), Error);
    CHECK(can_run("sh"));
    CHECK_FALSE(can_run("no-such-program-of-ours"));
}

// Temporary files: what is written is read again, nobody sees a name, and a full disk is told apart from other
// failures.
#include "base/temporary_file.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "base/errors.hpp"
#include "base/random.hpp"
#include "base/test_disk.hpp"

using namespace crm;
using namespace crm::test;

namespace {

struct Folder {
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("connectcrm-temporary-" + random_hex(6));
    Folder() { std::filesystem::create_directory(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path); }
};

std::string part(const TemporaryFile& file, std::uint64_t offset, std::size_t size) {
    std::string text(size, '?');
    text.resize(file.read(offset, text));
    return text;
}

std::size_t files_in(const std::filesystem::path& path) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path), {}));
}

Error failure_of(const auto& action) {
    try {
        action();
    } catch (const Error& e) {
        return e;
    }
    return {Condition::bad_request, "nothing was thrown"};
}

}  // namespace

TEST_CASE("temporary file: what is appended is read again, from anywhere") {
    TemporaryFile file;
    CHECK(file.size() == 0);
    CHECK(part(file, 0, 10).empty());
    file.append("hello ");
    file.append("");
    file.append(std::string("wor\0ld", 6));
    CHECK(file.size() == 12);
    CHECK(part(file, 0, 12) == std::string("hello wor\0ld", 12));
    CHECK(part(file, 6, 3) == "wor");
    CHECK(part(file, 10, 100) == "ld");
    CHECK(part(file, 12, 1).empty());
    CHECK(part(file, ~std::uint64_t{0}, 1).empty());
    CHECK(part(file, 0, 0).empty());
    const std::string megabytes(5'000'000, 'x');
    file.append(megabytes);
    CHECK(part(file, 12, 6'000'000) == megabytes);
}

TEST_CASE("temporary file: it lies in TMPDIR and has no name there") {
    const Folder folder;
    const TemporaryFolder here(folder.path.c_str());
    TemporaryFile file;
    file.append("text");
    CHECK(files_in(folder.path) == 0);
    std::filesystem::remove_all(folder.path);
    CHECK(part(file, 0, 10) == "text");
    CHECK_THROWS_AS(TemporaryFile(), Error);
}

TEST_CASE("temporary file: where there can be none, the client learns nothing of the machine") {
    const Folder folder;
    std::ofstream(folder.path / "file") << "no folder";
    for (const auto& path : {folder.path / "missing", folder.path / "file"}) {
        const TemporaryFolder there(path.c_str());
        const Error error = failure_of([] { const TemporaryFile file; });
        CHECK(error.condition == Condition::internal);
        CHECK(error.message == "Internal server error.");
        CHECK(error.detail.find("TMPDIR") != std::string::npos);
    }
}

TEST_CASE("temporary file: a full disk is out of storage, and what was there stays") {
    TemporaryFile file;
    file.append("kept");
    const Error error = failure_of([&] {
        const FullDisk full(100'000);
        file.append(std::string(200'000, 'x'));
    });
    CHECK(error.condition == Condition::out_of_storage);
    CHECK_FALSE(error.detail.empty());
    CHECK(file.size() == 4);
    CHECK(part(file, 0, 10) == "kept");
    file.append(", too");
    CHECK(part(file, 0, 20) == "kept, too");
}

// The signing key: which are refused, and how one is made and kept.
#include "app/secret_key.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "app/exit_code.hpp"
#include "base/random.hpp"

using namespace crm;

namespace {

struct Folder {
    Folder() : path(std::filesystem::temp_directory_path() / ("connectcrm-key-test-" + random_hex(6))) {
        std::filesystem::create_directory(path);
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::filesystem::path path;
};

Config embedded(const Folder& folder) {
    return load_config({{}, {{"DATABASE_URL", "sqlite:///" + (folder.path / "new" / "crm.db").string()}}, {}});
}

std::string refusal(const Config& config) {
    try {
        signing_keys(config);
        return "accepted";
    } catch (const Stop& stop) {
        CHECK(stop.code == ExitCode::usage);
        return stop.what();
    }
}

}  // namespace

TEST_CASE("keys that are refused, and the fixture's that is not") {
    for (const std::string key :
         {"", "short", "1234567890123456789012345678901", "django-insecure-9s8d7f6g5h4j3k2l1q0w9e8r7t6y5u4i3o2p",
          "a-string-secret-at-least-256-bits-long", "0123456789abcdef0123456789abcdef",
          "please-CHANGEME-before-production-use-1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
          "abababababababababababababababababababab"}) {
        CAPTURE(key);
        CHECK_FALSE(key_problem(key).empty());
    }
    CHECK(key_problem("oracle-only-signing-key-0123456789abcdef0123456789").empty());
    CHECK(key_problem("k!2m)8x*vq^w3z@r#7n$5b%1c&6d(9f_").empty());
    for (int i = 0; i < 1000; ++i) CHECK(key_problem(random_hex(32)).empty());
}

TEST_CASE("a key is made once, for nobody else to read, and kept") {
    const Folder folder;
    const Config config = embedded(folder);
    const SigningKeys first = signing_keys(config);
    CHECK(first.current.size() == 64);
    CHECK(signing_keys(config).current == first.current);
    struct stat status {};
    REQUIRE(::stat(config.secret_key_file.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600);
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path / "new"), {}) == 1);

    ::chmod(config.secret_key_file.c_str(), 0640);
    CHECK(refusal(config).find("chmod 600 " + config.secret_key_file) != std::string::npos);
    ::chmod(config.secret_key_file.c_str(), 0600);
    std::ofstream(config.secret_key_file) << "too short";
    CHECK(refusal(config).find("at least 32") != std::string::npos);
    std::ofstream(config.secret_key_file, std::ios::trunc).flush();
    CHECK(refusal(config).find("0 bytes") != std::string::npos);
}

TEST_CASE("servers that start at once agree on one key") {
    const Folder folder;
    const Config config = embedded(folder);
    std::array<std::string, 8> keys;
    {
        std::array<std::jthread, 8> threads;
        for (std::size_t i = 0; i < threads.size(); ++i)
            threads[i] = std::jthread([&, i] { keys[i] = signing_keys(config).current; });
    }
    for (const std::string& key : keys) CHECK(key == keys[0]);
}

TEST_CASE("keys that are given") {
    const std::string key = "a good key of our own: 8c1f0a7e5b", old = "a former key of our own: 77e1c0d2";
    NamedValues environment{{"DATABASE_URL", "postgres://u@h/n"}};
    CHECK(refusal(load_config({{}, environment, {}})).find("CONNECTCRM_SECRET_KEY=") != std::string::npos);
    environment.emplace_back("DJANGO_SECRET_KEY", key);
    environment.emplace_back("CONNECTCRM_OLD_SECRET_KEYS", old);
    const SigningKeys keys = signing_keys(load_config({{}, environment, {}}));
    CHECK(keys.current == key);
    CHECK(keys.older == std::vector<std::string>{old});

    environment.emplace_back("CONNECTCRM_SECRET_KEY", "too short and secret");
    const std::string text = refusal(load_config({{}, environment, {}}));
    CHECK(text.find("environment variable CONNECTCRM_SECRET_KEY: The key has 20 bytes") != std::string::npos);
    CHECK(text.find("and secret") == std::string::npos);
}

TEST_CASE("a file that is given serves a server's database too, but is never made for it") {
    const Folder folder;
    const std::string path = folder.path / "key";
    const Config config = load_config({{}, {{"DATABASE_URL", "mysql://u@h/n"}, {"SECRET_KEY_FILE", path}}, {}});
    CHECK(refusal(config) != "accepted");
    CHECK_FALSE(std::filesystem::exists(path));
    std::ofstream(path) << random_hex(32) << "\n";
    ::chmod(path.c_str(), 0600);
    CHECK(signing_keys(config).current.size() == 64);
}

TEST_CASE("an embedded database on a disk that does not last") {
    const Config lost = load_config({{}, {{"DYNO", "web.1"}}, {}});
    CHECK_THROWS_AS(refuse_lost_disk(lost), Stop);
    CHECK(refusal(lost).find("heroku addons:create") != std::string::npos);
    refuse_lost_disk(load_config({{}, {{"DYNO", "web.1"}, {"DATABASE_URL", "postgres://u@h/n"}}, {}}));
}

// An original's database brought in on each engine.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/errors.hpp"
#include "crm/import_django.hpp"
#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;
namespace fs = std::filesystem;

TEST_SUITE_BEGIN("import");
namespace {

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

// The fixture as the original's SQLite wrote it, in a folder of its own.
class Original {
public:
    Original() : folder_(fs::temp_directory_path() / ("original-" + random_hex(6))) {
        fs::create_directory(folder_);
        fs::copy_file(fs::path(TEST_CONTRACT) / "fixture.sqlite3", path());
    }
    Original(const Original&) = delete;
    Original& operator=(const Original&) = delete;
    ~Original() { fs::remove_all(folder_); }
    fs::path path() const { return folder_ / "db.sqlite3"; }
    std::unique_ptr<Session> open() const {
        return open_session(DatabaseUrl::parse("sqlite:///" + path().string()), Access::read);
    }

private:
    fs::path folder_;
};

DjangoImport import_into(TestApp& app, const Original& original) {
    const auto source = original.open();
    const auto target = app.open_database();
    app.expect_changes();
    return import_django(*source, *target, [](auto&&...) {});
}

TEST_CASE("everything comes in with its id, and a second run changes nothing") {
    TestApp app;
    app.start_empty();
    const Original original;
    const std::string bytes = read_file(original.path());
    std::map<std::string, std::int64_t> expected{
        {"users", 26}, {"customers", 12}, {"opportunities", 7}, {"interactions", 10}};
    const auto first = import_into(app, original);
    REQUIRE(first.counts.size() == expected.size());
    for (const auto& count : first.counts) {
        INFO(count.resource);
        CHECK(count.read == expected[count.resource]);
        CHECK(count.added == count.read);
        CHECK(count.left_out == 0);
    }
    const auto image = app.image();
    const auto second = import_into(app, original);
    for (const auto& count : second.counts) {
        CHECK(count.unchanged == count.read);
        CHECK(count.added + count.updated + count.left_out == 0);
    }
    CHECK(difference(image, app.image()) == "");
    CHECK((read_file(original.path()) == bytes));
}

TEST_CASE("imported records are the original's to the last character") {
    TestApp app;
    app.start_empty();
    import_into(app, Original());
    const auto document = json::Document::parse(read_file(fs::path(TEST_CONTRACT) / "fixture.json"));
    const auto admin = app.as("admin");
    for (const char* resource : {"users", "customers", "opportunities", "interactions"}) {
        const auto list = admin.get("/api/" + std::string(resource) + "/");
        const auto& expected = document.root().find(resource)->items;
        REQUIRE(list.json().items.size() == expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i)
            for (const auto& [name, value] : expected[i].members) {
                if (name.starts_with("password") || name == "is_superuser") continue;
                INFO(resource << " " << i << " " << name);
                const json::Value* found = list.json().items[i].find(name);
                REQUIRE(found);
                CHECK((found->type == value.type && found->text == value.text && found->boolean == value.boolean));
            }
    }
}

TEST_CASE("who could sign in still can, with the rights of their role, and nobody else") {
    TestApp app;
    app.start_empty();
    import_into(app, Original());
    const auto admin = login(app, "admin", "Admin-pass-1");
    CHECK(app.with_token(admin.text("access")).get("/api/users/").status == 200);
    CHECK(login(app, "dj51", "Dj51-pass-1").status == 200);
    CHECK(login(app, "LÉA.Müller@office+1", "Pässwört-🔑-1").status == 200);
    for (const auto& [name, password] : {std::pair{"root", "Root-pass-1"}, std::pair{"ghost", "Ghost-pass-1"}}) {
        const auto pair = login(app, name, password);
        REQUIRE(pair.status == 200);
        const auto client = app.with_token(pair.text("access"));
        CHECK(client.get("/api/").status == 200);
        for (const char* path : {"/api/users/", "/api/customers/", "/api/opportunities/", "/api/interactions/"})
            CHECK(client.get(path).status == 403);
    }
    for (const auto& [name, password] : {std::pair{"plainpw", "plaintext-secret"}, std::pair{"nopass", "x"},
                                         std::pair{"unusable", "x"}, std::pair{"inactive", "Inactive-pass-1"}})
        CHECK(login(app, name, password).status == 401);
    CHECK(app.count("SELECT COUNT(*) FROM users WHERE password LIKE '%plaintext%' OR password = ''") == 0);
    CHECK(app.count(
              "SELECT COUNT(*) FROM changes WHERE after_values LIKE '%plaintext%' OR after_values LIKE '%pbkdf2%'") ==
          0);
}

TEST_CASE("the next record gets an id of its own, larger than all that came in") {
    TestApp app;
    app.start_empty();
    import_into(app, Original());
    const auto admin = app.as("admin");
    CHECK(admin.post("/api/users/", R"({"username":"new","role":"sales"})").id() > 26);
    CHECK(admin.post("/api/customers/", R"({"name":"n","email":"a@b.example","phone":"1","address":"a"})").id() > 12);
    CHECK(admin.post("/api/interactions/", R"({"customer":1,"interaction_type":"t","notes":"n","next_action":"x"})")
              .id() > 10);
    CHECK(admin.patch("/api/customers/1/", R"({"name":"Changed here"})").integer("version") == 2);
    const auto image = app.image();
    import_into(app, Original());  // what was changed here stays
    CHECK(difference(image, app.image()) == "");
}

TEST_CASE("a database with records of its own is left alone") {
    TestApp app;
    const auto image = app.image();
    CHECK_THROWS_AS(import_into(app, Original()), Error);
    CHECK(difference(image, app.image()) == "");
}

}  // namespace
TEST_SUITE_END();

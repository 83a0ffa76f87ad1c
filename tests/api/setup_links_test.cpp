// Links with which a user chooses a password: who makes them, what ends them, and that they are good once.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "crm/users/setup_links.hpp"
#include "support/api_keys.hpp"
#include "support/scenario.hpp"
#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("setup_links");
namespace {

constexpr auto does_not_work =
    R"({"detail":"This link does not work: it was used, is too old, or a newer one was made. Ask for a new one."})";
constexpr auto new_password = R"({"password":"  pink-crocodile-99 "})";

std::string address_of(Id user) { return "/api/users/" + std::to_string(user) + "/setup-link/"; }

// Where the page behind a link asks.
std::string page_of(const Answer& made) {
    const std::string url = made.text("url");
    return "/api/setup-links/" + url.substr(url.rfind('/') + 1) + "/";
}

std::string make_link(TestApp& app, Id user) {
    const auto made = app.as("david").post(address_of(user), "");
    CHECK(made.status == 201);
    return page_of(made);
}

void check_dead(TestApp& app, const std::string& page) {
    const auto stranger = app.as("stranger");
    for (const auto& answer : {stranger.get(page), stranger.post(page, new_password)}) {
        CHECK(answer.status == 404);
        CHECK(answer.body == does_not_work);
    }
}

TEST_CASE("by a link a user chooses a password, once, and is signed out everywhere") {
    TestApp app;
    const auto before = login(app, "maria");
    const auto made = app.as("david").post(address_of(2), "");
    CHECK(made.status == 201);
    CHECK(made.text("url").starts_with("http://localhost:8000/welcome/"));
    CHECK(made.text("url").size() == std::string("http://localhost:8000/welcome/").size() + 32);
    const std::string page = page_of(made);
    const auto stranger = app.as("stranger");
    for (int i = 0; i < 2; ++i)  // looking does not use it up
        CHECK(stranger.get(page).body == R"({"username":"maria","expires_at":")" + made.text("expires_at") + "\"}");
    CHECK(app.with_token(before.text("access")).get("/api/me/").status == 200);

    CHECK(stranger.post(page, new_password).status == 204);
    CHECK(app.with_token(before.text("access")).get("/api/me/").status == 401);
    CHECK(refresh(app, before.text("refresh")).status == 401);
    CHECK(login(app, "maria").status == 401);
    CHECK(login(app, "maria", "pink-crocodile-99").status == 200);
    check_dead(app, page);
}

TEST_CASE("it is the last one that works, for three days, and only while the user is active") {
    TestApp app;
    const std::string first = make_link(app, 2), second = make_link(app, 2), of_jonas = make_link(app, 3);
    check_dead(app, first);
    CHECK(app.as("stranger").get(second).text("username") == "maria");
    CHECK(app.as("stranger").get(of_jonas).text("username") == "jonas");

    CHECK(app.as("david").patch("/api/users/2/", R"({"is_active":false})").status == 200);
    check_dead(app, second);
    CHECK(app.as("david").post(address_of(2), "").body ==
          R"({"detail":"This user is deactivated: activate the account first."})");

    app.expect_good_log = false;
    const auto in_future = [&](std::int64_t seconds) {
        app.write([&](Session& session) {
            session.execute("UPDATE users SET setup_expires_at = ? WHERE id = 3", {now().micros + seconds * 1'000'000});
        });
    };
    CHECK(app.count("SELECT setup_expires_at FROM users WHERE id = 3") / 1'000'000 - seconds_of(now()) >
          setup_link_lifetime_s - 60);
    in_future(60);
    CHECK(app.as("stranger").get(of_jonas).status == 200);
    in_future(0);
    check_dead(app, of_jonas);
}

TEST_CASE("a password that is set otherwise ends the link, and nothing else does") {
    TestApp app;
    const std::string by_admin = make_link(app, 2);
    CHECK(app.as("david").patch("/api/users/2/", R"({"first_name":"Mary"})").status == 200);
    CHECK(app.as("david").post("/api/users/2/sign-out/", "").status == 204);
    CHECK(app.as("david").patch("/api/users/2/", R"({"setup_hash":"x","setup_expires_at":null})").status == 200);
    CHECK(app.as("stranger").get(by_admin).status == 200);
    CHECK(app.as("david").patch("/api/users/2/", R"({"password":"blue-crocodile-77"})").status == 200);
    check_dead(app, by_admin);

    const std::string by_oneself = make_link(app, 3);
    CHECK(
        app.as("jonas")
            .post("/api/me/password/", R"({"current_password":"green-crocodile-42","new_password":"red-crocodile-77"})")
            .status == 200);
    check_dead(app, by_oneself);
    CHECK(app.count("SELECT COUNT(*) FROM users WHERE setup_hash <> '' OR setup_expires_at IS NOT NULL") == 0);
}

TEST_CASE("the password keeps the rules of the user, and a refused one leaves the link as it is") {
    TestApp app;
    const std::string page = make_link(app, 2), of_admin = make_link(app, 1);
    const auto stranger = app.as("stranger");
    const auto said = [&](const std::string& address, const std::string& body) {
        const auto answer = stranger.post(address, body);
        CHECK(answer.status == 400);
        return answer.body;
    };
    CHECK(said(page, "{}") == R"({"password":["This field is required."]})");
    CHECK(said(page, R"({"password":" "})") == R"({"password":["This field may not be blank."]})");
    CHECK(said(page, R"({"password":"x7-Kp"})") ==
          R"({"password":["This password is too short. It must contain at least 8 characters."]})");
    CHECK(
        said(page, R"({"password":"maria@crm.example1"})").starts_with(R"({"password":["The password is too similar)"));
    CHECK(said(of_admin, R"({"password":"x7-KpQ_w9"})").find("at least 12 characters") != std::string::npos);
    CHECK(stranger.post(page, "{").status == 400);
    CHECK(stranger.post(page, R"({"password":"x7-KpQ_w9"})").status == 204);
}

TEST_CASE("an admin's key that may write users makes links, but not for the admin") {
    TestApp app;
    const auto key = key_client(app, make_key(app, "david", R"(["users:write"])"));
    CHECK(key.post(address_of(2), "").status == 201);
    CHECK(key.post(address_of(1), "").body == out_of_scope);
    CHECK(app.as("david").post(address_of(1), "").status == 201);
    const auto reader = key_client(app, make_key(app, "david", R"(["users:read"])"));
    CHECK(reader.post(address_of(2), "").body == lacks("users:write"));
}

TEST_CASE("the log tells of the link and of its use, and of no secret") {
    TestApp app;
    const std::string page = make_link(app, 2);
    CHECK(app.as("stranger").post(page, new_password).status == 204);
    const auto history = app.as("david").get("/api/users/2/history/");
    const auto& entries = history.at("results").items;
    REQUIRE(entries.size() == 3);
    CHECK(entries[0].find("action")->text == "set_password");
    CHECK(entries[0].find("actor")->text == "maria");
    CHECK(entries[1].find("action")->text == "setup_link");
    CHECK(entries[1].find("actor")->text == "david");
    CHECK(entries[1].find("after")->members.empty());
    app.read([&](Session& session) {
        session.query("SELECT after_values FROM changes WHERE action = 'setup_link'", {}, [&](const Row& row) {
            CHECK(row.text(0).find(R"j("setup_hash":"(set)")j") != std::string_view::npos);
            return true;
        });
    });
}

TEST_CASE("links begin with the address that people know, where one is set") {
    TestApp app(NamedValues{{"PUBLIC_URL", "https://crm.example.com"}});
    const auto made = app.as("david").with("Host", "crm.example.com").post(address_of(2), "");
    CHECK(made.text("url").starts_with("https://crm.example.com/welcome/"));
}

TEST_CASE("of many who use a link at once one does") {
    TestApp app;
    const std::string page = make_link(app, 2);
    std::atomic<int> done = 0, refused = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i)
        threads.emplace_back([&, i] {
            const auto database = app.open_database();
            const auto answer =
                app.as("stranger")
                    .send_on(*database, "POST", page, R"({"password":"crocodile-number-)" + std::to_string(i) + "\"}");
            if (answer.status == 204) ++done;
            if (answer.body == does_not_work) ++refused;
        });
    for (auto& thread : threads) thread.join();
    app.expect_changes();
    CHECK(done == 1);
    CHECK(refused == 5);
    CHECK(app.count("SELECT token_version FROM users WHERE id = 2") == 1);
}

TEST_CASE("whoever guesses links is slowed down, and whoever has one is not") {
    TestApp app(NamedValues{{"LOGIN_THROTTLE", "on"}, {"LOGIN_ADDRESS_FAILURES", "3"}});
    const std::string page = make_link(app, 2);
    const auto stranger = app.as("stranger");
    for (int i = 0; i < 5; ++i) CHECK(stranger.get(page).status == 200);
    for (int i = 0; i < 5; ++i) CHECK(stranger.post(page, R"({"password":"short"})").status == 400);
    CHECK(stranger.get("/api/setup-links/wrong/").status == 404);
    CHECK(stranger.post("/api/setup-links/wrong/", new_password).status == 404);
    CHECK(stranger.get("/api/setup-links/wrong/").status == 404);
    for (const auto& answer : {stranger.get("/api/setup-links/wrong/"), stranger.get(page)}) {
        CHECK(answer.status == 429);
        CHECK_FALSE(answer.header("Retry-After").empty());
    }
    CHECK(stranger.post(page, new_password).status == 429);
    CHECK(login(app, "maria").status == 429);  // it is the same address that guesses
}

}  // namespace
TEST_SUITE_END();

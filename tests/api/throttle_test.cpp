// Guessing passwords is slowed down, whoever guesses and however many at once, and nobody is locked out for good.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("throttle");
namespace {
const NamedValues throttled{{"LOGIN_THROTTLE", "on"}};

// As if `seconds` had passed since the last attempt.
void wait(TestApp& app, std::int64_t seconds) {
    app.write([&](Session& session) {
        session.execute("UPDATE login_attempts SET next_allowed = next_allowed - ?, window_start = window_start - ?",
                        {seconds * 1'000'000, seconds * 1'000'000});
    });
}

void check_throttled(const Answer& answer, int least, int most) {
    CHECK(answer.status == 429);
    const int seconds = std::atoi(std::string(answer.header("Retry-After")).c_str());
    CHECK(seconds >= least);
    CHECK(seconds <= most);
    CHECK(answer.body ==
          R"({"detail":"Request was throttled. Expected available in )" + std::to_string(seconds) + R"( seconds."})");
}

TEST_CASE("after the free failures the account waits, even with the right password, and then it works") {
    TestApp app(throttled);
    for (int i = 0; i < 5; ++i) CHECK(login(app, "maria", "wrong").status == 401);
    check_throttled(login(app, "maria", "wrong"), 1, 1);
    check_throttled(login(app, "  MARIA "), 1, 1);
    CHECK(login(app, "jonas").status == 200);
    wait(app, 2);
    CHECK(login(app, "maria").status == 200);
    for (int i = 0; i < 5; ++i) CHECK(login(app, "maria", "wrong").status == 401);
}

TEST_CASE("the wait doubles with each failure, and asking meanwhile makes it no longer") {
    TestApp app(
        NamedValues{{"LOGIN_THROTTLE", "on"}, {"LOGIN_ADDRESS_FAILURES", "1000"}, {"LOGIN_LONGEST_WAIT", "30"}});
    for (int i = 0; i < 5; ++i) login(app, "maria", "wrong");
    for (const int seconds : {1, 2, 4, 8, 16, 30, 30}) {
        for (int i = 0; i < 3; ++i) check_throttled(login(app, "maria", "wrong"), std::max(1, seconds - 2), seconds);
        wait(app, seconds + 1);
        CHECK(login(app, "maria", "wrong").status == 401);
    }
}

TEST_CASE("names that nobody has are throttled alike") {
    TestApp app(throttled);
    for (int i = 0; i < 5; ++i) CHECK(login(app, "nobody-at-all", "wrong").status == 401);
    check_throttled(login(app, "nobody-at-all", "wrong"), 1, 1);
    for (int i = 0; i < 5; ++i) CHECK(login(app, "erika").status == 401);
    check_throttled(login(app, "erika"), 1, 1);
}

TEST_CASE("one address may fail so often, over all names, and success gives back what it took") {
    TestApp app(throttled);
    for (int i = 0; i < 19; ++i) CHECK(login(app, "guess" + std::to_string(i), "wrong").status == 401);
    for (int i = 0; i < 3; ++i) CHECK(login(app, "maria").status == 200);
    CHECK(login(app, "guess", "wrong").status == 401);
    check_throttled(login(app, "maria"), 500, 600);
    wait(app, 601);
    CHECK(login(app, "maria").status == 200);
}

TEST_CASE("of two hundred guesses at once only the free ones are looked at") {
    TestApp app(NamedValues{{"LOGIN_THROTTLE", "on"}, {"LOGIN_ADDRESS_FAILURES", "1000"}});
    std::atomic<int> looked_at = 0, throttled_ones = 0, others = 0, next = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 20; ++i)
        threads.emplace_back([&] {
            const auto database = app.open_database();
            const auto stranger = app.as("stranger");
            while (next++ < 200) {
                const auto answer =
                    stranger.send_on(*database, "POST", "/api/token/", R"({"username":"maria","password":"wrong"})");
                ++(answer.status == 401 ? looked_at : answer.status == 429 ? throttled_ones : others);
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(others == 0);
    CHECK(looked_at >= 5);
    // A wait of a second or two may end while the rest are under way.
    CHECK(looked_at <= 10);
    CHECK(looked_at + throttled_ones == 200);
}

TEST_CASE("setting one's own password is a guess like any other") {
    TestApp app(throttled);
    const auto maria = app.as("maria");
    for (int i = 0; i < 5; ++i)
        CHECK(maria.post("/api/me/password/", R"({"current_password":"wrong","new_password":"pink-crocodile-9"})")
                  .status == 400);
    check_throttled(maria.post("/api/me/password/",
                               R"({"current_password":"green-crocodile-42","new_password":"pink-crocodile-9"})"),
                    1, 1);
    check_throttled(login(app, "maria"), 1, 1);
}

TEST_CASE("bad requests are no guesses") {
    TestApp app(throttled);
    for (int i = 0; i < 30; ++i) CHECK(app.as("stranger").post("/api/token/", R"({"username":"maria"})").status == 400);
    CHECK(login(app, "maria").status == 200);
}

TEST_CASE("behind a trusted proxy it is the client's address that counts") {
    TestApp app(
        NamedValues{{"LOGIN_THROTTLE", "on"}, {"TRUSTED_PROXIES", "127.0.0.1"}, {"LOGIN_ADDRESS_FAILURES", "3"}});
    auto from = [&, made = 0](const char* address) mutable {
        const std::string name = "guess" + std::to_string(++made);
        return app.as("stranger")
            .with("X-Forwarded-For", address)
            .post("/api/token/", R"({"password":"wrong","username":")" + name + "\"}");
    };
    for (int i = 0; i < 3; ++i) CHECK(from("203.0.113.7").status == 401);
    CHECK(from("203.0.113.7").status == 429);
    CHECK(from("198.51.100.1, 203.0.113.7").status == 429);  // what the client wrote itself is not believed
    CHECK(from("203.0.113.8").status == 401);
    for (const char* address : {"2001:db8::1", "2001:db8::2", "2001:db8::3"}) CHECK(from(address).status == 401);
    CHECK(from("2001:db8::4").status == 429);  // the same /64
    CHECK(from("2001:db8:0:1::1").status == 401);
}

}  // namespace
TEST_SUITE_END();

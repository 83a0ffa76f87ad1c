// Guessing becomes slow, and nobody is locked out by somebody else.
#include "auth/throttle.hpp"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

#include "auth/sign_in_for_tests.hpp"

namespace crm {
namespace {

using namespace for_tests;

template <class E>
struct Door : SignInDatabase<E> {
    ThrottleRules rules;
    int attempt(double at, const std::string& account = "ada", const std::string& address = "192.0.2.1") {
        return this->write([&](Session& s) { return count_attempt(s, rules, account, address, seconds(at)); });
    }
    void succeed(double at, const std::string& account = "ada", const std::string& address = "192.0.2.1") {
        this->write([&](Session& s) { forget_attempts(s, account, address, seconds(at)); });
    }
};

}  // namespace

TEST_CASE_TEMPLATE("five failures are free, then the wait doubles up to a quarter of an hour", E, Sqlite, Mysql,
                   Postgres) {
    Door<E> door;
    door.rules.address_failures = 1000;
    for (int i = 0; i < 5; ++i) CHECK(door.attempt(0) == 0);
    double at = 0;
    for (const int wait : {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900}) {
        CHECK(door.attempt(at) == wait);
        CHECK(door.attempt(at + wait - 0.5) == 1);
        at += wait;
        CHECK(door.attempt(at) == 0);
    }
    CHECK(door.attempt(at, "bob") == 0);
    // A day without an attempt, and all is forgotten.
    at += 24 * 3600;
    for (int i = 0; i < 5; ++i) CHECK(door.attempt(at) == 0);
    CHECK(door.attempt(at) == 1);
}

TEST_CASE_TEMPLATE("attempts that come in with clocks apart do not wait for each other", E, Sqlite, Mysql, Postgres) {
    Door<E> door;
    CHECK(door.attempt(10) == 0);
    CHECK(door.attempt(9) == 0);
    CHECK(door.attempt(8) == 0);
}

TEST_CASE_TEMPLATE("a good sign-in forgets the account's failures, and only its own attempt at the address", E, Sqlite,
                   Mysql, Postgres) {
    Door<E> door;
    door.rules.address_failures = 6;
    for (int i = 0; i < 5; ++i) CHECK(door.attempt(i) == 0);
    door.succeed(5);
    CHECK(door.attempt(6) == 0);
    CHECK(door.attempt(6) == 0);
    CHECK(door.attempt(6) == 594);
}

TEST_CASE_TEMPLATE("accounts are counted by their folded name", E, Sqlite, Mysql, Postgres) {
    Door<E> door;
    for (const auto* name : {"ada", "ADA", " Ada ", "ＡＤＡ", "aDa"}) CHECK(door.attempt(0, name) == 0);
    CHECK(door.attempt(0, "ada") == 1);
    CHECK(door.attempt(0, "adam") == 0);
}

TEST_CASE_TEMPLATE("addresses: twenty in ten minutes, IPv6 by its network", E, Sqlite, Mysql, Postgres) {
    Door<E> door;
    for (int i = 0; i < 20; ++i) CHECK(door.attempt(i, "u" + std::to_string(i)) == 0);
    CHECK(door.attempt(20, "new") == 580);
    CHECK(door.attempt(599, "new") == 1);
    CHECK(door.attempt(20, "new", "::ffff:192.0.2.1") == 580);
    CHECK(door.attempt(20, "new", "192.0.2.2") == 0);
    CHECK(door.attempt(600, "new") == 0);

    for (int i = 0; i < 20; ++i)
        CHECK(door.attempt(0, "v" + std::to_string(i), "2001:db8:0:1::" + std::to_string(i)) == 0);
    CHECK(door.attempt(0, "w", "2001:db8:0:1:ffff::1") == 600);
    CHECK(door.attempt(0, "w", "2001:db8:0:1:ffff::1%eth0") == 600);
    CHECK(door.attempt(0, "w", "2001:db8:0:2::1") == 0);
}

TEST_CASE_TEMPLATE("a blocked address cannot make an account wait", E, Sqlite, Mysql, Postgres) {
    Door<E> door;
    door.rules.address_failures = 2;
    CHECK(door.attempt(0, "x") == 0);
    CHECK(door.attempt(0, "y") == 0);
    for (int i = 0; i < 10; ++i) CHECK(door.attempt(0, "victim") == 600);
    CHECK(door.attempt(0, "victim", "192.0.2.2") == 0);
}

TEST_CASE_TEMPLATE("switched off it counts nothing; old rows go; names are not stored", E, Sqlite, Mysql, Postgres) {
    Door<E> door;
    door.rules.on = false;
    for (int i = 0; i < 50; ++i) CHECK(door.attempt(0) == 0);
    CHECK(door.rows("login_attempts") == 0);
    door.rules.on = true;
    CHECK(door.attempt(0, "my secret password") == 0);
    CHECK(door.rows("login_attempts") == 2);
    CHECK(door.rows("login_attempts WHERE length(counter_hash) = 64") == 2);
    door.write([](Session& s) { purge_attempts(s, seconds(24 * 3600 - 1)); });
    CHECK(door.rows("login_attempts") == 2);
    door.write([](Session& s) { purge_attempts(s, seconds(24 * 3600)); });
    CHECK(door.rows("login_attempts") == 0);
}

TEST_CASE_TEMPLATE("of 200 guesses at once five get through", E, Sqlite, Mysql, Postgres) {
    Door<E> door;
    door.rules.address_failures = 1000;
    std::atomic<int> through = 0, refused = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            const auto own = door.open();
            for (int k = 0; k < 25; ++k) {
                const int wait = own->write([&](Session& s) {
                    return count_attempt(s, door.rules, "ada", "192.0.2." + std::to_string(k), seconds(0));
                });
                ++(wait == 0 ? through : refused);
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(through == 5);
    CHECK(refused == 195);
}

}  // namespace crm

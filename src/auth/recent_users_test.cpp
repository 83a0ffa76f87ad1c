// Whose row is asked for, and who is told what another's query found.
#include "auth/recent_users.hpp"

#include <doctest/doctest.h>

#include "auth/sign_in_for_tests.hpp"

namespace crm {
namespace {

using namespace for_tests;
using Clock = RecentUsers::Clock;

template <class E>
struct Users : SignInDatabase<E> {
    RecentUsers recent;
    std::unique_ptr<Session> reading = this->session();

    Users() { add("ada"); }
    std::int64_t add(std::string_view name) {
        return this->write([&](Session& s) {
            return s.insert(R"(INSERT INTO users (username, username_key, email, role, first_name, last_name, is_active,
                                   is_staff, date_joined, password, is_superuser, token_version, created_at, updated_at, version)
                               VALUES (?, ?, '', 'sales', '', '', 1, 0, 0, '', 0, 0, 0, 0, 1))",
                            {name, name});
        });
    }
    void become(std::string_view role) {
        this->write([&](Session& s) { s.execute("UPDATE users SET role = ? WHERE id = 1", {role}); });
    }
    std::string_view role(Clock::time_point since, std::int64_t id = 1) {
        const auto user = recent.find(*reading, id, since);
        return user ? to_text(user->role) : "nobody";
    }
};

}  // namespace

TEST_CASE_TEMPLATE("who came before a query began is told what it found, and who came after it is not", E, Sqlite,
                   Mysql, Postgres) {
    Users<E> users;
    const auto early = Clock::now();
    CHECK(users.role(early) == "sales");
    users.become("admin");
    CHECK(users.role(early) == "sales");
    const auto late = Clock::now();
    CHECK(users.role(late) == "admin");
    CHECK(users.role(early) == "admin");
    CHECK(users.role(late) == "admin");
    users.become("customer");
    CHECK(users.role(Clock::time_point::max()) == "customer");
}

TEST_CASE_TEMPLATE("a transaction asks for itself", E, Sqlite, Mysql, Postgres) {
    Users<E> users;
    const auto early = Clock::now();
    CHECK(users.role(early) == "sales");
    users.become("admin");
    users.reading->begin();
    CHECK(users.role(early) == "admin");
    users.reading->rollback();
}

TEST_CASE_TEMPLATE("users who share a place are not taken for one another, and who is gone is remembered, too", E,
                   Sqlite, Mysql, Postgres) {
    Users<E> users;
    const auto early = Clock::now();
    for (const std::int64_t other : {257, 513}) {
        CHECK(users.role(early) == "sales");
        CHECK(users.role(early, other) == "nobody");
        CHECK(users.role(early, other) == "nobody");
    }
    users.write([](Session& s) { s.execute("DELETE FROM users WHERE id = 1"); });
    CHECK(users.role(Clock::now()) == "nobody");
    CHECK(users.role(early) == "nobody");
}

}  // namespace crm

// The Authorization header, answer by answer (SPEC 2.4), and users whose tokens no longer count.
#include "auth/authenticate.hpp"

#include <doctest/doctest.h>

#include "auth/sign_in_for_tests.hpp"
#include "base/errors.hpp"

namespace crm {
namespace {

using namespace for_tests;

template <class E>
struct Gate : SignInDatabase<E> {
    Tokens tokens{{"unit-test-signing-key-0123456789abcdef", {}}, 300, 86400};

    Gate() {
        this->write([](Session& s) {
            for (const std::string_view name : {"ada", "bob", "eve"})
                s.insert(R"(INSERT INTO users (username, username_key, email, role, first_name, last_name, is_active,
                                is_staff, date_joined, password, is_superuser, token_version, created_at, updated_at, version)
                            VALUES (?, ?, '', 'sales', '', '', ?, 0, 0, '', 0, ?, 0, 0, 1))",
                         {name, name, std::int64_t{name != "bob"}, std::int64_t{name == "eve" ? 2 : 0}});
        });
    }
    std::string token_of(std::optional<std::int64_t> user, std::int64_t version = 0) {
        auto claims = tokens.access_from(tokens.new_refresh(0, version, seconds(0)), seconds(0));
        claims.user_id = user;
        return tokens.issue(claims);
    }
    // "anonymous", the user's name, or the body of the refusal.
    std::string answer(const std::string& header) {
        return this->write([&](Session& s) -> std::string {
            try {
                const auto user = authenticate(s, tokens, header, seconds(1));
                return user ? user->username : "anonymous";
            } catch (const Error& error) {
                CHECK(error.condition == Condition::unauthenticated);
                return error.message + " | " + error.code + " | " + error.members;
            }
        });
    }
};

std::string not_valid(const std::string& message) {
    return "Given token not valid for any token type | token_not_valid | "
           R"("messages":[{"token_class":"AccessToken","token_type":"access","message":")" +
           message + "\"}]";
}

}  // namespace

TEST_CASE_TEMPLATE("headers without a bearer token are anonymous", E, Sqlite, Mysql, Postgres) {
    Gate<E> gate;
    const auto token = gate.token_of(1);
    for (const auto& header : {std::string(), std::string("  "), "Token " + token, "bearer " + token, "BEARER " + token,
                               "JWT " + token, "Basic YTpi" + token, token, "Bearer," + token, "Bearer:" + token})
        CHECK_MESSAGE(gate.answer(header) == "anonymous", header);
}

TEST_CASE_TEMPLATE("good headers, with white space as Python splits it", E, Sqlite, Mysql, Postgres) {
    Gate<E> gate;
    const auto token = gate.token_of(1);
    CHECK(gate.answer("Bearer " + token) == "ada");
    CHECK(gate.answer("  Bearer \t " + token + "  ") == "ada");
    const auto user = gate.write([&](Session& s) { return find_user(s, 1); });
    REQUIRE(user.has_value());
    CHECK(user->id == 1);
    CHECK(user->role == Role::sales);
    CHECK(user->is_active);
}

TEST_CASE_TEMPLATE("malformed headers and bad tokens", E, Sqlite, Mysql, Postgres) {
    Gate<E> gate;
    const std::string malformed =
        "Authorization header must contain two space-delimited values | bad_authorization_header | ";
    for (const auto* header : {"Bearer", "Bearer ", "Bearer a b", "Bearer a b c"})
        CHECK(gate.answer(header) == malformed);
    CHECK(gate.answer("Bearer garbage") == not_valid("Token is invalid or expired"));
    const auto refresh = gate.tokens.issue(gate.tokens.new_refresh(1, 0, seconds(0)));
    CHECK(gate.answer("Bearer " + refresh) == not_valid("Token has wrong type"));
}

TEST_CASE_TEMPLATE("users who are gone, inactive, or whose tokens were revoked", E, Sqlite, Mysql, Postgres) {
    Gate<E> gate;
    CHECK(gate.answer("Bearer " + gate.token_of({})) ==
          "Token contained no recognizable user identification | token_not_valid | ");
    CHECK(gate.answer("Bearer " + gate.token_of(987654321)) == "User not found | user_not_found | ");
    CHECK(gate.answer("Bearer " + gate.token_of(2)) == "User is inactive | user_inactive | ");
    CHECK(gate.answer("Bearer " + gate.token_of(3)) == not_valid("Token is invalid or expired"));
    CHECK(gate.answer("Bearer " + gate.token_of(3, 1)) == not_valid("Token is invalid or expired"));
    CHECK(gate.answer("Bearer " + gate.token_of(3, 2)) == "eve");

    const auto token = gate.token_of(1);
    CHECK(gate.answer("Bearer " + token) == "ada");
    gate.write([](Session& s) { s.execute("UPDATE users SET is_active = 0 WHERE id = 1"); });
    CHECK(gate.answer("Bearer " + token) == "User is inactive | user_inactive | ");
    gate.write([](Session& s) { s.execute("UPDATE users SET is_active = 1, token_version = 1 WHERE id = 1"); });
    CHECK(gate.answer("Bearer " + token) == not_valid("Token is invalid or expired"));
}

TEST_CASE("roles by name") {
    for (const auto name : role_names) CHECK(to_text(parse_role(name)) == name);
    for (const auto* name : {"", "manager", "Admin", "admin "}) CHECK(parse_role(name) == Role::none);
    CHECK((Role::admin | Role::sales).has(Role::sales));
    CHECK_FALSE((Role::admin | Role::sales).has(Role::customer));
    CHECK_FALSE((Role::admin | Role::sales).has(Role::none));
}

TEST_CASE("refusals of the rest") {
    CHECK_THROWS_WITH_AS(refuse_anonymous(), "Authentication credentials were not provided.", Error);
    CHECK_THROWS_WITH_AS(refuse_permission(), "You do not have permission to perform this action.", Error);
    CHECK_THROWS_WITH_AS(refuse_scope(), "You do not have permission to perform this action.", Error);
    CHECK_THROWS_WITH_AS(refuse_scope("users:read"), "This API key lacks the scope users:read.", Error);
}

}  // namespace crm

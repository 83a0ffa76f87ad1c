// API keys as text, their scopes, and what waits to be written of their use.
#include "auth/api_key.hpp"

#include <doctest/doctest.h>

#include "auth/sign_in_for_tests.hpp"
#include "base/random.hpp"

namespace crm {
namespace {

using namespace for_tests;

template <class E>
struct Keyring : SignInDatabase<E> {
    Keyring() {
        this->write([](Session& s) {
            s.execute(
                "INSERT INTO users (id, username, username_key, email, role, first_name, last_name, is_active, "
                "is_staff,"
                " date_joined, password, is_superuser, token_version, created_at, updated_at, version)"
                " VALUES (7, 'ada', 'ada', '', 'sales', '', '', 1, 0, 0, '', 0, 3, 0, 0, 1)");
        });
    }
    void add(std::int64_t id, std::string_view key, Bound expires_at) {
        const std::string hash = sha256_hex(key);
        this->write([&](Session& s) {
            s.execute(
                "INSERT INTO api_keys (id, user_id, name, prefix, key_hash, scopes, expires_at, created_at, updated_at,"
                " version) VALUES (?, 7, 'n', 'crm_', ?, 'books:read films:write', ?, 0, 0, 1)",
                {id, std::string_view(hash), expires_at});
            s.execute("INSERT INTO api_key_uses (key_id) VALUES (?)", {id});
        });
    }
    std::optional<User> owner(std::string_view key, double at) {
        return this->write([&](Session& s) { return find_key_owner(s, key, seconds(at)); });
    }
    std::int64_t last_used(std::int64_t id) {
        return this->write(
            [&](Session& s) { return s.integer("SELECT last_used_at FROM api_key_uses WHERE key_id = ?", {id}); });
    }
};

}  // namespace

TEST_CASE("a key cannot be guessed, and is told from a token by its beginning") {
    const std::string key = new_api_key();
    CHECK(key.size() == 4 + 43);
    CHECK(is_api_key(key));
    CHECK(key != new_api_key());
    CHECK_FALSE(is_api_key("eyJhbGciOiJIUzI1NiJ9.e30.x"));
    CHECK_FALSE(is_api_key("CRM_"));
    CHECK_FALSE(is_api_key(""));
}

TEST_CASE("scopes as text") {
    CHECK(parse_grant("books:read") == Grant{"books", false});
    CHECK(parse_grant("books:write") == Grant{"books", true});
    for (const char* text : {"", "books", "books:", "books:delete", "books:read ", "books:Read", "books:read:write"})
        CHECK_FALSE(parse_grant(text));
    const std::vector<Grant> grants{{"books", false}, {"films", true}};
    CHECK(to_text(grants) == "books:read films:write");
    CHECK(parse_grants("books:read films:write") == grants);
    CHECK(parse_grants("books:read nonsense films:write") == grants);
    CHECK(parse_grants("").empty());
}

TEST_CASE("writing includes reading, and without a key nothing is held back") {
    User user;
    CHECK(key_allows(user, "books", true));
    user.key = UsedKey{1, parse_grants("books:read films:write")};
    CHECK(key_allows(user, "books", false));
    CHECK_FALSE(key_allows(user, "books", true));
    CHECK(key_allows(user, "films", false));
    CHECK(key_allows(user, "films", true));
    CHECK_FALSE(key_allows(user, "readers", false));
    user.key->grants.clear();
    CHECK_FALSE(key_allows(user, "books", false));
}

TEST_CASE_TEMPLATE("a key leads to its owner until it expires", E, Sqlite, Mysql, Postgres) {
    Keyring<E> ring;
    ring.add(1, "crm_lasting", {});
    ring.add(2, "crm_passing", seconds(10).micros);
    const auto ada = ring.owner("crm_lasting", 0);
    REQUIRE(ada);
    CHECK(ada->id == 7);
    CHECK(ada->username == "ada");
    CHECK(ada->role == Role::sales);
    CHECK(ada->is_active);
    CHECK(ada->token_version == 3);
    CHECK(ada->key->id == 1);
    CHECK(to_text(ada->key->grants) == "books:read films:write");
    CHECK(ring.owner("crm_passing", 9.9)->key->id == 2);
    CHECK_FALSE(ring.owner("crm_passing", 10));
    CHECK_FALSE(ring.owner("crm_unknown", 0));
    CHECK_FALSE(ring.owner(sha256_hex("crm_lasting"), 0));
}

TEST_CASE_TEMPLATE("uses are noted in memory and written at once, never back in time", E, Sqlite, Mysql, Postgres) {
    Keyring<E> ring;
    ring.add(1, "crm_a", {});
    ring.add(2, "crm_b", {});
    const auto database = ring.open();
    KeyUses uses;
    uses.write(*database);
    uses.note(1, seconds(5));
    uses.note(1, seconds(4));
    uses.note(2, seconds(6));
    uses.note(99, seconds(6));  // deleted meanwhile
    CHECK(uses.last(1) == seconds(5));
    CHECK_FALSE(uses.last(3));
    CHECK(ring.last_used(1) == 0);
    uses.write(*database);
    CHECK(uses.empty());
    CHECK(ring.last_used(1) == seconds(5).micros);
    CHECK(ring.last_used(2) == seconds(6).micros);
    uses.note(1, seconds(1));  // another server was later
    uses.write(*database);
    CHECK(ring.last_used(1) == seconds(5).micros);
}

}  // namespace crm

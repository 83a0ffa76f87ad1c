// Rotation of refresh tokens, reuse, revocation.
#include "auth/refresh.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "auth/sign_in_for_tests.hpp"

namespace crm {
namespace {

using namespace for_tests;

template <class E>
struct Chain : SignInDatabase<E> {
    Tokens tokens{{"unit-test-signing-key-0123456789abcdef", {}}, 300, 86400};

    Claims start(bool family = true) {
        auto claims = tokens.new_refresh(7, 3, seconds(0));
        if (!family) return claims;
        claims.family = claims.id;
        this->write([&](Session& s) { remember_refresh(s, claims); });
        return claims;
    }
    Rotation rotate(const Claims& used, double at) {
        return this->write([&](Session& s) { return rotate_refresh(s, tokens, used, seconds(at)); });
    }
    bool revoked(const Claims& claims) {
        return this->write([&](Session& s) { return is_revoked(s, claims); });
    }
    void forget(const Claims& claims) {
        this->write([&](Session& s) { revoke(s, claims); });
    }
};

}  // namespace

TEST_CASE_TEMPLATE("a chain of successors", E, Sqlite, Mysql, Postgres) {
    Chain<E> chain;
    auto claims = chain.start();
    std::set<std::string> ids{claims.id};
    for (int i = 1; i <= 5; ++i) {
        const auto next = chain.rotate(claims, i * 100.5).successor;
        REQUIRE(next.has_value());
        CHECK(ids.insert(next->id).second);
        CHECK(next->id.size() == 32);
        CHECK(next->family == claims.family);
        CHECK(next->user_id == 7);
        CHECK(next->token_version == 3);
        CHECK(next->issued == 1'700'000'000 + i * 201 / 2);
        CHECK(next->expires == next->issued + 86400);
        CHECK(next->type == TokenType::refresh);
        claims = *next;
    }
    CHECK_FALSE(chain.revoked(claims));
}

TEST_CASE_TEMPLATE("within the grace the same successor is given, to the byte; later the family is revoked", E, Sqlite,
                   Mysql, Postgres) {
    Chain<E> chain;
    const auto first = chain.start();
    const auto second = chain.rotate(first, 100);
    REQUIRE(second.successor.has_value());
    for (const double at : {100.0, 99.0, 105.0, 110.0}) {
        const auto again = chain.rotate(first, at);
        REQUIRE(again.successor.has_value());
        CHECK(chain.tokens.issue(*again.successor) == chain.tokens.issue(*second.successor));
    }
    const auto third = chain.rotate(*second.successor, 108);
    REQUIRE(third.successor.has_value());

    const auto reuse = chain.rotate(first, 110.1);
    CHECK_FALSE(reuse.successor.has_value());
    CHECK(reuse.reused);
    for (const auto& claims : {first, *second.successor, *third.successor}) {
        CHECK(chain.revoked(claims));
        const auto refused = chain.rotate(claims, 111);
        CHECK_FALSE(refused.successor.has_value());
        CHECK_FALSE(refused.reused);
    }
    const auto other = chain.start();
    CHECK(chain.rotate(other, 111).successor.has_value());
}

TEST_CASE_TEMPLATE("revoking one token of a family revokes all of them, past and to come", E, Sqlite, Mysql, Postgres) {
    Chain<E> chain;
    const auto first = chain.start();
    const auto second = *chain.rotate(first, 1).successor;
    const auto third = *chain.rotate(second, 2).successor;
    chain.forget(second);
    for (const auto& claims : {first, second, third}) {
        CHECK(chain.revoked(claims));
        CHECK_FALSE(chain.rotate(claims, 3).successor.has_value());
    }
}

TEST_CASE_TEMPLATE("a family's token that nobody remembers is refused", E, Sqlite, Mysql, Postgres) {
    Chain<E> chain;
    auto claims = chain.tokens.new_refresh(7, 0, seconds(0));
    claims.family = claims.id;
    CHECK_FALSE(chain.rotate(claims, 1).successor.has_value());
    auto forged = chain.tokens.new_refresh(7, 0, seconds(0));
    forged.family = chain.start().family;
    CHECK_FALSE(chain.rotate(forged, 1).successor.has_value());
}

TEST_CASE_TEMPLATE("tokens without a family can be revoked, or start one", E, Sqlite, Mysql, Postgres) {
    Chain<E> chain;
    const auto plain = chain.start(false), other = chain.start(false), third = chain.start(false);
    CHECK(chain.rows("refresh_tokens") == 0);
    CHECK_FALSE(chain.revoked(plain));
    chain.forget(plain);
    chain.forget(plain);
    CHECK(chain.revoked(plain));
    CHECK_FALSE(chain.rotate(plain, 1).successor.has_value());

    CHECK_FALSE(chain.revoked(other));
    const auto next = chain.rotate(other, 1).successor;
    REQUIRE(next.has_value());
    CHECK(next->family == other.id);
    CHECK(chain.rotate(other, 2).successor->id == next->id);
    CHECK(chain.rotate(other, 60).reused);
    CHECK(chain.revoked(*next));
    CHECK_FALSE(chain.revoked(third));
}

TEST_CASE_TEMPLATE("a family of another name than its first token", E, Sqlite, Mysql, Postgres) {
    Chain<E> chain;
    auto first = chain.tokens.new_refresh(7, 0, seconds(0));
    first.family = "cookie-1";
    chain.write([&](Session& s) { remember_refresh(s, first); });
    const auto second = chain.rotate(first, 1).successor;
    REQUIRE(second.has_value());
    chain.forget(*second);
    CHECK(chain.revoked(first));
}

TEST_CASE_TEMPLATE("expired rows go, but a family's stays as long as its last token", E, Sqlite, Mysql, Postgres) {
    Chain<E> chain;
    const auto first = chain.start();
    const auto second = *chain.rotate(first, 80000).successor;
    CHECK(chain.rows("refresh_tokens") == 2);
    const auto purge = [&](double at) { chain.write([&](Session& s) { purge_refresh(s, seconds(at)); }); };
    purge(90000);
    const auto third = chain.rotate(second, 90001).successor;
    REQUIRE(third.has_value());
    purge(80000 + 86400 + 1);
    CHECK(chain.rows("refresh_tokens") == 2);  // the family and the third
    purge(90001 + 86400 + 1);
    CHECK(chain.rows("refresh_tokens") == 0);
}

TEST_CASE_TEMPLATE("fifty refreshes at once: one successor, nobody locked out", E, Sqlite, Mysql, Postgres) {
    for (const bool family : {true, false}) {
        CAPTURE(family);
        Chain<E> chain;
        const auto first = chain.start(family);
        std::mutex mutex;
        std::set<std::string> issued;
        std::vector<std::thread> threads;
        for (int i = 0; i < 5; ++i)
            threads.emplace_back([&] {
                const auto own = chain.open();
                for (int k = 0; k < 10; ++k) {
                    const auto rotation = own->write(
                        [&](Session& s) { return rotate_refresh(s, chain.tokens, first, seconds(1 + k * 0.01)); });
                    const std::lock_guard lock(mutex);
                    issued.insert(rotation.successor ? chain.tokens.issue(*rotation.successor) : "refused");
                }
            });
        for (auto& thread : threads) thread.join();
        CHECK(issued.size() == 1);
        CHECK_FALSE(issued.contains("refused"));
        CHECK(chain.rows("refresh_tokens") == 2);
        CHECK_FALSE(chain.revoked(first));
    }
}

TEST_CASE_TEMPLATE("a revocation amid rotations leaves no token of the family alive", E, Sqlite, Mysql, Postgres) {
    Chain<E> chain;
    const auto first = chain.start();
    auto last = first;
    std::atomic<int> rotations = 0;
    std::thread rotating([&] {
        const auto own = chain.open();
        for (;; ++rotations) {  // until one is refused; the test's time limit ends it otherwise
            const auto next = own->write([&](Session& s) { return rotate_refresh(s, chain.tokens, last, seconds(1)); });
            if (!next.successor) return;
            last = *next.successor;
            std::this_thread::sleep_for(std::chrono::milliseconds(1));  // or the other never gets its turn on SQLite
        }
    });
    while (rotations < 20) std::this_thread::yield();
    chain.forget(first);
    rotating.join();
    CHECK(chain.revoked(last));
    CHECK_FALSE(chain.rotate(last, 1).successor.has_value());
}

}  // namespace crm

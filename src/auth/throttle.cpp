// Two counters per attempt to sign in. Each is counted by one conditional UPDATE, whose number of rows decides.
#include "auth/throttle.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/random.hpp"
#include "base/text.hpp"
#include "db/dialect.hpp"

namespace crm {
namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t quiet_time = 24 * 3600 * second;  // after it an account starts anew

// Hashed, since people type passwords where the name belongs.
std::string account_hash(std::string_view account) { return sha256_hex("account:" + fold(strip(account))); }

// IPv6 as its /64, since one household has at least that; IPv4 in IPv6 as IPv4.
std::string network_of(std::string_view address) {
    const std::string text(address.substr(0, address.find('%')));
    std::array<char, 16> bytes{};
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
    constexpr std::array<char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '\xff', '\xff'};
    if (!std::equal(mapped.begin(), mapped.end(), bytes.begin())) return hex({bytes.data(), 8}) + "/64";
    std::array<char, INET_ADDRSTRLEN> ipv4{};
    inet_ntop(AF_INET, bytes.data() + mapped.size(), ipv4.data(), ipv4.size());
    return ipv4.data();
}

std::string address_hash(std::string_view address) { return sha256_hex("address:" + network_of(address)); }

int seconds_until(std::int64_t then, Timestamp now) {
    return static_cast<int>(std::max<std::int64_t>(1, (then - now.micros + second - 1) / second));
}

void forget_if_before(Session& session, std::string_view counter, std::int64_t before, Timestamp now) {
    session.execute(R"(
        UPDATE login_attempts SET failures = 0, waits = 0, next_allowed = 0, window_start = ?
        WHERE counter_hash = ? AND window_start <= ?)",
                    {now.micros, counter, before});
}

bool insert_first(Session& session, std::string_view counter, std::int64_t wait, Timestamp now) {
    const auto engine = session.engine();
    const auto sql =
        std::string(insert_ignoring(engine)) +
        " INTO login_attempts (counter_hash, failures, window_start, next_allowed, waits) VALUES (?, 1, ?, ?, ?)" +
        std::string(on_conflict_ignore(engine));
    return session.execute(sql, {counter, now.micros, wait == 0 ? 0 : now.micros + wait, wait}) == 1;
}

// `count` counts in an existing row that allows it, `blocked_until` reads one that does not. The row is looked for
// before it is inserted: on MySQL INSERT IGNORE of an existing row takes a shared lock, and two of them deadlock in the
// UPDATE.
template <class Count, class BlockedUntil>
int count_in(Session& session, std::string_view counter, std::int64_t first_wait, Timestamp now, Count count,
             BlockedUntil blocked_until) {
    for (int tries = 0; tries < 3; ++tries) {
        if (count()) return 0;
        int wait = 0;
        if (session.first("SELECT window_start, next_allowed FROM login_attempts WHERE counter_hash = ?", {counter},
                          [&](const Row& row) { wait = seconds_until(blocked_until(row), now); }))
            return wait;
        if (insert_first(session, counter, first_wait, now)) return 0;
    }
    return 1;
}

int count_address(Session& session, const ThrottleRules& rules, std::string_view address, Timestamp now) {
    const auto counter = address_hash(address);
    const auto window = rules.address_window_s * second;
    forget_if_before(session, counter, now.micros - window, now);
    const auto count = [&] {
        return session.execute(
                   "UPDATE login_attempts SET failures = failures + 1 WHERE counter_hash = ? AND failures < ?",
                   {counter, std::int64_t{rules.address_failures}}) == 1;
    };
    return count_in(session, counter, 0, now, count, [&](const Row& row) { return row.integer(0) + window; });
}

int count_account(Session& session, const ThrottleRules& rules, std::string_view account, Timestamp now) {
    const auto counter = account_hash(account);
    const std::int64_t free = rules.free_failures, longest = rules.longest_wait_s * second;
    forget_if_before(session, counter, now.micros - quiet_time, now);
    // MySQL assigns from left to right and reads what it has assigned: each column is read before it is written.
    const auto count = [&] {
        return session.execute(
                   R"(
            UPDATE login_attempts SET
                next_allowed = CASE WHEN failures + 1 < ? THEN 0
                                    ELSE ? + CASE WHEN waits = 0 THEN 1000000
                                                  WHEN waits * 2 > ? THEN ? ELSE waits * 2 END END,
                waits = CASE WHEN failures + 1 < ? THEN 0 WHEN waits = 0 THEN 1000000
                             WHEN waits * 2 > ? THEN ? ELSE waits * 2 END,
                failures = failures + 1,
                window_start = ?
            WHERE counter_hash = ? AND next_allowed <= ?)",
                   {free, now.micros, longest, longest, free, longest, longest, now.micros, counter, now.micros}) == 1;
    };
    return count_in(session, counter, free <= 1 ? second : 0, now, count,
                    [](const Row& row) { return row.integer(1); });
}

}  // namespace

int count_attempt(Session& session, const ThrottleRules& rules, std::string_view account, std::string_view address,
                  Timestamp now) {
    if (!rules.on) return 0;
    // The address first: one that is blocked must not be able to make the account wait.
    if (const int wait = count_address(session, rules, address, now); wait > 0) return wait;
    return count_account(session, rules, account, now);
}

int count_attempt(Session& session, const ThrottleRules& rules, std::string_view address, Timestamp now) {
    return rules.on ? count_address(session, rules, address, now) : 0;
}

void forget_attempts(Session& session, std::string_view account, std::string_view address, Timestamp now) {
    forget_attempt(session, address, now);
    session.execute("DELETE FROM login_attempts WHERE counter_hash = ?", {account_hash(account)});
}

void forget_attempt(Session& session, std::string_view address, Timestamp now) {
    session.execute(
        "UPDATE login_attempts SET failures = failures - 1 WHERE counter_hash = ? AND failures > 0 AND window_start <= "
        "?",
        {address_hash(address), now.micros});
}

void purge_attempts(Session& session, Timestamp now) {
    session.execute("DELETE FROM login_attempts WHERE window_start <= ?", {now.micros - quiet_time});
}

}  // namespace crm

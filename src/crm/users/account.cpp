// Looking accounts up and checking passwords, slowed down for whoever guesses.
#include "crm/users/account.hpp"

#include <atomic>

#include "auth/password.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "crm/api_keys/api_key.hpp"
#include "crm/users/user.hpp"
#include "resource/rest.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto least_refusal_time = 500ms;
// No password fits, and to find that out costs as much as for somebody: whether a name is known must not show in how
// busy the server is.
constexpr std::string_view hash_of_nobody =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGF0IGFsbCEhIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
constexpr std::string_view account_columns =
    "SELECT id, username, role, is_active, token_version, password FROM users WHERE ";

// The longest a verification has taken here, in microseconds: Django's hashes take many times as long as ours.
std::atomic<std::int64_t> longest_verification{0};

std::optional<Account> find(Session& session, std::string_view where, Bound value) {
    std::optional<Account> account;
    session.first(std::string(account_columns) + std::string(where), {value}, [&](const Row& row) {
        account.emplace();
        account->id = row.integer(0);
        account->username = row.text(1);
        account->role = parse_role(row.text(2));
        account->is_active = row.boolean(3);
        account->token_version = row.integer(4);
        account->password = row.text(5);
    });
    return account;
}

bool verify_timed(std::string_view password, std::string_view stored) {
    const auto start = Clock::now();
    const bool fits = verify_password(password, stored);
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count();
    auto longest = longest_verification.load();
    while (took > longest && !longest_verification.compare_exchange_weak(longest, took)) {
    }
    return fits;
}

}  // namespace

std::optional<Account> find_account(Session& session, std::string_view username) {
    const std::string key = fold(username);
    return find(session, "username_key = ?", std::string_view(key));
}

std::optional<Account> find_account(Session& session, Id id) { return find(session, "id = ?", id); }

void refuse_throttled(int wait_s) {
    Error error(Condition::too_many,
                "Request was throttled. Expected available in " + std::to_string(wait_s) + " seconds.");
    error.retry_after = wait_s;
    throw error;
}

std::optional<Account> check_password(Database& database, const SignInRules& rules, std::string_view username,
                                      std::string_view password, std::string_view client) {
    const Timestamp at = now();
    if (rules.throttle.on) {
        const int wait = database.write(
            [&](Session& session) { return count_attempt(session, rules.throttle, username, client, at); });
        if (wait > 0) refuse_throttled(wait);
    }
    auto account = database.read([&](Session& session) { return find_account(session, username); });
    const bool has_password = account && is_readable_hash(account->password);
    const std::string_view stored = has_password ? std::string_view(account->password) : hash_of_nobody;
    const bool fits = password.size() <= max_password_bytes && verify_timed(password, stored) && has_password;
    if (!fits || !account->is_active) return std::nullopt;

    const std::string renewed = needs_rehash(account->password) ? hash_password(password) : std::string();
    if (!renewed.empty() || rules.throttle.on) {
        database.write([&](Session& session) {
            if (rules.throttle.on) forget_attempts(session, username, client, at);
            // Not a change of the record: the password stays what it was, and so do its tokens.
            if (!renewed.empty())
                session.execute("UPDATE users SET password = ? WHERE id = ? AND password = ?",
                                {std::string_view(renewed), account->id, std::string_view(account->password)});
        });
    }
    return account;
}

Clock::time_point refusal_time(Clock::time_point arrived) {
    const auto slowest = std::chrono::microseconds(longest_verification.load() * 5 / 4);
    const auto jitter = std::chrono::microseconds(static_cast<unsigned char>(random_bytes(1)[0]) * 80);
    return arrived + std::max<Clock::duration>(least_refusal_time, slowest) + jitter;
}

std::string token_pair_schema() {
    return R"({"type":"object","properties":{"access":{"type":"string"},)"
           R"("refresh":{"type":"string","description":"Not where it is kept in a cookie, or the same as before."}},)"
           R"("required":["access"]})";
}

std::string token_pair(const Tokens& tokens, const Claims& refresh, Timestamp at) {
    std::string body;
    json::Object(body)
        .text("refresh", tokens.issue(refresh))
        .text("access", tokens.issue(tokens.access_from(refresh, at)))
        .end();
    return body;
}

void sign_out_everywhere(Session& session, const Catalogue& catalogue, const Actor& actor, Id id, Timestamp at) {
    const auto before = load(session, users(), id);
    if (!before) return;
    auto after = static_cast<const UserRecord&>(*before);
    ++after.token_version;
    update(session, users(), catalogue, actor, *before, after, at, "sign_out");
    revoke_keys(session, catalogue, actor, id, at);
}

}  // namespace crm

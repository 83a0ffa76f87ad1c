// One row per rotated token. The row of a family's first token says whether the family is revoked, and its lock lets
// one rotation or revocation of the family happen at a time.
#include "auth/refresh.hpp"

#include "base/log.hpp"
#include "base/random.hpp"
#include "db/dialect.hpp"

namespace crm {
namespace {

constexpr std::int64_t second = 1'000'000;

std::string family_hash(const Claims& claims) { return sha256_hex(claims.family.empty() ? claims.id : claims.family); }

// Does nothing when there is such a row.
bool insert_row(Session& session, std::string_view token_hash, const Claims& claims, bool revoked) {
    const auto engine = session.engine();
    const auto sql =
        std::string(insert_ignoring(engine)) +
        " INTO refresh_tokens (token_hash, family_hash, user_id, expires_at, revoked) VALUES (?, ?, ?, ?, ?)" +
        std::string(on_conflict_ignore(engine));
    return session.execute(sql, {token_hash, family_hash(claims), claims.user_id.value_or(0), claims.expires * second,
                                 std::int64_t{revoked}}) == 1;
}

// Locks the family until the transaction ends, and keeps its row as long as its latest token. False: revoked, or
// unknown.
bool hold_family(Session& session, std::string_view family, std::int64_t expires_at) {
    return session.execute(R"(
        UPDATE refresh_tokens SET expires_at = CASE WHEN expires_at < ? THEN ? ELSE expires_at END
        WHERE token_hash = ? AND revoked = 0)",
                           {expires_at, expires_at, family}) == 1;
}

bool mark_revoked(Session& session, std::string_view family) {
    return session.execute("UPDATE refresh_tokens SET revoked = 1 WHERE token_hash = ?", {family}) == 1;
}

// When the token was first used: now, or earlier. None when it is unknown.
std::optional<std::int64_t> use_once(Session& session, std::string_view token_hash, std::int64_t now) {
    const bool is_first =
        session.execute("UPDATE refresh_tokens SET used_at = ? WHERE token_hash = ? AND used_at IS NULL",
                        {now, token_hash}) == 1;
    if (is_first) return now;
    std::optional<std::int64_t> used_at;
    session.first("SELECT used_at FROM refresh_tokens WHERE token_hash = ?", {token_hash},
                  [&](const Row& row) { used_at = row.integer(0); });
    return used_at;
}

// The same for the same moment, to the last byte, so that it need not be stored to be given twice.
Claims successor_of(const Tokens& tokens, const Claims& used, std::int64_t used_at) {
    auto claims = used;
    claims.family = used.family.empty() ? used.id : used.family;
    claims.id = tokens.derive_id(used.id);
    claims.issued = used_at / second;
    claims.has_issued = true;
    claims.expires = claims.issued + tokens.refresh_lifetime();
    return claims;
}

}  // namespace

void remember_refresh(Session& session, const Claims& claims) {
    const auto own = sha256_hex(claims.id), family = family_hash(claims);
    insert_row(session, own, claims, false);
    if (family != own) insert_row(session, family, claims, false);
}

Rotation rotate_refresh(Session& session, const Tokens& tokens, const Claims& used, Timestamp now) {
    const auto own = sha256_hex(used.id), family = family_hash(used);
    const auto expires_at = (seconds_of(now) + tokens.refresh_lifetime()) * second;
    if (!hold_family(session, family, expires_at)) {
        if (!used.family.empty() || is_revoked(session, used)) return {};
        insert_row(session, own, used, false);
        if (!hold_family(session, family, expires_at)) return {};
    }
    const auto used_at = use_once(session, own, now.micros);
    if (!used_at) return {};
    if (now.micros - *used_at > rotation_grace_s * second) {
        mark_revoked(session, family);
        log::warning("refresh_token_reused", {{"user", used.user_id.value_or(0)}, {"family", family}});
        return {std::nullopt, true};
    }
    auto successor = successor_of(tokens, used, *used_at);
    insert_row(session, sha256_hex(successor.id), successor, false);
    return {std::move(successor), false};
}

bool is_revoked(Session& session, const Claims& claims) {
    return session.first("SELECT 1 FROM refresh_tokens WHERE token_hash = ? AND revoked = 1", {family_hash(claims)},
                         [](const Row&) {});
}

void revoke(Session& session, const Claims& claims) {
    const auto family = family_hash(claims);
    if (!mark_revoked(session, family) && !insert_row(session, family, claims, true)) mark_revoked(session, family);
}

void purge_refresh(Session& session, Timestamp now) {
    session.execute("DELETE FROM refresh_tokens WHERE expires_at < ?", {now.micros});
}

}  // namespace crm

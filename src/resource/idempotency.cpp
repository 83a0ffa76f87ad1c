// One row for each key, claimed before anything else is written: a second request with the key waits for the first.
#include "resource/idempotency.hpp"

#include <algorithm>
#include <array>

#include "base/errors.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "db/dialect.hpp"
#include "resource/view.hpp"

namespace crm {
namespace {

constexpr std::string_view header_name = "Idempotency-Key";
constexpr std::array<std::string_view, 3> kept_headers{"Content-Type", "Location", "ETag"};

struct Kept {
    std::string fingerprint;
    int status = 0;
    std::string headers, body;
    std::int64_t created_at = 0;
};

[[noreturn]] void refuse_key() {
    throw Error(Condition::bad_request, "The header Idempotency-Key takes one key of 1 to " +
                                            std::to_string(max_idempotency_key) + " printable ASCII characters.");
}

bool is_printable(char c) { return c >= ' ' && c <= '~'; }

// The text of an RFC 8941 string; nullopt when it is not exactly one.
std::optional<std::string> unquoted(std::string_view text) {
    std::string out;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') return i + 1 == text.size() ? std::optional(out) : std::nullopt;
        if (text[i] == '\\' && (++i == text.size() || (text[i] != '"' && text[i] != '\\'))) return std::nullopt;
        out += text[i];
    }
    return std::nullopt;
}

// Where a key counts: for one user, one method, one address.
std::string scope_of(const Call& call, std::string_view route, std::string_view key) {
    std::string scope = std::to_string(call.user.id) + "\n" + call.request.method + "\n" + std::string(route);
    for (const std::string& parameter : call.params) (scope += '\n') += parameter;
    return sha256_hex((scope += "\n\n") += key);
}

std::optional<Kept> find_kept(Session& session, std::string_view scope) {
    std::optional<Kept> kept;
    session.first("SELECT fingerprint, status, headers, body, created_at FROM idempotency_keys WHERE scope_hash = ?",
                  {scope}, [&](const Row& row) {
                      kept = Kept{std::string(row.text(0)), static_cast<int>(row.integer(1)), std::string(row.text(2)),
                                  std::string(row.text(3)), row.integer(4)};
                  });
    return kept;
}

void forget(Session& session, std::string_view scope) {
    session.execute("DELETE FROM idempotency_keys WHERE scope_hash = ?", {scope});
}

// False when another request has the key; while that one is under way, this waits for its end.
bool claim(Session& session, std::string_view scope, std::string_view fingerprint, Timestamp at) {
    const auto engine = session.engine();
    const auto sql = std::string(insert_ignoring(engine)) +
                     " INTO idempotency_keys (scope_hash, fingerprint, status, headers, body, created_at)"
                     " VALUES (?, ?, 0, '', '', ?)" +
                     std::string(on_conflict_ignore(engine));
    try {
        return session.execute(sql, {scope, fingerprint, at.micros}) == 1;
    } catch (const DatabaseError& error) {
        if (error.kind != DatabaseError::Kind::rerun) throw;
        Error busy(Condition::conflict, "A request with this Idempotency-Key is still being carried out.",
                   error.detail);
        busy.retry_after = 1;
        throw busy;
    }
}

Response replay(const Kept& kept, std::string_view fingerprint) {
    if (kept.fingerprint != fingerprint)
        throw Error(Condition::unprocessable,
                    "This Idempotency-Key was used for another request before. Choose a new one for each request.");
    Response response;
    response.status = kept.status;
    for (const std::string& line : split_list(kept.headers, '\n')) {
        const auto colon = line.find(": ");
        response.set(line.substr(0, colon), std::string_view(line).substr(colon + 2));
    }
    response.body = kept.body;
    return response.set("Idempotency-Replayed", "true");
}

void keep(Session& session, std::string_view scope, const Response& response) {
    if (response.body.size() > max_kept_answer || response.stream)
        throw Error(Condition::too_large, "The answer would be too large to be kept for its Idempotency-Key (" +
                                              std::to_string(max_kept_answer) + " bytes). Nothing was changed.");
    std::string headers;
    for (const std::string_view name : kept_headers)
        if (const auto value = response.header(name); !value.empty())
            headers.append(name).append(": ").append(value).append("\n");
    session.execute("UPDATE idempotency_keys SET status = ?, headers = ?, body = ? WHERE scope_hash = ?",
                    {std::int64_t{response.status}, std::string_view(headers), std::string_view(response.body), scope});
}

std::int64_t oldest_kept(Timestamp now) { return now.micros - answers_kept_s * 1'000'000; }

}  // namespace

std::optional<std::string> idempotency_key(const Request& request) {
    const auto names_key = [](const auto& header) { return equals_ignoring_case(header.first, header_name); };
    const auto found = std::count_if(request.headers.begin(), request.headers.end(), names_key);
    if (found == 0) return std::nullopt;
    const std::string_view given = request.header(header_name);
    const auto key = given.starts_with('"') ? unquoted(given) : std::optional(std::string(given));
    if (found > 1 || !key || key->empty() || key->size() > max_idempotency_key ||
        !std::all_of(key->begin(), key->end(), is_printable))
        refuse_key();
    return key;
}

// The body may hold a password, which a plain hash, salted or not, would let whoever reads the database guess quickly.
std::string fingerprint_of(const Request& request, std::string_view body_hash, const Tokens& tokens) {
    return tokens.derive_id("request\n" + sha256_hex(request.header("Content-Type")) + sha256_hex(request.query) +
                            std::string(body_hash));
}

Response answer_once(const Call& call, std::string_view route, std::string_view key, std::string_view fingerprint,
                     FunctionRef<Response()> run) {
    Session& session = call.session;
    const std::string scope = scope_of(call, route, key);
    auto kept = find_kept(session, scope);
    if (kept && kept->created_at < oldest_kept(call.now)) {
        forget(session, scope);
        kept.reset();
    }
    if (!kept && !claim(session, scope, fingerprint, call.now)) {
        kept = find_kept(session, scope);
        if (!kept) throw DatabaseError(DatabaseError::Kind::rerun, "the kept answer went away meanwhile");
    }
    if (kept) return replay(*kept, fingerprint);

    Response response = run();
    if (response.status >= 200 && response.status < 300)
        keep(session, scope, response);
    else
        forget(session, scope);
    return response;
}

bool is_answered(const Call& call, std::string_view route, std::string_view key) {
    const auto kept = find_kept(call.session, scope_of(call, route, key));
    return kept && kept->created_at >= oldest_kept(call.now);
}

void purge_answers(Session& session, Timestamp now) {
    session.execute("DELETE FROM idempotency_keys WHERE created_at < ?", {oldest_kept(now)});
}

}  // namespace crm

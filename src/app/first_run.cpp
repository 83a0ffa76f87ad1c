// Who may see the form, and the write that uses the token and makes the administrator at once.
#include "app/first_run.hpp"

#include "app/network.hpp"
#include "app/setup_page.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "http/form.hpp"
#include "http/problem.hpp"

namespace crm {
namespace {

constexpr std::string_view actor = "first run";

// The host a browser was pointed at, without the port. A foreign name that resolves to this machine is refused like a
// foreign address.
bool names_this_machine(std::string_view host) {
    if (host.starts_with('[')) {
        const auto end = host.find(']');
        return end != std::string_view::npos && is_loopback(host.substr(1, end - 1));
    }
    host = host.substr(0, host.find(':'));
    return equals_ignoring_case(host, "localhost") || is_loopback(host);
}

bool comes_from_this_machine(const Request& request) {
    for (const std::string_view name : {"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"})
        if (request.has_header(name)) return false;
    return is_loopback(request.peer) && (request.client.empty() || is_loopback(request.client)) &&
           names_this_machine(request.header("Host"));
}

std::string value_of(const FormFields& fields, std::string_view name) {
    for (const auto& [field, value] : fields)
        if (field == name) return value;
    return {};
}

bool is_open(Session& session, std::string_view token, Timestamp at) {
    const std::string hash = sha256_hex(token);
    return session.first(
        "SELECT expires_at FROM setup_tokens WHERE token_hash = ? AND used_at IS NULL AND expires_at > ?",
        {std::string_view(hash), at.micros}, [](const Row&) {});
}

// False when it was used, is not known, or is too old. The row stays locked until the transaction ends, so of many that
// try one succeeds; the other tokens end with it.
bool use_token(Session& session, std::string_view token, Timestamp at) {
    const std::string hash = sha256_hex(token);
    if (session.execute(
            "UPDATE setup_tokens SET used_at = ? WHERE token_hash = ? AND used_at IS NULL AND expires_at > ?",
            {at.micros, std::string_view(hash), at.micros}) != 1)
        return false;
    session.execute("UPDATE setup_tokens SET used_at = ? WHERE used_at IS NULL", {at.micros});
    return true;
}

enum class Outcome { created, set_up_already, token_over };

Outcome create_first_admin(Session& session, std::string_view token, const UserRecord& user,
                           std::string_view request_id, Timestamp at) {
    if (!use_token(session, token, at)) return has_admin(session) ? Outcome::set_up_already : Outcome::token_over;
    if (has_admin(session)) return Outcome::set_up_already;
    add_administrator(session, user, actor, request_id, at);
    return Outcome::created;
}

}  // namespace

std::string make_setup_token(Database& db, Timestamp at) {
    const std::string token = random_hex(16);
    const std::string hash = sha256_hex(token);
    const std::int64_t expires = at.micros + std::int64_t{setup_token_lifetime_s} * 1'000'000;
    db.write([&](Session& session) {
        session.execute("DELETE FROM setup_tokens WHERE used_at IS NULL");
        session.execute("INSERT INTO setup_tokens (token_hash, expires_at) VALUES (?, ?)",
                        {std::string_view(hash), expires});
    });
    return token;
}

std::optional<std::string> setup_address(std::string_view host, std::uint16_t port, std::string_view token) {
    const bool any = host == "0.0.0.0" || host == "::";
    if (!any && !is_loopback(host)) return {};
    std::string name = host == "0.0.0.0" || host == "::" ? "127.0.0.1" : std::string(host);
    if (name.find(':') != std::string::npos) name = "[" + name + "]";
    return "http://" + name + ":" + std::to_string(port) + "/setup/?token=" + std::string(token);
}

Response setup_form(const Request& request, const PathParams&, Database& db) {
    if (!comes_from_this_machine(request)) return not_found_page();
    const std::string token = value_of(parse_urlencoded(request.query), "token");
    return db.read([&](Session& session) {
        if (has_admin(session)) return set_up_already_page();
        if (!is_open(session, token, now())) return token_over_page();
        return setup_page(200, {token, "", ""}, {});
    });
}

Response setup_submit(const Request& request, const PathParams&, Database& db) {
    if (!comes_from_this_machine(request)) return not_found_page();
    const FormFields fields = parse_urlencoded(request.body);
    NewAdministrator given{value_of(fields, "username"), value_of(fields, "email"), value_of(fields, "password")};
    const std::string token = value_of(fields, "token");
    // Whoever has no valid token learns nothing else, and costs no hash.
    const std::optional<Response> refusal = db.read([&](Session& session) -> std::optional<Response> {
        if (has_admin(session)) return set_up_already_page();
        if (!is_open(session, token, now())) return token_over_page();
        return {};
    });
    if (refusal) return *refusal;

    const Timestamp at = now();
    Problems problems = check_administrator(given);
    if (strip(value_of(fields, "password_again")) != given.password)
        problems.add("password_again", "The two passwords are not the same.");
    const SetupForm form{token, given.username, given.email};
    if (!problems.empty()) return setup_page(400, form, problems);

    const UserRecord user = make_administrator(given, at);
    try {
        switch (db.write([&](Session& session) { return create_first_admin(session, token, user, request.id, at); })) {
            case Outcome::created:
                return set_up_page(user.username, request.header("Host"));
            case Outcome::set_up_already:
                return set_up_already_page();
            case Outcome::token_over:
                break;
        }
    } catch (const Invalid& invalid) {
        return setup_page(400, form, invalid.problems);
    }
    return token_over_page();
}

}  // namespace crm

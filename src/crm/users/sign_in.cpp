// /api/token/: tokens for a name and a password, new ones for old ones, and their end.
#include "crm/users/sign_in.hpp"

#include "auth/refresh.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "crm/users/account.hpp"
#include "resource/body.hpp"
#include "resource/input.hpp"

namespace crm {
namespace {

// A browser asks with this header for the refresh token to be kept in a cookie that no script can read.
constexpr std::string_view cookie_header = "X-Refresh-Cookie";
constexpr std::string_view cookie_path = "; Path=/api/token/; HttpOnly; SameSite=Strict";

[[noreturn]] void refuse_token(const TokenRefused& refused) {
    Error error(Condition::unauthenticated, refused.message);
    error.code = "token_not_valid";
    throw error;
}

[[noreturn]] void refuse_account() {
    Error error(Condition::unauthenticated, "No active account found for the given token.");
    throw error;
}

std::string_view cookie_name(const SignInRules& rules) { return rules.secure_cookie ? "__Secure-refresh" : "refresh"; }

// Only a page of ours, or of an origin that the settings name, may use the cookie.
bool wants_cookie(const Request& request, const SignInRules& rules) {
    if (!request.has_header(cookie_header)) return false;
    const std::string_view origin = request.header("Origin");
    if (origin.empty() || origin == origin_of(request)) return true;
    for (const std::string& allowed : rules.origins)
        if (origin == allowed) return true;
    throw Error(Condition::forbidden, "This origin may not use the refresh cookie.");
}

std::string cookie_of(const Request& request, const SignInRules& rules) {
    for (const std::string& cookie : split_list(request.header("Cookie"), ';')) {
        const auto equals = cookie.find('=');
        if (equals != cookie.npos && cookie.substr(0, equals) == cookie_name(rules)) return cookie.substr(equals + 1);
    }
    return {};
}

void set_cookie(Response& response, const SignInRules& rules, std::string_view token, int max_age_s) {
    std::string cookie(cookie_name(rules));
    ((cookie += '=') += token) += cookie_path;
    if (rules.secure_cookie) cookie += "; Secure";
    response.add("Set-Cookie", cookie + "; Max-Age=" + std::to_string(max_age_s));
}

std::string access_only(const Tokens& tokens, const Claims& refresh, Timestamp at) {
    std::string body;
    json::Object(body).text("access", tokens.issue(tokens.access_from(refresh, at))).end();
    return body;
}

class SignIn {
public:
    SignIn(const Api& api, const SignInRules& rules) : tokens_(api.tokens), catalogue_(api.catalogue), rules_(rules) {}

    Response login(const Request& request, Database& database) const {
        const Body body(request);
        Problems problems;
        const std::string username = read_required_text("username", body, problems);
        const std::string password = read_required_text("password", body, problems);
        if (!problems.empty()) throw Invalid(std::move(problems));
        const bool cookie = wants_cookie(request, rules_);

        const auto account = check_password(database, rules_, username, password, request.client);
        if (!account) {
            Response refused = json_response(401, R"({"detail":"No active account found with the given credentials"})");
            refused.set("WWW-Authenticate", "Bearer realm=\"api\"");
            refused.not_before = refusal_time(request.started);
            return refused;
        }
        request.user_id = account->id;
        const Timestamp at = now();
        Claims refresh = tokens_.new_refresh(account->id, account->token_version, at);
        if (cookie || rules_.rotate_bodies) {
            refresh.family = refresh.id;
            database.write([&](Session& session) { remember_refresh(session, refresh); });
        }
        if (!cookie) return json_response(200, token_pair(tokens_, refresh, at));
        Response response = json_response(200, access_only(tokens_, refresh, at));
        set_cookie(response, rules_, tokens_.issue(refresh), tokens_.refresh_lifetime());
        return response;
    }

    Response refresh(const Request& request, Database& database) const {
        const bool cookie = wants_cookie(request, rules_);
        const Claims used = verified(cookie ? cookie_of(request, rules_) : given_refresh(request));
        const Timestamp at = now();
        database.read([&](Session& session) { require_account(session, used); });
        if (used.family.empty() && !cookie && !rules_.rotate_bodies)
            return json_response(200, access_only(tokens_, used, at));

        const Rotation rotation =
            database.write([&](Session& session) { return rotate_refresh(session, tokens_, used, at); });
        if (rotation.reused)
            log::warning("refresh_token_reused", {{"id", request.id}, {"user", used.user_id.value_or(0)}});
        if (!rotation.successor) refuse_token({std::string(token_invalid)});
        const Claims& next = *rotation.successor;
        if (!cookie) return json_response(200, token_pair(tokens_, next, at));
        Response response = json_response(200, access_only(tokens_, next, at));
        set_cookie(response, rules_, tokens_.issue(next), tokens_.refresh_lifetime());
        return response;
    }

    Response verify(const Request& request, Database& database) const {
        Problems problems;
        const std::string token = read_required_text("token", Body(request), problems);
        if (!problems.empty()) throw Invalid(std::move(problems));
        const Timestamp at = now();
        Claims claims;
        try {
            claims = tokens_.verify(token, TokenType::access, at);
        } catch (const TokenRefused&) {
            claims = verified(token);
        }
        database.read([&](Session& session) { require_account(session, claims); });
        return json_response(200, "{}");
    }

    Response logout(const Request& request, Database& database) const {
        const bool cookie = wants_cookie(request, rules_);
        const Claims claims = verified(cookie ? cookie_of(request, rules_) : given_refresh(request));
        database.write([&](Session& session) { revoke(session, claims); });
        Response response;
        response.status = 204;
        if (cookie) set_cookie(response, rules_, "", 0);
        return response;
    }

    Response logout_everywhere(const Call& call) const {
        sign_out_everywhere(call.session, catalogue_, call.actor(), call.user.id, call.now);
        Response response;
        response.status = 204;
        return response;
    }

private:
    // The contract's `refresh`, or `refresh_token` as its description says.
    static std::string given_refresh(const Request& request) {
        const Body body(request);
        Problems problems;
        // With a `token` beside it the original's 400 stands: which of the two was meant is not for us to guess.
        const bool described = !body.find("refresh") && body.find("refresh_token") && !body.find("token");
        std::string token = read_required_text(described ? "refresh_token" : "refresh", body, problems);
        if (!problems.empty()) throw Invalid(std::move(problems));
        return token;
    }

    Claims verified(std::string_view refresh) const {
        try {
            return tokens_.verify(refresh, TokenType::refresh, now());
        } catch (const TokenRefused& refused) {
            refuse_token(refused);
        }
    }

    void require_account(Session& session, const Claims& claims) const {
        const auto user = claims.user_id ? find_user(session, *claims.user_id) : std::nullopt;
        if (!user || !user->is_active) refuse_account();
        if (claims.token_version < user->token_version || (claims.family.empty() && is_revoked(session, claims)))
            refuse_token({std::string(token_invalid)});
    }

    const Tokens& tokens_;
    const Catalogue& catalogue_;
    const SignInRules& rules_;
};

// `{"POST":{"username":{…},"password":{…}}}`, as DRF describes a serializer's fields.
auto token_actions(std::vector<std::pair<std::string_view, bool>> fields) {  // name, read only
    return [fields = std::move(fields)](json::Object& object, const Call&) {
        std::string out;
        json::Object described(out);
        for (const auto& [name, read_only] : fields) {
            Field f;
            f.name = name;
            described.key(name);
            json::Object(out)
                .text("type", "string")
                .boolean("required", !read_only)
                .boolean("read_only", read_only)
                .text("label", label_of(f))
                .end();
        }
        described.end();
        std::string actions;
        json::Object(actions).raw("POST", out).end();
        object.raw("actions", actions);
    };
}

using Texts = std::vector<std::pair<std::string_view, std::string_view>>;  // name, example

// Describes a body of texts, of which the first `required` must be there.
void describe_body(Operation& operation, const Texts& texts, std::size_t required) {
    std::string properties_text, names = "[";
    json::Object properties(properties_text), example(operation.example);
    for (const auto& [name, value] : texts) {
        properties.raw(name, R"({"type":"string"})");
        example.text(name, value);
        if (required == 0) continue;
        --required;
        (names += names.size() == 1 ? "\"" : ",\"").append(name) += '"';
    }
    properties.end();
    example.end();
    operation.request = R"({"type":"object","properties":)" + properties_text + R"(,"required":)" + names + "]}";
}

Operation obtain() {
    Operation operation{.summary = "Sign in",
                        .id = "token_create",
                        .response = token_pair_schema(),
                        .refusals = {401, 403, 429},
                        .headers = {cookie_header}};
    describe_body(operation, {{"username", "ada"}, {"password", "four words nobody guesses"}}, 2);
    return operation;
}

Operation renew() {
    Operation operation{.summary = "A new access token",
                        .id = "token_refresh",
                        .response = token_pair_schema(),
                        .refusals = {401, 403},
                        .headers = {cookie_header}};
    describe_body(operation, {{"refresh", "eyJhbGciOi..."}}, 0);
    return operation;
}

Operation look_at() {
    Operation operation{
        .summary = "Is a token good?", .id = "token_verify", .response = R"({"type":"object"})", .refusals = {401}};
    describe_body(operation, {{"token", "eyJhbGciOi..."}}, 1);
    return operation;
}

Operation end() {
    Operation operation{
        .summary = "Sign out", .id = "token_logout", .status = 204, .refusals = {401, 403}, .headers = {cookie_header}};
    describe_body(operation, {{"refresh", "eyJhbGciOi..."}}, 0);
    return operation;
}

}  // namespace

std::vector<Route> sign_in_routes(const Api& api, const SignInRules& rules) {
    const auto sign_in = std::make_shared<const SignIn>(api, rules);
    using Direct = Response (SignIn::*)(const Request&, Database&) const;
    const auto view = [&](std::string name, std::string description, Work work, Direct member, Operation operation,
                          auto actions) {
        View v{std::move(name), std::move(description), Audience::everybody, {}, actions};
        Endpoint post{"POST", work, {}, {}, {}, {}};
        post.operation = std::move(operation);
        post.direct = [sign_in, member](const Request& request, Database& database) {
            return (sign_in.get()->*member)(request, database);
        };
        v.endpoints.push_back(std::move(post));
        return v;
    };
    View everywhere{"Logout Everywhere", "Refuses every token and API key issued so far.", Audience::signed_in, {}, {}};
    everywhere.endpoints.push_back(
        {"POST", Work::write, {}, [sign_in](const Call& call) { return sign_in->logout_everywhere(call); }, {}, {}});
    everywhere.endpoints.back().operation = {
        .summary = "Sign out everywhere", .id = "token_logout_everywhere", .status = 204};

    std::vector<Route> routes;
    routes.push_back(
        route("/api/token/",
              view("Token Obtain Pair", "Takes a user name and a password and returns a pair of tokens.", Work::hash,
                   &SignIn::login, obtain(), token_actions({{"username", false}, {"password", false}})),
              api));
    routes.push_back(route("/api/token/refresh/",
                           view("Token Refresh", "Takes a refresh token and returns an access token.", Work::write,
                                &SignIn::refresh, renew(), token_actions({{"refresh", false}, {"access", true}})),
                           api));
    routes.push_back(route("/api/token/verify/",
                           view("Token Verify", "Takes a token and says whether it is good.", Work::read,
                                &SignIn::verify, look_at(), token_actions({{"token", false}})),
                           api));
    routes.push_back(route("/api/token/logout/",
                           view("Token Logout", "Takes a refresh token and refuses it from now on.", Work::write,
                                &SignIn::logout, end(), token_actions({{"refresh", false}})),
                           api));
    routes.push_back(route("/api/token/logout/everywhere/", std::move(everywhere), api));
    return routes;
}

}  // namespace crm

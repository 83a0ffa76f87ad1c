// The Authorization header, in the contract's order and words (SPEC 2.4).
#include "auth/authenticate.hpp"

#include <algorithm>
#include <array>

#include "auth/api_key.hpp"
#include "base/errors.hpp"
#include "base/json.hpp"

namespace crm {
namespace {

[[noreturn]] void refuse(std::string_view detail, std::string_view code, std::string members = {}) {
    Error error(Condition::unauthenticated, std::string(detail));
    error.code = code;
    error.members = std::move(members);
    throw error;
}

[[noreturn]] void refuse_token(std::string_view why) {
    std::string members = R"("messages":[)";
    json::Object(members).text("token_class", "AccessToken").text("token_type", "access").text("message", why).end();
    members += ']';
    refuse("Given token not valid for any token type", "token_not_valid", std::move(members));
}

// The next part of a header between white space, as Python splits bytes; `rest` moves behind it.
std::string_view next_part(std::string_view& rest) {
    constexpr auto is_blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    const auto from = std::find_if_not(rest.begin(), rest.end(), is_blank);
    const auto end = std::find_if(from, rest.end(), is_blank);
    rest = {end, rest.end()};
    return {from, end};
}

Claims verified(const Tokens& tokens, std::string_view token, Timestamp now) {
    try {
        return tokens.verify(token, TokenType::access, now);
    } catch (const TokenRefused& refused) {
        refuse_token(refused.message);
    }
}

}  // namespace

std::optional<User> authenticate(Session& session, const Tokens& tokens, std::string_view authorization, Timestamp now,
                                 std::string* token_id, const FindUser& find) {
    if (next_part(authorization) != "Bearer") return std::nullopt;
    const auto token = next_part(authorization);
    if (token.empty() || !next_part(authorization).empty())
        refuse("Authorization header must contain two space-delimited values", "bad_authorization_header");

    if (is_api_key(token)) {
        auto owner = find_key_owner(session, token, now);
        if (!owner) refuse_token(token_invalid);
        if (!owner->is_active) refuse("User is inactive", "user_inactive");
        if (token_id) *token_id = "api_key:" + std::to_string(owner->key->id);
        return owner;
    }
    const auto claims = verified(tokens, token, now);
    if (!claims.user_id) refuse("Token contained no recognizable user identification", "token_not_valid");
    auto user = find(session, *claims.user_id);
    if (!user) refuse("User not found", "user_not_found");
    if (!user->is_active) refuse("User is inactive", "user_inactive");
    if (claims.token_version < user->token_version) refuse_token(token_invalid);
    if (token_id) *token_id = claims.id;
    return user;
}

Credentials credentials_of(const Tokens& tokens, std::string_view authorization, Timestamp now) {
    if (next_part(authorization) != "Bearer") return Credentials::none;
    const auto token = next_part(authorization);
    if (is_api_key(token)) return Credentials::unproven;
    try {
        tokens.verify(token, TokenType::access, now);
        return Credentials::proven;
    } catch (const TokenRefused&) {
        return Credentials::none;
    }
}

void refuse_anonymous() { throw Error(Condition::unauthenticated, "Authentication credentials were not provided."); }

namespace {
constexpr std::string_view not_permitted = "You do not have permission to perform this action.";
}

void refuse_permission() { throw Error(Condition::forbidden, std::string(not_permitted)); }

void refuse_scope(std::string_view lacked) {
    Error error(Condition::forbidden, lacked.empty() ? std::string(not_permitted)
                                                     : "This API key lacks the scope " + std::string(lacked) + ".");
    error.code = "insufficient_scope";
    throw error;
}

}  // namespace crm

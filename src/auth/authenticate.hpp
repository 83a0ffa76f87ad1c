// From an Authorization header to a user, or the contract's refusals.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "auth/jwt.hpp"
#include "auth/user.hpp"
#include "db/session.hpp"

namespace crm {

using FindUser = std::function<std::optional<User>(Session&, std::int64_t id)>;

// nullopt: anonymous (no header, another scheme). Throws Error(unauthenticated) with the contract's texts and codes
// (SPEC 2.4) for a malformed header, a bad token, a user who is gone, inactive, or whose tokens were revoked (token
// version), whose row is asked for every time. `token_id`, where given, gets the token's jti. An API key stands where
// a token does; User::key then says what it is good for, which whoever calls this must respect, and `token_id` is
// `api_key:` and its id.
std::optional<User> authenticate(Session&, const Tokens&, std::string_view authorization, Timestamp now,
                                 std::string* token_id = nullptr, const FindUser& = find_user);

// What can be said of the header without the database. A token that proves who it was given to may be revoked, and a
// key that looks like one be unknown.
enum class Credentials { none, unproven, proven };
Credentials credentials_of(const Tokens&, std::string_view authorization, Timestamp now);

// 401 "Authentication credentials were not provided."
[[noreturn]] void refuse_anonymous();
// 403 "You do not have permission to perform this action."
[[noreturn]] void refuse_permission();
// 403 with the code `insufficient_scope` (RFC 6750 section 3.1): the role may, the API key may not. Names the scope
// that would do; without one no key may.
[[noreturn]] void refuse_scope(std::string_view lacked = {});

}  // namespace crm

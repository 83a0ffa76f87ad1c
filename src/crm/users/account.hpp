// What signing in needs to know of a user.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "auth/jwt.hpp"
#include "auth/user.hpp"
#include "crm/users/sign_in.hpp"
#include "db/database.hpp"

namespace crm {

struct Account : User {
    std::string password;  // as stored
};

std::optional<Account> find_account(Session&, std::string_view username);  // without regard to case
std::optional<Account> find_account(Session&, Id);

// Does the password fit an active account? Counts the attempt first, and hashes the password anew where it is stored in
// an old way. Throws Error(too_many) with Retry-After while guessing is slowed down.
std::optional<Account> check_password(Database&, const SignInRules&, std::string_view username,
                                      std::string_view password, std::string_view client);

// 429, with Retry-After: guessing is slowed down.
[[noreturn]] void refuse_throttled(int wait_s);

// When a refused sign-in may be answered: the same time after its arrival whatever was wrong with it.
std::chrono::steady_clock::time_point refusal_time(std::chrono::steady_clock::time_point arrived);

// `{"refresh":…,"access":…}`.
std::string token_pair(const Tokens&, const Claims& refresh, Timestamp);
std::string token_pair_schema();  // JSON Schema of it; without `refresh` where that is kept in a cookie

// Raises the token version of a user, which refuses all tokens issued so far, and deletes their API keys; all with
// entries in the log.
void sign_out_everywhere(Session&, const Catalogue&, const Actor&, Id, Timestamp);

}  // namespace crm

// Accounts made outside of the API: the first administrator, and what the command line does with users.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/errors.hpp"
#include "crm/users/user.hpp"
#include "db/database.hpp"

namespace crm {

struct NewAdministrator {
    std::string username, email, password;  // as typed; trimmed by check_administrator
};

// Trims, and says what is wrong with each field, by the rules of the users' fields and of administrators' passwords.
Problems check_administrator(NewAdministrator&);
// With everything filled in and the password hashed: takes as long as a hash does, so it must not run inside a write.
UserRecord make_administrator(const NewAdministrator&, Timestamp now);
// Inside a write. Throws Invalid when the user name is taken.
void add_administrator(Session&, UserRecord, std::string_view actor, std::string_view request_id, Timestamp now);

std::optional<UserRecord> find_by_username(Session&, std::string_view username);
// Why the password is too weak for this user; `password` already trimmed.
std::vector<std::string> weaknesses(const UserRecord&, std::string_view password);

// Is there an active user of role admin?
bool has_admin(Session&);

}  // namespace crm

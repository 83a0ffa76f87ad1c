// Roles by name, and the user row that every request reads.
#include "auth/user.hpp"

#include <algorithm>

#include "db/session.hpp"

namespace crm {

Role parse_role(std::string_view name) {
    if (name == "admin") return Role::admin;
    if (name == "sales") return Role::sales;
    if (name == "customer") return Role::customer;
    return Role::none;
}

std::string_view to_text(Role role) {
    switch (role) {
        case Role::admin:
            return "admin";
        case Role::sales:
            return "sales";
        case Role::customer:
            return "customer";
        case Role::none:
            break;
    }
    return "";
}

bool key_allows(const User& user, std::string_view resource, bool writes) {
    return !user.key || std::ranges::any_of(user.key->grants, [&](const Grant& grant) {
        return grant.resource == resource && (grant.writes || !writes);
    });
}

std::optional<User> find_user(Session& session, std::int64_t id) {
    std::optional<User> found;
    session.first("SELECT username, role, is_active, token_version FROM users WHERE id = ?", {id}, [&](const Row& row) {
        found = User{id, std::string(row.text(0)), parse_role(row.text(1)), row.boolean(2), row.integer(3), {}};
    });
    return found;
}

}  // namespace crm

// Who makes a request, and what roles there are.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

class Session;

// A set of roles. A user has exactly one, or none: rows from an imported database may hold an empty or unknown role,
// which has no rights.
enum class Role : unsigned { none = 0, admin = 1, sales = 2, customer = 4 };

struct Roles {
    unsigned bits = 0;
    constexpr bool has(Role r) const { return (bits & static_cast<unsigned>(r)) != 0; }
    constexpr bool operator==(const Roles&) const = default;
};
constexpr Roles operator|(Role a, Role b) { return {static_cast<unsigned>(a) | static_cast<unsigned>(b)}; }
constexpr Roles operator|(Roles a, Role b) { return {a.bits | static_cast<unsigned>(b)}; }
inline constexpr Roles everyone{~0u};
constexpr Roles only(Role r) { return {static_cast<unsigned>(r)}; }

inline constexpr std::array<std::string_view, 3> role_names{"admin", "sales", "customer"};
Role parse_role(std::string_view);  // none for any other text
std::string_view to_text(Role);     // "" for none

// What an API key may be used for, `books:read`. Writing includes reading.
struct Grant {
    std::string resource;
    bool writes = false;
    bool operator==(const Grant&) const = default;
};

// The API key that a request came with.
struct UsedKey {
    std::int64_t id = 0;
    std::vector<Grant> grants;
};

struct User {
    std::int64_t id = 0;
    std::string username;
    Role role = Role::none;
    bool is_active = false;
    std::int64_t token_version = 0;
    std::optional<UsedKey> key = std::nullopt;  // none: signed in, and free to do all that the role may
};

// Whether the key allows it; true without one. The role is another question: `may` in resource/resource.hpp asks both.
bool key_allows(const User&, std::string_view resource, bool writes);

std::optional<User> find_user(Session&, std::int64_t id);

}  // namespace crm

// API keys, which stand where a token does: made, recognised, and when they were last used.
#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/user.hpp"
#include "base/time.hpp"
#include "db/database.hpp"

namespace crm {

inline constexpr std::size_t shown_of_key = 8;  // characters by which people tell their keys apart

std::string new_api_key();  // `crm_` and 256 random bits in base64url; the database has only their SHA-256
bool is_api_key(std::string_view token);

// Whose key it is, with User::key set, be the user active or not; none when it is unknown or has expired.
std::optional<User> find_key_owner(Session&, std::string_view key, Timestamp now);

// `books:read readers:write`, as the database has it.
std::string to_text(const std::vector<Grant>&);
std::vector<Grant> parse_grants(std::string_view);  // leaves out what is no grant
std::string to_text(const Grant&);
std::optional<Grant> parse_grant(std::string_view);  // none unless it is `…:read` or `…:write`

// When keys were last used: noted in memory, since many requests only read, and written now and then. For all threads.
class KeyUses {
public:
    void note(std::int64_t key, Timestamp);
    std::optional<Timestamp> last(std::int64_t key) const;  // noted and not yet written
    bool empty() const;
    // Writes what was noted, in one transaction; does nothing when that is nothing. What could not be written is kept.
    // Throws DatabaseError.
    void write(Database&);

private:
    mutable std::mutex mutex_;
    std::map<std::int64_t, Timestamp> noted_;
};

}  // namespace crm

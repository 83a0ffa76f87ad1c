// Keys by their hash, scopes as text, and the uses that wait to be written.
#include "auth/api_key.hpp"

#include "base/random.hpp"
#include "base/text.hpp"

namespace crm {
namespace {
constexpr std::string_view key_start = "crm_";  // no JSON Web Token begins like this
constexpr std::size_t key_bytes = 32;
}  // namespace

std::string new_api_key() { return std::string(key_start) + base64url(random_bytes(key_bytes)); }

bool is_api_key(std::string_view token) { return token.starts_with(key_start); }

std::optional<User> find_key_owner(Session& session, std::string_view key, Timestamp now) {
    const std::string hash = sha256_hex(key);
    std::optional<User> owner;
    session.first(R"(
        SELECT users.id, username, role, is_active, token_version, api_keys.id, scopes
        FROM api_keys JOIN users ON users.id = api_keys.user_id
        WHERE key_hash = ? AND (expires_at IS NULL OR expires_at > ?))",
                  {std::string_view(hash), now.micros}, [&](const Row& row) {
                      owner = User{row.integer(0),          std::string(row.text(1)),
                                   parse_role(row.text(2)), row.boolean(3),
                                   row.integer(4),          UsedKey{row.integer(5), parse_grants(row.text(6))}};
                  });
    return owner;
}

std::string to_text(const Grant& grant) { return grant.resource + (grant.writes ? ":write" : ":read"); }

std::optional<Grant> parse_grant(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == text.npos) return std::nullopt;
    const std::string_view right = text.substr(colon + 1);
    if (right != "read" && right != "write") return std::nullopt;
    return Grant{std::string(text.substr(0, colon)), right == "write"};
}

std::string to_text(const std::vector<Grant>& grants) {
    std::string text;
    for (const Grant& grant : grants) (text += text.empty() ? "" : " ") += to_text(grant);
    return text;
}

std::vector<Grant> parse_grants(std::string_view text) {
    std::vector<Grant> grants;
    for (const std::string& item : split_list(text, ' '))
        if (auto grant = parse_grant(item)) grants.push_back(std::move(*grant));
    return grants;
}

void KeyUses::note(std::int64_t key, Timestamp at) {
    const std::lock_guard lock(mutex_);
    Timestamp& last = noted_[key];
    if (last.micros < at.micros) last = at;
}

std::optional<Timestamp> KeyUses::last(std::int64_t key) const {
    const std::lock_guard lock(mutex_);
    const auto found = noted_.find(key);
    return found == noted_.end() ? std::nullopt : std::optional(found->second);
}

bool KeyUses::empty() const {
    const std::lock_guard lock(mutex_);
    return noted_.empty();
}

void KeyUses::write(Database& database) {
    std::map<std::int64_t, Timestamp> uses;
    {
        const std::lock_guard lock(mutex_);
        uses = noted_;
    }
    if (uses.empty()) return;
    database.write([&](Session& session) {
        for (const auto& [key, at] : uses)  // in the order of the keys, so that two servers do not lock each other out
            session.execute(
                "UPDATE api_key_uses SET last_used_at = ? WHERE key_id = ? AND (last_used_at IS NULL OR last_used_at < "
                "?)",
                {at.micros, key, at.micros});
    });
    const std::lock_guard lock(mutex_);
    std::erase_if(noted_, [&](const auto& noted) {
        const auto written = uses.find(noted.first);
        return written != uses.end() && written->second == noted.second;
    });
}

}  // namespace crm

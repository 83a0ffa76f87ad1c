// API keys: whose they are, and their fields. They stand under /api/me/keys/ (my_keys.cpp).
#include "crm/api_keys/api_key.hpp"

#include "base/random.hpp"
#include "db/dialect.hpp"
#include "resource/rest.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

Scope visible_to(const User& user) { return where("user", user.id); }

constexpr FieldOf<ApiKeyRecord> fields[] = {
    field<&ApiKeyRecord::user>("user", references("users", WhenGone::cascade)),
    field<&ApiKeyRecord::name>("name", required, max_length(100)),
    field<&ApiKeyRecord::prefix>("prefix", read_only, max_length(8)),
    field<&ApiKeyRecord::key_hash>("key_hash", read_only, max_length(64), sealed(sha256_hex)),
    field<&ApiKeyRecord::scopes>("scopes", required),
    field<&ApiKeyRecord::expires_at>("expires_at"),
};

}  // namespace

const Resource& api_keys() {
    static const Resource resource = describe<ApiKeyRecord>({
        .name = "api_keys",
        .label = "API key",
        .description = "Keys with which programs call the API for a user.",
        .fields = fields,
        .policy = {},
        .visible_to = visible_to,
    });
    return resource;
}

void add_key(Session& session, const Catalogue& catalogue, const Actor& actor, ApiKeyRecord& key, Timestamp at) {
    // Held until the end, so that two requests at once do not both find room for the last key.
    session.integer("SELECT id FROM users WHERE id = ?" + std::string(for_update(session.engine())), {key.user});
    if (session.integer("SELECT COUNT(*) FROM api_keys WHERE user_id = ?", {key.user}) >= max_keys)
        throw Error(Condition::conflict, "You have " + std::to_string(max_keys) + " API keys: delete one first.");
    create(session, api_keys(), catalogue, actor, key, at);
    session.execute("INSERT INTO api_key_uses (key_id) VALUES (?)", {key.id});
}

void revoke_keys(Session& session, const Catalogue& catalogue, const Actor& actor, Id user, Timestamp at) {
    std::vector<Id> ids;
    session.query("SELECT id FROM api_keys WHERE user_id = ? ORDER BY id", {user},
                  [&](const Row& row) { return ids.push_back(row.integer(0)), true; });
    for (const Id id : ids)
        if (const auto key = load(session, api_keys(), id)) remove(session, api_keys(), catalogue, actor, *key, at);
}

}  // namespace crm

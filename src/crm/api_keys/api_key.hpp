// A key with which a program of a user's own calls the API.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "resource/changes.hpp"
#include "resource/resource.hpp"

namespace crm {

struct ApiKeyRecord : Record {
    Id user = 0;
    std::string name;
    std::string prefix;    // the first characters of the key
    std::string key_hash;  // SHA-256 of the key, in hexadecimal
    std::string scopes;    // as auth/api_key.hpp writes them
    std::optional<Timestamp> expires_at;
};

inline constexpr std::int64_t max_keys = 50;  // of one user, expired ones too

const Resource& api_keys();

// Makes a key of a user who has fewer than max_keys and sets its id; throws Error(conflict) otherwise.
void add_key(Session&, const Catalogue&, const Actor&, ApiKeyRecord&, Timestamp);
// Deletes all keys of a user.
void revoke_keys(Session&, const Catalogue&, const Actor&, Id user, Timestamp);

}  // namespace crm

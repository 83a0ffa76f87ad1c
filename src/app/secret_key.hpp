// The key that signs tokens: given by the administrator, or made once and kept beside the embedded database.
#pragma once
#include <string>
#include <string_view>

#include "app/config.hpp"
#include "auth/jwt.hpp"

namespace crm {

// Why a key must not be used; empty when it is good.
std::string key_problem(std::string_view key);

// Makes and keeps a key where there is none and SQLite is used. Throws Stop(usage) with what to do: a weak key, none on
// a server's database, a file that others can read.
SigningKeys signing_keys(const Config&);

// Throws Stop(usage) when the embedded database would not outlive a restart (Heroku).
void refuse_lost_disk(const Config&);

}  // namespace crm

// A person who can sign in.
#pragma once
#include <optional>
#include <string>

#include "resource/resource.hpp"

namespace crm {

struct UserRecord : Record {
    std::string username;
    std::string email;
    std::string role;  // admin, sales or customer; imported rows may hold anything and then have no rights
    std::string first_name, last_name;
    bool is_active = true;
    bool is_staff = false;
    Timestamp date_joined;
    std::string password;  // a hash, once stored
    bool is_superuser = false;
    std::int64_t token_version = 0;  // tokens that carry a lower one are refused
    std::string setup_hash;          // of the link with which the user may choose a password; empty for none
    std::optional<Timestamp> setup_expires_at;
    std::string language, time_zone;  // empty: the browser's
};

const Resource& users();

// Letters and digits of any script, and @ . + - _
bool is_username(std::string_view);

}  // namespace crm

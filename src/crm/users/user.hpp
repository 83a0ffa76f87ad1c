// A person who can sign in.
#pragma once
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
};

const Resource& users();

// Letters and digits of any script, and @ . + - _
bool is_username(std::string_view);

}  // namespace crm

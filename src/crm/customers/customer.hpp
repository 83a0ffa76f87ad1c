// A company or person we sell to.
#pragma once
#include <optional>
#include <string>

#include "resource/resource.hpp"

namespace crm {

struct Customer : Record {
    std::string name, email, phone, address, website;
    std::optional<Id> user;         // who of the customer's may sign in and see what is theirs
    std::optional<Id> assigned_to;  // who of ours looks after them
};

const Resource& customers();

}  // namespace crm

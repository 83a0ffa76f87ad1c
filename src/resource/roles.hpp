// `/api/roles/`: what each role may do and see, for whoever gives roles to people.
#pragma once
#include <span>

#include "resource/view.hpp"

namespace crm {

// `roles` in their order, by the names of auth/user.hpp; open to those of `audience`. All must outlive the route.
Route roles_route(const Api&, std::span<const Choice> roles, Roles audience);

}  // namespace crm

// Links with which a user chooses a password, once: an admin makes one and hands it over.
#pragma once
#include <string_view>
#include <vector>

#include "auth/throttle.hpp"
#include "resource/view.hpp"

namespace crm {

inline constexpr int setup_link_lifetime_s = 72 * 3600;

// `/api/users/{id}/setup-link/` makes the link, `/api/setup-links/{token}/` is what the page behind it asks. The links
// begin with `public_url`, or where that is empty as the request names us. All must outlive the routes.
std::vector<Route> setup_link_routes(const Api&, const ThrottleRules&, std::string_view public_url);

}  // namespace crm

// Signing in and out: /api/token/ and what stands below it, /api/me/.
#pragma once
#include <vector>

#include "auth/throttle.hpp"
#include "resource/view.hpp"

namespace crm {

struct SignInRules {
    ThrottleRules throttle;
    bool rotate_bodies = false;        // REFRESH_ROTATION: refresh tokens sent in bodies are rotated too
    bool secure_cookie = false;        // the site is served over https
    std::vector<std::string> origins;  // besides our own, which may use the cookie
};

// `rules` and `api` must outlive the routes.
std::vector<Route> sign_in_routes(const Api& api, const SignInRules& rules);
std::vector<Route> me_routes(const Api& api, const SignInRules& rules);

}  // namespace crm

// /api/me/keys/: one's own API keys.
#pragma once
#include <vector>

#include "resource/view.hpp"

namespace crm {

std::vector<Route> my_key_routes(const Api& api);  // `api` must outlive the routes

}  // namespace crm

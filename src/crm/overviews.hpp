// What is asked about many records at once: the addresses of the CRM besides those of its resources.
#pragma once
#include <vector>

#include "resource/view.hpp"

namespace crm {

std::vector<Route> overview_routes(const Api&);

}  // namespace crm

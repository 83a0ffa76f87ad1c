// `/api/system/`: what an administrator of the server wants to know of it.
#pragma once
#include "app/config.hpp"
#include "app/metrics.hpp"
#include "resource/view.hpp"

namespace crm {

// All must outlive the route. The server counts as started when this is called.
Route system_route(const Api&, const Config&, const Metrics&);

}  // namespace crm

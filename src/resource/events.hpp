// `/api/events/`: the change log as it is written.
#pragma once
#include "resource/live_feed.hpp"
#include "resource/view.hpp"

namespace crm {

Route events_route(LiveFeed&, const Api&);

}  // namespace crm

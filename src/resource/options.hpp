// What OPTIONS says of a resource's fields, as DRF's metadata does (SPEC section 8).
#pragma once
#include <string_view>

#include "base/json.hpp"
#include "resource/resource.hpp"

namespace crm {

// Adds `"actions":{"POST":{…}}`.
void append_actions(json::Object&, std::string_view method, const Resource&, Role);

}  // namespace crm

// Reading the change log through the same door as the records: of one record, or as a feed of all.
#pragma once
#include <string>

#include "resource/view.hpp"

namespace crm {

// `/api/{name}/{id}/history/` for every resource, newest first, and `/api/changes/?after=`, oldest first.
Route history_route(const Resource&, const Api&);
Route changes_route(const Api&);
std::string change_schema();  // JSON Schema of an entry

}  // namespace crm

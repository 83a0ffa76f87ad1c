// Reading the change log through the same door as the records: of one record, or as a feed of all.
#pragma once
#include <vector>

#include "resource/sql.hpp"
#include "resource/view.hpp"

namespace crm {

inline constexpr std::int64_t feed_window = 50'000;  // entries looked through for one page of the feed

// ` AND …`: entries of which `user` may see the record on either side. Append after a condition.
void append_log_visible(Sql&, const Resource&, const Catalogue&, const User&);

// `/api/{name}/{id}/history/` for every resource, newest first, and `/api/changes/?after=`, oldest first.
Route history_route(const Resource&, const Api&);
Route changes_route(const Api&);
std::string change_schema();  // JSON Schema of an entry

}  // namespace crm

// The six things one does with a resource over HTTP, and the routes they stand under.
#pragma once
#include <vector>

#include "resource/resource.hpp"
#include "resource/view.hpp"

namespace crm {

// `/api/{name}/`, `/api/{name}/{id}/` with its history, and `/api/{name}/bulk/`.
std::vector<Route> resource_routes(const Resource&, const Api&);

// The same writes for commands and endpoints of a resource's own: field by field rules are the caller's, the log is
// kept.
void create(Session&, const Resource&, const Catalogue&, const Actor&, Record&, Timestamp,
            std::string_view action = "create");
// Also of those that are named after the record (named_after), where its name changes: at most max_renamed of them,
// else Error(conflict).
void update(Session&, const Resource&, const Catalogue&, const Actor&, const Record& before, Record& after, Timestamp,
            std::string_view action = "update");
inline constexpr std::size_t max_renamed = 10'000;
// Deletes the record and what hangs on it: cascades and clears references, each with its entry in the log.
void remove(Session&, const Resource&, const Catalogue&, const Actor&, const Record&, Timestamp);

}  // namespace crm

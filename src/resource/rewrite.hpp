// What follows from a record and SQL cannot compute, its keys and words, written again after a migration that needs it.
#pragma once
#include <functional>

#include "db/session.hpp"
#include "resource/resource.hpp"

namespace crm {

// A migration asks for it by a row in `rewrites`.
bool is_rewrite_due(Session&);

// Works through all records of the resources that stand in `rewrites`, in transactions of some hundred; after a kill it
// goes on where it was. `step` hears of the resource and the last id.
void rewrite(Session&, const Catalogue&, const std::function<void(std::string_view, Id)>& step);

}  // namespace crm

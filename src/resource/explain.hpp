// What is derived from a description, for people to read: `connectcrm describe NOUN`.
#pragma once
#include <string>

#include "db/session.hpp"
#include "resource/resource.hpp"

namespace crm {

// Routes with their roles, fields with their rules, columns, the SQL of a list with each role's visibility, JSON
// Schema.
std::string explain(const Resource&, const Catalogue&, Engine);
// What of a migrated database does not fit the field tables, a sentence each; empty when all fits.
std::vector<std::string> schema_differences(Session&, const Catalogue&);

}  // namespace crm

// What a database server must be set to, so that it does not lose what it has acknowledged.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "db/migrate.hpp"
#include "db/source.hpp"

namespace crm {

// One sentence for each setting of the server, or table of these migrations, with which acknowledged writes would be
// lost in a crash, and what to do. Nothing on SQLite, whose settings are ours.
std::vector<std::string> durability_warnings(Session&, const DatabaseUrl&, std::span<const Migration>);

}  // namespace crm

// Which database server it is, and how much room the data takes.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "db/session.hpp"

namespace crm {

std::string server_version(Session&);  // as it says itself: `3.40.1`, `10.11.14-MariaDB-0+deb12u2`, `15.14 (Debian …)`

// As the engine reckons, with indexes; none where it does not tell.
std::optional<std::int64_t> database_bytes(Session&);
std::optional<std::int64_t> table_bytes(Session&, std::string_view table);  // never told by SQLite

}  // namespace crm

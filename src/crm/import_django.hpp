// Brings an original ConnectCRM database (Django on SQLite or MySQL) into ours.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.hpp"
#include "db/session.hpp"

namespace crm {

struct DjangoImport {
    struct Count {
        std::string resource;
        std::int64_t read = 0, added = 0, unchanged = 0, updated = 0;
        std::int64_t left_out =
            0;  // deleted here after an earlier import, or referring to a record that does not exist
    };
    std::vector<Count> counts;
    std::vector<std::string> notes;  // a sentence for every row that breaks our rules, was given another name, or lost
                                     // an unreadable password
};

// Reads users with their password hashes, customers, opportunities and interactions from `source`, ids kept, and writes
// them in one transaction of `target`. Rows that break our rules are kept and noted; unreadable or plain-text passwords
// become unusable; user names that are equal but for case get a suffix. Running it again changes nothing. Throws
// Error(conflict) when a row of ours with the same id did not come from this import, or when the target cannot hold a
// value, with the list of them. `progress(resource, done, total)` is called now and then. The source is only read;
// Error(bad_request) when it is no database of the original.
DjangoImport import_django(Session& source, Database& target,
                           const std::function<void(std::string_view, std::int64_t, std::int64_t)>& progress);

}  // namespace crm

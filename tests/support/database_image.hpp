// What a database holds, as text that can be compared: the oracle for "a refused request changes nothing".
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "db/session.hpp"

namespace crm::for_tests {

struct DatabaseImage {
    std::map<std::string, std::string> rows;  // "customers/3" to "id=3 name=Nobody Ltd …"
    std::map<std::string, std::string> passwords;
    std::int64_t entries = 0, last_entry = 0;  // of the change log
    bool operator==(const DatabaseImage&) const = default;
};

// All rows of all tables but those that count guesses, remember refresh tokens, and tell when keys were used; of the
// change log the end.
DatabaseImage database_image(Session&);
std::string difference(const DatabaseImage&,
                       const DatabaseImage&);  // a line for each row; empty when they are the same

using RecordNames = std::multiset<std::pair<std::string, std::int64_t>>;  // resource and id
RecordNames changed_records(const DatabaseImage& before, const DatabaseImage& after);
RecordNames logged_records(Session&, std::int64_t after_entry);

}  // namespace crm::for_tests

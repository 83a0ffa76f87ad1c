// The change log: one entry for every write, in the same transaction.
#pragma once
#include <string>
#include <string_view>

#include "db/session.hpp"
#include "resource/resource.hpp"

namespace crm {

struct Actor {
    const User& user;           // id 0: the command line
    std::string_view token_id;  // jti of the token that was used, hashed
    std::string_view request_id;
};

// Logs what happened to one record: created (`before` null), changed, or deleted (`after` null). `action` says it in a
// word: create, update, delete, import. Sealed fields appear as "(set)" when they changed. `written_at` is the present
// moment, however long ago the request began: it tells which transactions may have taken a number before this one
// (log_gaps.hpp).
void log_change(Session&, const Resource&, const Catalogue&, const Actor&, std::string_view action,
                const Record* before, const Record* after, Timestamp written_at);

// What a record must be for `user` to see it, by the way from the resource to the value: {("author.user", 5)}. Empty
// for every record, nullopt for none.
using VisibilityConditions = std::vector<std::pair<std::string, Value>>;
std::optional<VisibilityConditions> visibility_conditions(const Resource&, const Catalogue&, const User&);

// The ways from a resource to what decides who may see its records, found by asking visible_to as every role:
// {"author.user"} where a record is visible through its author, and the author to the linked user.
std::vector<std::string> visibility_paths(const Resource&, const Catalogue&);
// `author.user=5`, in which nothing can be mistaken for the `|` between keys.
std::string visibility_key(std::string_view path, const Value&);
// `|author.user=5|` of one record.
std::string visibility_keys(Session&, const Resource&, const Catalogue&, const Record&);

// Compares the log of every record with the record. Calls `report` with a sentence for everything that does not fit;
// the number of records checked.
struct Verification {
    std::int64_t records = 0, entries = 0, mismatches = 0;
};
Verification verify(Session&, const Catalogue&, FunctionRef<void(const std::string&)> report);

}  // namespace crm

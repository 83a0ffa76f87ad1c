// An entry of the change log as it is kept, and who may see it: in SQL for a page of entries, and one by one for those
// that are handed out as they are written.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "resource/resource.hpp"
#include "resource/sql.hpp"

namespace crm {

struct LogEntry {
    std::int64_t sequence = 0;
    Timestamp at;
    std::optional<Id> actor_id;
    std::string actor, action, resource;
    Id record = 0;
    std::int64_t version = 0;
    std::string before, after;                           // JSON objects
    std::optional<std::string> keys_before, keys_after;  // see visibility_keys(); none where there was no record

    static constexpr std::string_view columns =
        "sequence, at, actor_id, actor, action, resource, record_id, version, before_values, after_values,"
        " keys_before, keys_after";
    void read(const Row&);  // of these columns
};

// What a user may see of the entries of one resource.
struct LogAccess {
    std::vector<std::string> keys;  // `|author.user=5|`: of these the record must have all, before and after
    // Who sees all records sees who changed them; who sees the own ones is told what happened, and not by whom.
    bool names_actor() const { return keys.empty(); }
    bool covers(const LogEntry&) const;
    void append(Sql&) const;  // ` AND …`, the same in SQL
};
// None: nothing.
std::optional<LogAccess> log_access(const Resource&, const Catalogue&, const User&);

// As one who has the role sees it; without values `before` and `after` are null.
void append_json(std::string& out, const LogEntry&, const Resource&, Role, bool names_actor, bool with_values = true);

inline constexpr std::int64_t feed_window = 50'000;  // entries looked through at once

// How far the log may be read after an entry: a window's width, to the end, or to a gap that a transaction may still
// fill.
std::int64_t settled_until(Session&, std::int64_t after, Timestamp now);

}  // namespace crm

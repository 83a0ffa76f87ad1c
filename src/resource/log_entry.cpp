// The door of the log, and entries as JSON.
#include "resource/log_entry.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "resource/changes.hpp"
#include "resource/log_gaps.hpp"

namespace crm {
namespace {

// The members of `values` that the role may see.
void append_side(std::string& out, json::Object& entry, std::string_view name, const Resource& resource, Role role,
                 std::string_view values) {
    entry.key(name);
    const auto document = json::Document::parse(values);
    json::Object side(out);
    for (const auto& [field, value] : document.root().members) {
        const Field* f = resource.find(field);
        if (!f || f->hidden || !f->exists_for(role)) continue;
        side.key(field);
        json::append_value(out, value);
    }
    side.end();
}

void read_keys(std::optional<std::string>& keys, const Row& row, int column) {
    if (row.is_null(column))
        keys.reset();
    else
        keys = row.text(column);
}

}  // namespace

void LogEntry::read(const Row& row) {
    sequence = row.integer(0);
    at = Timestamp{row.integer(1)};
    actor_id = row.is_null(2) ? std::nullopt : std::optional(row.integer(2));
    actor = row.text(3);
    action = row.text(4);
    resource = row.text(5);
    record = row.integer(6);
    version = row.integer(7);
    before = row.text(8);
    after = row.text(9);
    read_keys(keys_before, row, 10);
    read_keys(keys_after, row, 11);
}

std::optional<LogAccess> log_access(const Resource& resource, const Catalogue& catalogue, const User& user) {
    if (!may(user, resource, Act::read)) return std::nullopt;
    const auto conditions = visibility_conditions(resource, catalogue, user);
    if (!conditions) return std::nullopt;
    LogAccess access;
    for (const auto& [path, value] : *conditions) access.keys.push_back("|" + visibility_key(path, value) + "|");
    return access;
}

bool LogAccess::covers(const LogEntry& entry) const {
    return std::ranges::all_of(keys, [&](const std::string& key) {
        const auto has = [&](const auto& side) { return !side || side->find(key) != std::string::npos; };
        return has(entry.keys_before) && has(entry.keys_after);
    });
}

void LogAccess::append(Sql& sql) const {
    for (const std::string& key : keys) {
        for (const std::string_view side : {"keys_before", "keys_after"}) {
            sql << " AND (" << side << " IS NULL OR " << side << " LIKE ? ESCAPE '!')";
            sql.bind_text("%" + escape_like(key) + "%");
        }
    }
}

void append_json(std::string& out, const LogEntry& entry, const Resource& resource, Role role, bool names_actor,
                 bool with_values) {
    json::Object object(out);
    object.integer("sequence", entry.sequence).text("at", to_rfc3339(entry.at));
    names_actor&& entry.actor_id ? object.integer("actor_id", *entry.actor_id) : object.null("actor_id");
    names_actor ? object.text("actor", entry.actor) : object.null("actor");
    object.text("action", entry.action).text("resource", entry.resource);
    object.integer("record", entry.record).integer("version", entry.version);
    if (with_values) {
        append_side(out, object, "before", resource, role, entry.before);
        append_side(out, object, "after", resource, role, entry.after);
    } else {
        object.null("before").null("after");
    }
    object.end();
}

// The embedded database gives numbers in the order of the commits.
std::int64_t settled_until(Session& session, std::int64_t after, Timestamp now) {
    if (session.engine() == Engine::sqlite) {
        const std::int64_t end = session.integer("SELECT MAX(sequence) FROM changes");
        return after >= end ? after : end - after > feed_window ? after + feed_window : end;
    }
    std::vector<LogGap> gaps;
    std::int64_t until = after;
    session.query("SELECT sequence, at FROM changes WHERE sequence > ? ORDER BY sequence LIMIT ?", {after, feed_window},
                  [&](const Row& row) {
                      const std::int64_t sequence = row.integer(0);
                      if (sequence != until + 1) gaps.push_back({until, sequence, Timestamp{row.integer(1)}});
                      return until = sequence, true;
                  });
    const auto open = first_open_gap(session, gaps, now);
    return open ? open->after : until;
}

}  // namespace crm

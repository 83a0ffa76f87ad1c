// Entries of the log as JSON, filtered by the visibility keys that were written with them.
#include "resource/history.hpp"

#include <map>

#include "http/form.hpp"
#include "resource/input.hpp"
#include "resource/json_schema.hpp"
#include "resource/list.hpp"
#include "resource/log_gaps.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

constexpr std::string_view entry_columns =
    "sequence, at, actor_id, actor, action, resource, record_id, version, before_values, after_values";

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

// Who sees all records sees who changed them; who sees the own ones is told what happened, and not by whom.
bool sees_all(const Resource& resource, const Catalogue& catalogue, const User& user) {
    const auto conditions = visibility_conditions(resource, catalogue, user);
    return conditions && conditions->empty();
}

void append_entry(std::string& out, const Resource& resource, Role role, bool names_actor, const Row& row) {
    json::Object entry(out);
    entry.integer("sequence", row.integer(0)).text("at", to_rfc3339({row.integer(1)}));
    names_actor && !row.is_null(2) ? entry.integer("actor_id", row.integer(2)) : entry.null("actor_id");
    names_actor ? entry.text("actor", row.text(3)) : entry.null("actor");
    entry.text("action", row.text(4)).text("resource", row.text(5));
    entry.integer("record", row.integer(6)).integer("version", row.integer(7));
    append_side(out, entry, "before", resource, role, row.text(8));
    append_side(out, entry, "after", resource, role, row.text(9));
    entry.end();
}

std::int64_t positive(const std::string& name, const std::string& text, std::int64_t highest) {
    const auto number = parse_python_int(text);
    if (number && !number->out_of_range && number->value >= 0 && number->value <= highest) return number->value;
    Problems problems;
    problems.add(name, "A whole number from 0 to " + std::to_string(highest) + ".");
    throw Invalid(std::move(problems));
}

struct Asked {
    std::int64_t page_size = default_page_size;
    std::int64_t from = 0;  // `after` of the feed, `before` of a history
    std::string resource;
};

Asked read_query(const Request& request, std::string_view position, bool has_resource) {
    Asked asked;
    for (const auto& [name, value] : parse_urlencoded(request.query)) {
        if (name == "page_size")
            asked.page_size = std::max<std::int64_t>(positive(name, value, max_page_size), 1);
        else if (name == position)
            asked.from = positive(name, value, std::numeric_limits<std::int64_t>::max());
        else if (name == "resource" && has_resource)
            asked.resource = value;
        else if (name != "format")
            throw Error(Condition::bad_request, "Unknown parameter \"" + name +
                                                    "\". This list takes: format, page_size, " + std::string(position) +
                                                    (has_resource ? ", resource." : "."));
    }
    return asked;
}

Response history(const Resource& resource, const Catalogue& catalogue, const Call& call) {
    const Id id = call.id();
    const Asked asked = read_query(call.request, "before", false);
    Sql sql;
    sql << "SELECT " << entry_columns << " FROM changes WHERE resource = ? AND record_id = ?";
    sql.bind_text(std::string(resource.name));
    sql.bind(id);
    if (asked.from > 0) {
        sql << " AND sequence < ?";
        sql.bind(asked.from);
    }
    append_log_visible(sql, resource, catalogue, call.user);
    sql << " ORDER BY sequence DESC LIMIT ?";
    sql.bind(asked.page_size + 1);

    std::vector<std::string> entries;
    std::int64_t last = 0;
    Envelope links;
    const bool names_actor = sees_all(resource, catalogue, call.user);
    call.session.query(sql.text, sql.values, [&](const Row& row) {
        if (std::ssize(entries) == asked.page_size) {
            links.next = link_to(call.request, {{"before", std::to_string(last)}});
            return false;
        }
        append_entry(entries.emplace_back(), resource, call.user.role, names_actor, row);
        last = row.integer(0);
        return true;
    });
    if (entries.empty() && !is_visible(call.session, resource, catalogue, call.user, id))
        throw Error(Condition::not_found, "Not found.");
    return envelope(links, entries);
}

// How far the feed may be read: a window's width, to the end, or to a gap that a transaction may still fill. The
// embedded database gives numbers in the order of the commits.
std::int64_t settled_until(Session& session, std::int64_t after, Timestamp at) {
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
    const auto open = first_open_gap(session, gaps, at);
    return open ? open->after : until;
}

Response changes(const Catalogue& catalogue, const Call& call) {
    const Asked asked = read_query(call.request, "after", true);
    const std::int64_t until = settled_until(call.session, asked.from, call.now);
    Sql sql;
    sql << "SELECT " << entry_columns << " FROM changes WHERE sequence > ? AND sequence <= ? AND (1 = 0";
    sql.bind(asked.from);
    sql.bind(until);
    std::map<std::string_view, bool> names_actor;  // by resource
    for (const Resource* resource : catalogue.all()) {
        if (!may(call.user, *resource, Act::read) || (!asked.resource.empty() && asked.resource != resource->name))
            continue;
        sql << " OR (resource = ?";
        sql.bind_text(std::string(resource->name));
        append_log_visible(sql, *resource, catalogue, call.user);
        sql << ")";
        names_actor[resource->name] = sees_all(*resource, catalogue, call.user);
    }
    sql << ") ORDER BY sequence LIMIT ?";
    sql.bind(asked.page_size + 1);

    std::vector<std::string> entries;
    std::int64_t last = asked.from;
    bool more = false;
    call.session.query(sql.text, sql.values, [&](const Row& row) {
        if (std::ssize(entries) == asked.page_size) return more = true, false;
        const Resource& resource = catalogue.at(row.text(5));
        append_entry(entries.emplace_back(), resource, call.user.role, names_actor[resource.name], row);
        last = row.integer(0);
        return true;
    });
    if (!more) last = until;
    Envelope links;
    // Always there: what comes later is found under it too.
    links.next = link_to(call.request, {{"after", std::to_string(last)}});
    return envelope(links, entries);
}

Parameter page_size_parameter() {
    return {"page_size", "Entries on a page, 1 to " + std::to_string(max_page_size) + ".", Parameter::Shape::integer};
}

}  // namespace

void append_log_visible(Sql& sql, const Resource& resource, const Catalogue& catalogue, const User& user) {
    const auto conditions = visibility_conditions(resource, catalogue, user);
    if (!conditions) sql << " AND 1 = 0";
    for (const auto& [path, value] : conditions.value_or(VisibilityConditions{})) {
        for (const std::string_view side : {"keys_before", "keys_after"}) {
            sql << " AND (" << side << " IS NULL OR " << side << " LIKE ? ESCAPE '!')";
            sql.bind_text("%|" + escape_like(visibility_key(path, value)) + "|%");
        }
    }
}

std::string change_schema() {
    return R"({"type":"object","description":"One change of one record. Who made it is told to those who see all records.",)"
           R"("properties":{"sequence":{"type":"integer"},"at":{"type":"string","format":"date-time"},)"
           R"("actor_id":{"type":["integer","null"]},"actor":{"type":["string","null"]},)"
           R"("action":{"type":"string","examples":["create","update","delete"]},"resource":{"type":"string"},)"
           R"("record":{"type":"integer"},"version":{"type":"integer"},"before":{"type":"object"},)"
           R"("after":{"type":"object"}},"required":["sequence","at","actor_id","actor","action","resource","record",)"
           R"("version","before","after"]})";
}

Route history_route(const Resource& resource, const Api& api) {
    View view{
        title_case(resource.label) + " History", "Every change of the record, newest first.", Audience::roles, {}, {}};
    const Catalogue& catalogue = api.catalogue;
    view.resource = &resource;
    view.endpoints.push_back({"GET", Work::read, resource.policy.read, [&resource, &catalogue](const Call& call) {
                                  return history(resource, catalogue, call);
                              }});
    view.endpoints.back().operation = {
        .summary = "History of " + std::string(resource.label),
        .id = std::string(resource.name) + "_history",
        .response = page_of(schema_reference("Change")),
        .refusals = {400, 404},
        .query = {page_size_parameter(),
                  {"before", "Only entries with a smaller sequence.", Parameter::Shape::integer}},
        .answers_with = {"Link"}};
    return route("/api/" + std::string(resource.name) + "/{id}/history/", std::move(view), api);
}

Route changes_route(const Api& api) {
    View view{"Changes", "Every change of every record, oldest first.", Audience::signed_in, {}, {}};
    const Catalogue& catalogue = api.catalogue;
    view.any_key_reads = true;  // each entry asks for its own resource
    view.endpoints.push_back(
        {"GET", Work::long_running, {}, [&catalogue](const Call& call) { return changes(catalogue, call); }});
    view.endpoints.back().operation = {
        .summary = "Every change there was",
        .id = "changes_list",
        .response = page_of(schema_reference("Change")),
        .refusals = {400},
        .query = {page_size_parameter(),
                  {"after", "Only entries with a greater sequence; `next` names the last one.",
                   Parameter::Shape::integer},
                  {"resource", "Only entries of this resource.", Parameter::Shape::text}},
        .answers_with = {"Link"}};
    return route("/api/changes/", std::move(view), api);
}

}  // namespace crm

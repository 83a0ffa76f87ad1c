// Pages of the log.
#include "resource/history.hpp"

#include <map>

#include "http/form.hpp"
#include "resource/input.hpp"
#include "resource/json_schema.hpp"
#include "resource/list.hpp"
#include "resource/log_entry.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

struct Entries {
    std::string text;
    std::int64_t count = 0;
    std::string& next() { return count++ == 0 ? text : text += ','; }
    bool is_full(std::int64_t page_size) const { return count == page_size || text.size() >= max_page_bytes; }
};

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
    sql << "SELECT " << LogEntry::columns << " FROM changes WHERE resource = ? AND record_id = ?";
    sql.bind_text(std::string(resource.name));
    sql.bind(id);
    if (asked.from > 0) {
        sql << " AND sequence < ?";
        sql.bind(asked.from);
    }
    const auto access = log_access(resource, catalogue, call.user);
    access ? access->append(sql) : void(sql << " AND 1 = 0");
    sql << " ORDER BY sequence DESC LIMIT ?";
    sql.bind(asked.page_size + 1);

    Entries entries;
    LogEntry entry;
    std::int64_t last = 0;
    Envelope links;
    call.session.query(sql.text, sql.values, [&](const Row& row) {
        if (entries.is_full(asked.page_size)) {
            links.next = link_to(call.request, {{"before", std::to_string(last)}});
            return false;
        }
        entry.read(row);
        append_json(entries.next(), entry, resource, call.user.role, access->names_actor());
        last = entry.sequence;
        return true;
    });
    if (entries.count == 0 && !is_visible(call.session, resource, catalogue, call.user, id))
        throw Error(Condition::not_found, "Not found.");
    return envelope(links, entries.text);
}

Response changes(const Catalogue& catalogue, const Call& call) {
    const Asked asked = read_query(call.request, "after", true);
    const std::int64_t until = settled_until(call.session, asked.from, call.now);
    Sql sql;
    sql << "SELECT " << LogEntry::columns << " FROM changes WHERE sequence > ? AND sequence <= ? AND (1 = 0";
    sql.bind(asked.from);
    sql.bind(until);
    std::map<std::string_view, bool> names_actor;  // by resource
    for (const Resource* resource : catalogue.all()) {
        if (!asked.resource.empty() && asked.resource != resource->name) continue;
        const auto access = log_access(*resource, catalogue, call.user);
        if (!access) continue;
        sql << " OR (resource = ?";
        sql.bind_text(std::string(resource->name));
        access->append(sql);
        sql << ")";
        names_actor[resource->name] = access->names_actor();
    }
    sql << ") ORDER BY sequence LIMIT ?";
    sql.bind(asked.page_size + 1);

    Entries entries;
    LogEntry entry;
    std::int64_t last = asked.from;
    bool more = false;
    call.session.query(sql.text, sql.values, [&](const Row& row) {
        if (entries.is_full(asked.page_size)) return more = true, false;
        entry.read(row);
        const Resource& resource = catalogue.at(entry.resource);
        append_json(entries.next(), entry, resource, call.user.role, names_actor[resource.name]);
        last = entry.sequence;
        return true;
    });
    if (!more) last = until;
    Envelope links;
    // Always there: what comes later is found under it too.
    links.next = link_to(call.request, {{"after", std::to_string(last)}});
    return envelope(links, entries.text);
}

Parameter page_size_parameter() {
    return {"page_size", "Entries on a page, 1 to " + std::to_string(max_page_size) + ".", Parameter::Shape::integer};
}

}  // namespace

std::string change_schema() {
    return R"({"type":"object","description":"One change of one record. Who made it is told to those who see all records.",)"
           R"("properties":{"sequence":{"type":"integer"},"at":{"type":"string","format":"date-time"},)"
           R"("actor_id":{"type":["integer","null"]},"actor":{"type":["string","null"]},)"
           R"("action":{"type":"string","examples":["create","update","delete"]},"resource":{"type":"string"},)"
           R"("record":{"type":"integer"},"version":{"type":"integer"},)"
           R"("before":{"type":"object","additionalProperties":true,"description":"By field, what was there."},)"
           R"("after":{"type":"object","additionalProperties":true,"description":"By field, what is there since."}},)"
           R"("required":["sequence","at","actor_id","actor","action","resource","record","version","before","after"]})";
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

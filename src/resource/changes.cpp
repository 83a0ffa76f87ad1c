// Writing the change log.
#include "resource/changes.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

// One side of an entry: all fields of `record`, or those that differ from `other`.
std::string side(const Resource& resource, const Record* record, const Record* other) {
    std::string out;
    json::Object object(out);
    if (record) {
        for (const Field& f : resource.fields) {
            const Value value = f.get(*record);
            if (other && f.get(*other) == value) continue;
            object.key(f.name);
            if (f.seal)
                out += "\"(set)\"";
            else
                append_json(out, resource, f, *record);
        }
    }
    object.end();
    return out;
}

// False when nothing may be seen.
bool add_conditions(const Resource& resource, const Catalogue& catalogue, const User& user, const Scope& scope,
                    const std::string& prefix, VisibilityConditions& conditions) {
    switch (scope.kind) {
        case Scope::Kind::everything:
            return true;
        case Scope::Kind::nothing:
            return false;
        case Scope::Kind::equals:
            conditions.emplace_back(prefix + std::string(scope.field), scope.value);
            return true;
        case Scope::Kind::through: {
            const Resource& target = catalogue.at(resource.at(scope.field).references);
            return add_conditions(target, catalogue, user, target.visible_to(user),
                                  prefix + std::string(scope.field) + ".", conditions);
        }
        case Scope::Kind::both:
            for (const Scope& part : scope.parts)
                if (!add_conditions(resource, catalogue, user, part, prefix, conditions)) return false;
            return true;
    }
    return false;
}

// Follows a path from a record to the value at its end.
Value follow(Session& session, const Resource& resource, const Catalogue& catalogue, const Record& record,
             std::string_view path) {
    const auto dot = path.find('.');
    if (dot == path.npos) return resource.at(path).get(record);
    const Field& reference = resource.at(path.substr(0, dot));
    const Value id = reference.get(record);
    if (!std::holds_alternative<std::int64_t>(id)) return {};
    const Resource& target = catalogue.at(reference.references);
    const auto next = load(session, target, std::get<std::int64_t>(id));
    return next ? follow(session, target, catalogue, *next, path.substr(dot + 1)) : Value{};
}

}  // namespace

std::optional<VisibilityConditions> visibility_conditions(const Resource& resource, const Catalogue& catalogue,
                                                          const User& user) {
    VisibilityConditions conditions;
    if (!add_conditions(resource, catalogue, user, resource.visible_to(user), "", conditions)) return std::nullopt;
    return conditions;
}

std::vector<std::string> visibility_paths(const Resource& resource, const Catalogue& catalogue) {
    std::vector<std::string> paths;
    for (const std::string_view role : role_names) {
        User probe;
        probe.role = parse_role(role);
        probe.is_active = true;
        for (auto& [path, value] : visibility_conditions(resource, catalogue, probe).value_or(VisibilityConditions{}))
            if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(std::move(path));
    }
    return paths;
}

std::string visibility_key(std::string_view path, const Value& value) {
    std::string text, key(path);
    append_json(text, Field{}, value);
    key += '=';
    for (const char c : text) c == '|' ? key += "\\u007c" : key += c;
    return key;
}

std::string visibility_keys(Session& session, const Resource& resource, const Catalogue& catalogue,
                            const Record& record) {
    std::string keys = "|";
    for (const std::string& path : visibility_paths(resource, catalogue)) {
        keys += visibility_key(path, follow(session, resource, catalogue, record, path)) + "|";
    }
    return keys;
}

void log_change(Session& session, const Resource& resource, const Catalogue& catalogue, const Actor& actor,
                std::string_view action, const Record* before, const Record* after, Timestamp written_at) {
    const Record& record = after ? *after : *before;
    const std::string before_values = side(resource, before, after);
    const std::string after_values = side(resource, after, before);
    std::string keys_before, keys_after;
    if (before) keys_before = visibility_keys(session, resource, catalogue, *before);
    if (after) keys_after = visibility_keys(session, resource, catalogue, *after);
    const auto text_or_null = [](const std::string& keys) {
        return keys.empty() ? Bound{} : Bound{std::string_view(keys)};
    };
    const std::int64_t version = after ? after->version : before->version + 1;
    const Bound values[] = {written_at.micros,
                            actor.user.id == 0 ? Bound{} : Bound{actor.user.id},
                            std::string_view(actor.user.username),
                            actor.token_id,
                            actor.request_id,
                            action,
                            resource.name,
                            record.id,
                            version,
                            std::string_view(before_values),
                            std::string_view(after_values),
                            text_or_null(keys_before),
                            text_or_null(keys_after)};
    session.insert(
        "INSERT INTO changes (at, actor_id, actor, token_id, request_id, action, resource, record_id, version,"
        " before_values, after_values, keys_before, keys_after) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        values, "sequence");
}

}  // namespace crm

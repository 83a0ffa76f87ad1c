// list, retrieve, post, put, patch, destroy.
#include "resource/rest.hpp"

#include <memory>

#include "http/form.hpp"
#include "resource/body.hpp"
#include "resource/input.hpp"
#include "resource/options.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

constexpr std::size_t stream_chunk = 32 * 1024;  // bytes of a list collected before they are sent

[[noreturn]] void refuse_missing() { throw Error(Condition::not_found, "Not found."); }

Id id_of(const Call& call) {
    const auto id = parse_python_int(call.params.at(0));
    if (!id || id->out_of_range || id->value <= 0) refuse_missing();
    return id->value;
}

// What was typed for a sealed field is replaced by what seal() made of it before the write was queued.
void seal_fields(const Resource& resource, const Body& body, Record& record, const SealedValues& sealed) {
    for (const Field& f : resource.fields) {
        if (!f.seal || !body.find(f.name)) continue;
        const auto given = std::get<std::string>(f.get(record));
        if (given.empty()) continue;
        std::string value;
        for (const auto& [name, pair] : sealed)
            if (name == f.name && pair.first == given) value = pair.second;
        f.set(record, value.empty() ? f.seal(given) : std::move(value));
    }
}

class Rest {
public:
    Rest(const Resource& resource, const Api& api) : resource_(resource), catalogue_(api.catalogue) {
        select_ = "SELECT " + output_columns(resource) + " FROM " + std::string(resource.name);
    }

    // All rows the user may see, by id, streamed.
    Response list(const Call& call) const {
        for (const auto& [name, value] : parse_urlencoded(call.request.query))
            if (name != "format")
                throw Error(Condition::bad_request, "Unknown parameter \"" + name + "\". This list takes: format.");
        const auto sql = std::make_shared<Sql>();
        *sql << select_;
        append_visible(*sql, resource_, catalogue_, call.user);
        *sql << " ORDER BY id";
        Response response = json_response(200, {});
        response.stream = [this, sql, session = &call.session](Sink& sink) {
            std::string buffer = "[";
            bool first = true, open = true;
            session->query(sql->text, sql->values, [&](const Row& row) {
                if (!first) buffer += ',';
                first = false;
                append_json(buffer, resource_, row);
                if (buffer.size() >= stream_chunk) {
                    open = sink.write(buffer);
                    buffer.clear();
                }
                return open;
            });
            buffer += ']';
            if (open) sink.write(buffer);
        };
        return response;
    }

    Response retrieve(const Call& call) const {
        Sql sql;
        sql << select_;
        append_visible(sql, resource_, catalogue_, call.user);
        sql << " AND id = ?";
        sql.bind(id_of(call));
        std::string body;
        if (!call.session.first(sql.text, sql.values, [&](const Row& row) { append_json(body, resource_, row); }))
            refuse_missing();
        return json_response(200, std::move(body));
    }

    Response post(const Call& call) const {
        const auto record = resource_.make();
        apply(call, Body(call.request), nullptr, *record, false);
        create(call.session, resource_, catalogue_, call.actor(), *record, call.now);
        return shown(201, *record);
    }

    Response put(const Call& call) const { return change(call, false); }
    Response patch(const Call& call) const { return change(call, true); }

    Response destroy(const Call& call) const {
        remove(call.session, resource_, catalogue_, call.actor(), *found(call), call.now);
        Response response;
        response.status = 204;
        return response;
    }

    // Runs before the write is queued: a password is hashed here, where nothing waits for it.
    SealedValues seal(const Call& call) const {
        SealedValues values;
        if (!call.params.empty() && !is_visible(call.session, resource_, catalogue_, call.user, id_of(call)))
            refuse_missing();
        const Body body(call.request);
        for (const Field& f : resource_.fields) {
            const auto given = f.seal ? body.find(f.name) : std::nullopt;
            if (!given) continue;
            Problems ignored;  // the write finds them again
            const auto value = read_value(f, *given, ignored);
            if (!value || !ignored.empty()) continue;
            const auto& text = std::get<std::string>(*value);
            values.push_back({f.name, {text, f.seal(text)}});
        }
        return values;
    }

    void list_actions(json::Object& object, const Call& call) const {
        if (may(call.user, resource_, Act::create)) append_actions(object, "POST", resource_);
    }

    void item_actions(json::Object& object, const Call& call) const {
        const auto id = parse_python_int(call.params.at(0));
        if (!may(call.user, resource_, Act::update) || !id || id->out_of_range) return;
        if (is_visible(call.session, resource_, catalogue_, call.user, id->value))
            append_actions(object, "PUT", resource_);
    }

private:
    std::unique_ptr<Record> found(const Call& call) const {
        auto record = load_for_update(call.session, resource_, catalogue_, call.user, id_of(call));
        if (!record) refuse_missing();
        return record;
    }

    Response change(const Call& call, bool partial) const {
        const auto before = found(call);
        const auto after = resource_.copy(*before);
        apply(call, Body(call.request), before.get(), *after, partial);
        update(call.session, resource_, catalogue_, call.actor(), *before, *after, call.now);
        return shown(200, *after);
    }

    // Sets what the body names, in the order of the fields, and throws Invalid with everything that is wrong.
    void apply(const Call& call, const Body& body, const Record* before, Record& record, bool partial) const {
        Problems problems;
        for (const Field& f : resource_.fields) {
            if (!f.is_input()) continue;
            const auto given = body.find(f.name);
            if (!given) {
                if (f.required && !partial) problems.add(f.name, text_required);
                continue;
            }
            auto value = read_value(f, *given, problems);
            if (!value) continue;
            if (const auto* id = std::get_if<std::int64_t>(&*value);
                id && f.kind == Kind::reference &&
                !is_visible(call.session, catalogue_.at(f.references), catalogue_, call.user, *id)) {
                problems.add(f.name, "Invalid pk \"" + std::to_string(*id) + "\" - object does not exist.");
                continue;
            }
            if (f.unique && is_taken(call.session, resource_, f, std::get<std::string>(*value), record.id)) {
                problems.add(f.name, f.taken);
                continue;
            }
            f.set(record, std::move(*value));
        }
        if (problems.empty()) resource_.rules->check(record, before, problems);
        if (!problems.empty()) throw Invalid(std::move(problems));
        seal_fields(resource_, body, record, call.sealed);
    }

    Response shown(int status, const Record& record) const {
        std::string body;
        append_json(body, resource_, record);
        return json_response(status, std::move(body));
    }

    const Resource& resource_;
    const Catalogue& catalogue_;
    std::string select_;
};

}  // namespace

std::vector<Route> resource_routes(const Resource& resource, const Api& api) {
    const auto rest = std::make_shared<const Rest>(resource, api);
    const auto run = [rest](Response (Rest::*member)(const Call&) const) {
        return [rest, member](const Call& call) { return (rest.get()->*member)(call); };
    };
    const bool sealed = resource.has_sealed();
    const Work write = sealed ? Work::hash : Work::write;
    const auto seal =
        sealed ? std::function<SealedValues(const Call&)>([rest](const Call& call) { return rest->seal(call); })
               : nullptr;
    const Policy& policy = resource.policy;
    const std::string base = "/api/" + std::string(resource.name) + "/";
    const std::string title = title_case(resource.label), description(resource.description);

    View list{title + " List", description, Audience::roles, {}, {}};
    list.endpoints = {{"GET", Work::long_read, policy.read, run(&Rest::list), {}},
                      {"POST", write, policy.create, run(&Rest::post), seal, {}, true}};
    list.resource = &resource;
    list.actions = [rest](json::Object& object, const Call& call) { rest->list_actions(object, call); };

    View item{title + " Instance", description, Audience::roles, {}, {}};
    item.endpoints = {{"GET", Work::read, policy.read, run(&Rest::retrieve), {}},
                      {"PUT", write, policy.update, run(&Rest::put), seal},
                      {"PATCH", write, policy.update, run(&Rest::patch), seal},
                      {"DELETE", Work::write, policy.remove, run(&Rest::destroy), {}}};
    item.resource = &resource;
    item.actions = [rest](json::Object& object, const Call& call) { rest->item_actions(object, call); };

    std::vector<Route> routes;
    routes.push_back(route(base, std::move(list), api));
    routes.push_back(route(base + "{id}/", std::move(item), api));
    return routes;
}

}  // namespace crm

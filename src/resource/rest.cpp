// list, retrieve, post, put, patch, destroy.
#include "resource/rest.hpp"

#include <algorithm>
#include <memory>

#include "resource/assign.hpp"
#include "resource/bulk.hpp"
#include "resource/conditional.hpp"
#include "resource/history.hpp"
#include "resource/input.hpp"
#include "resource/json_schema.hpp"
#include "resource/list.hpp"
#include "resource/options.hpp"
#include "resource/output.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

[[noreturn]] void refuse_missing() { throw Error(Condition::not_found, "Not found."); }

class Rest {
public:
    Rest(const Resource& resource, const Api& api)
        : resource_(resource), catalogue_(api.catalogue), list_(resource, api.catalogue), outputs_(resource) {}

    Response list(const Call& call) const { return list_.answer(call); }

    Response retrieve(const Call& call) const {
        const Output& output = outputs_.of(call.user.role);
        Sql sql;
        sql << output.select() << " FROM " << resource_.name;
        append_visible(sql, resource_, catalogue_, call.user);
        sql << " AND id = ?";
        sql.bind(call.id());
        std::string body;
        std::int64_t version = 0;
        const auto read = [&](const Row& row) {
            output.append_json(body, row);
            version = row.integer(output.version_column());
        };
        if (!call.session.first(sql.text, sql.values, read)) refuse_missing();
        return unless_known(call.request, version, json_response(200, std::move(body)));
    }

    Response post(const Call& call) const {
        const auto record = resource_.make();
        assign(call, catalogue_, resource_, Body(call.request), nullptr, *record, false);
        create(call.session, resource_, catalogue_, call.actor(), *record, call.now);
        return shown(201, call, *record);
    }

    Response put(const Call& call) const { return change(call, false); }
    Response patch(const Call& call) const { return change(call, true); }

    Response destroy(const Call& call) const {
        const auto record = found(call);
        require_match(call.request, *record);
        remove(call.session, resource_, catalogue_, call.actor(), *record, call.now);
        Response response;
        response.status = 204;
        return response;
    }

    // Runs before the write is queued: a password is hashed here, where nothing waits for it.
    SealedValues seal(const Call& call) const {
        if (!call.params.empty() && !is_visible(call.session, resource_, catalogue_, call.user, call.id()))
            refuse_missing();
        return crm::seal(resource_, Body(call.request));
    }

    void list_actions(json::Object& object, const Call& call) const {
        if (may(call.user, resource_, Act::create)) append_actions(object, "POST", resource_, call.user.role);
    }

    void item_actions(json::Object& object, const Call& call) const {
        const auto id = parse_python_int(call.params.at(0));
        if (!may(call.user, resource_, Act::update) || !id || id->out_of_range) return;
        if (is_visible(call.session, resource_, catalogue_, call.user, id->value))
            append_actions(object, "PUT", resource_, call.user.role);
    }

private:
    std::unique_ptr<Record> found(const Call& call) const {
        auto record = load_for_update(call.session, resource_, catalogue_, call.user, call.id());
        if (!record) refuse_missing();
        return record;
    }

    Response change(const Call& call, bool partial) const {
        const auto before = found(call);
        require_match(call.request, *before);
        const auto after = resource_.copy(*before);
        assign(call, catalogue_, resource_, Body(call.request), before.get(), *after, partial);
        update(call.session, resource_, catalogue_, call.actor(), *before, *after, call.now);
        return shown(200, call, *after);
    }

    Response shown(int status, const Call& call, const Record& record) const {
        std::string body;
        append_json(body, resource_, call.user.role, record);
        return json_response(status, std::move(body)).set("ETag", entity_tag(record.version));
    }

    const Resource& resource_;
    const Catalogue& catalogue_;
    List list_;
    Outputs outputs_;
};

// The parameters that any role may give.
std::vector<Parameter> all_parameters(const Resource& resource) {
    std::vector<Parameter> all;
    for (const std::string_view role : role_names)
        for (Parameter& p : list_parameters(resource, parse_role(role)))
            if (std::none_of(all.begin(), all.end(), [&](const Parameter& known) { return known.name == p.name; }))
                all.push_back(std::move(p));
    return all;
}

void describe_list(View& view, const Resource& r) {
    const std::string name(r.name), label(r.label);
    const std::string record = schema_reference(schema_name(r, Shape::answered));
    view.endpoints[0].operation = {.summary = "List " + name,
                                   .id = name + "_list",
                                   .response = list_of(record),
                                   .refusals = {400, 404},
                                   .query = all_parameters(r),
                                   .answers_with = {"Link"}};
    view.endpoints[1].operation = {.summary = "Create " + label,
                                   .id = name + "_create",
                                   .request = schema_reference(schema_name(r, Shape::created)),
                                   .example = example_of(r),
                                   .response = record,
                                   .status = 201,
                                   .answers_with = {"ETag"}};
}

void describe_item(View& view, const Resource& r) {
    const std::string name(r.name), label(r.label);
    const std::string record = schema_reference(schema_name(r, Shape::answered));
    view.endpoints[0].operation = {.summary = "Read " + label,
                                   .id = name + "_retrieve",
                                   .response = record,
                                   .refusals = {404},
                                   .headers = {"If-None-Match"},
                                   .answers_with = {"ETag"}};
    view.endpoints[1].operation = {.summary = "Replace " + label,
                                   .id = name + "_update",
                                   .request = schema_reference(schema_name(r, Shape::created)),
                                   .example = example_of(r),
                                   .response = record,
                                   .refusals = {404, 409},
                                   .headers = {"If-Match"},
                                   .answers_with = {"ETag"}};
    Operation& patch = view.endpoints[2].operation = view.endpoints[1].operation;
    patch.summary = "Change " + label;
    patch.id = name + "_partial_update";
    patch.request = schema_reference(schema_name(r, Shape::patched));
    view.endpoints[3].operation = {.summary = "Delete " + label,
                                   .id = name + "_destroy",
                                   .status = 204,
                                   .refusals = {404, 409},
                                   .headers = {"If-Match"}};
}

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
    Endpoint all{"GET", Work::long_running, policy.read, run(&Rest::list), {}, {}};
    all.work_of = &List::work;
    all.has_csv = true;
    Endpoint post{"POST", write, policy.create, run(&Rest::post), seal, {}};
    post.keeps_answer = true;
    list.endpoints = {std::move(all), std::move(post)};
    list.resource = &resource;
    list.actions = [rest](json::Object& object, const Call& call) { rest->list_actions(object, call); };

    View item{title + " Instance", description, Audience::roles, {}, {}};
    item.endpoints = {{"GET", Work::read, policy.read, run(&Rest::retrieve), {}},
                      {"PUT", write, policy.update, run(&Rest::put), seal},
                      {"PATCH", write, policy.update, run(&Rest::patch), seal},
                      {"DELETE", Work::write, policy.remove, run(&Rest::destroy), {}}};
    item.resource = &resource;
    item.actions = [rest](json::Object& object, const Call& call) { rest->item_actions(object, call); };

    describe_list(list, resource);
    describe_item(item, resource);
    std::vector<Route> routes;
    routes.push_back(route(base, std::move(list), api));
    routes.push_back(route(base + "{id}/", std::move(item), api));
    routes.push_back(bulk_route(resource, api));
    routes.push_back(history_route(resource, api));
    return routes;
}

}  // namespace crm

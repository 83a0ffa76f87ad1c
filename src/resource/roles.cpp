// Nothing here is said twice: policies, visibility and fields are asked what they make of somebody with the role.
#include "resource/roles.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "resource/screens.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

bool shows_nothing(const Resource& resource, const Catalogue& catalogue, const User& user, const Scope& scope) {
    switch (scope.kind) {
        case Scope::Kind::nothing:
            return true;
        case Scope::Kind::through: {
            const Resource& target = catalogue.at(resource.at(scope.field).references);
            return shows_nothing(target, catalogue, user, target.visible_to(user));
        }
        case Scope::Kind::both:
            return std::ranges::any_of(
                scope.parts, [&](const Scope& part) { return shows_nothing(resource, catalogue, user, part); });
        case Scope::Kind::everything:
        case Scope::Kind::equals:
            return false;
    }
    return false;
}

std::string_view sees(const Resource& resource, const Catalogue& catalogue, const User& user) {
    if (!may(user, resource, Act::read)) return "none";
    if (sees_everything(resource, catalogue, user)) return "all";
    return shows_nothing(resource, catalogue, user, resource.visible_to(user)) ? "none" : "own";
}

std::string hidden_fields(const Resource& resource, Role role) {
    std::string out;
    json::Array array(out);
    for (const Field& f : resource.fields)
        if (!f.hidden && !f.exists_for(role)) array.text(f.name);
    array.end();
    return out;
}

std::string role_json(const Catalogue& catalogue, const Choice& choice) {
    User somebody;
    somebody.role = parse_role(choice.value);
    somebody.is_active = true;
    std::string permissions_text, sees_text, hidden_text, out;
    json::Object permissions(permissions_text), seen(sees_text), hidden(hidden_text);
    for (const Resource* resource : catalogue.all()) {
        permissions.raw(resource->name, rights_of(somebody, *resource));
        seen.text(resource->name, sees(*resource, catalogue, somebody));
        hidden.raw(resource->name, hidden_fields(*resource, somebody.role));
    }
    permissions.end();
    seen.end();
    hidden.end();
    json::Object(out)
        .text("name", choice.value)
        .text("label", choice.label)
        .raw("permissions", permissions_text)
        .raw("sees", sees_text)
        .raw("hidden_fields", hidden_text)
        .end();
    return out;
}

constexpr std::string_view schema =
    R"({"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},"label":{"type":"string"},)"
    R"("permissions":{"type":"object","description":"What may be done, by resource.",)"
    R"("additionalProperties":{"type":"array","items":{"enum":["read","create","update","delete"]}}},)"
    R"("sees":{"type":"object","description":"Which records, by resource.",)"
    R"("additionalProperties":{"enum":["all","own","none"]}},)"
    R"("hidden_fields":{"type":"object","description":"Fields that do not exist for the role, by resource.",)"
    R"("additionalProperties":{"type":"array","items":{"type":"string"}}}},)"
    R"("required":["name","label","permissions","sees","hidden_fields"]}})";

}  // namespace

Route roles_route(const Api& api, std::span<const Choice> roles, Roles audience) {
    View view{"Roles", "What each role may do, and what it sees.", Audience::roles, {}, {}};
    const auto show = [&catalogue = api.catalogue, roles](const Call&) {
        std::string body;
        json::Array array(body);
        for (const Choice& role : roles) array.raw(role_json(catalogue, role));
        array.end();
        return json_response(200, std::move(body));
    };
    Endpoint get{"GET", Work::read, audience, show};
    get.operation = {.summary = "What the roles are", .id = "roles_list", .response = std::string(schema)};
    view.endpoints.push_back(std::move(get));
    return route("/api/roles/", std::move(view), api);
}

}  // namespace crm

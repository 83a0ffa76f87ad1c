// Making, showing and deleting one's own API keys. A key itself is shown once, in the answer to its making.
#include "crm/api_keys/my_keys.hpp"

#include <algorithm>
#include <memory>

#include "auth/api_key.hpp"
#include "base/random.hpp"
#include "crm/api_keys/api_key.hpp"
#include "resource/body.hpp"
#include "resource/input.hpp"
#include "resource/rest.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

constexpr std::string_view select_keys =
    "SELECT id, name, prefix, scopes, created_at, expires_at, last_used_at "
    "FROM api_keys LEFT JOIN api_key_uses ON key_id = id WHERE user_id = ?";

std::string scopes_json(std::string_view scopes) {
    std::string out;
    json::Array array(out);
    for (const Grant& grant : parse_grants(scopes)) array.text(to_text(grant));
    array.end();
    return out;
}

void add_time(json::Object& object, std::string_view name, std::optional<std::int64_t> micros) {
    micros ? object.text(name, to_rfc3339({*micros})) : object.null(name);
}

constexpr std::string_view new_key_schema =
    R"({"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":100},)"
    R"("scopes":{"type":"array","minItems":1,"items":{"type":"string"},)"
    R"("description":"A resource and read or write each: what the key may be used for. Writing includes reading."},)"
    R"("expires_at":{"type":["string","null"],"format":"date-time"}},"required":["name","scopes"]})";

// Of a key as it is answered; when it was made, with the key itself.
std::string key_schema(bool with_key) {
    return R"({"type":"object","properties":{"id":{"type":"integer"},"name":{"type":"string"},)" +
           std::string(with_key ? R"("key":{"type":"string","description":"Shown this once."},)" : "") +
           R"("prefix":{"type":"string"},"scopes":{"type":"array","items":{"type":"string"}},)"
           R"("created_at":{"type":"string","format":"date-time"},)"
           R"("expires_at":{"type":["string","null"],"format":"date-time"},)"
           R"("last_used_at":{"type":["string","null"],"format":"date-time"}},"required":["id","name",)" +
           std::string(with_key ? R"("key",)" : "") + R"("prefix","scopes","created_at","expires_at","last_used_at"]})";
}

// All grants that mean something for a user, in the order of the catalogue.
std::vector<Grant> grants_for(const User& user, const Catalogue& catalogue) {
    std::vector<Grant> grants;
    for (const Resource* resource : catalogue.all()) {
        if (!resource->policy.any().has(user.role)) continue;
        grants.push_back({std::string(resource->name), false});
        grants.push_back({std::string(resource->name), true});
    }
    return grants;
}

class MyKeys {
public:
    explicit MyKeys(const Api& api) : api_(api) {}

    Response list(const Call& call) const {
        std::string body;
        json::Array array(body);
        call.session.query(std::string(select_keys) + " ORDER BY id", {call.user.id},
                           [&](const Row& row) { return append(array.next(), row), true; });
        array.end();
        return json_response(200, std::move(body));
    }

    Response show(const Call& call) const {
        std::string body;
        const bool found = call.session.first(std::string(select_keys) + " AND id = ?", {call.user.id, call.id()},
                                              [&](const Row& row) { append(body, row); });
        if (!found) throw Error(Condition::not_found, "Not found.");
        return json_response(200, std::move(body));
    }

    Response make(const Call& call) const {
        const std::string secret = new_api_key();
        ApiKeyRecord key = read(call);
        key.user = call.user.id;
        key.prefix = secret.substr(0, shown_of_key);
        key.key_hash = sha256_hex(secret);
        add_key(call.session, api_.catalogue, call.actor(), key, call.now);
        std::string body;
        json::Object object(body);
        object.integer("id", key.id).text("name", key.name).text("key", secret).text("prefix", key.prefix);
        object.raw("scopes", scopes_json(key.scopes)).text("created_at", to_rfc3339(key.created_at));
        add_time(object, "expires_at", key.expires_at ? std::optional(key.expires_at->micros) : std::nullopt);
        object.null("last_used_at").end();
        return json_response(201, std::move(body));
    }

    Response revoke(const Call& call) const {
        const auto key = load_for_update(call.session, api_keys(), api_.catalogue, call.user, call.id());
        if (!key) throw Error(Condition::not_found, "Not found.");
        remove(call.session, api_keys(), api_.catalogue, call.actor(), *key, call.now);
        Response response;
        response.status = 204;
        return response;
    }

private:
    void append(std::string& body, const Row& row) const {
        const auto time = [&](int column) {
            return row.is_null(column) ? std::nullopt : std::optional(row.integer(column));
        };
        auto used = time(6);
        if (const auto noted = api_.key_uses.last(row.integer(0)); noted && (!used || *used < noted->micros))
            used = noted->micros;
        json::Object object(body);
        object.integer("id", row.integer(0)).text("name", row.text(1)).text("prefix", row.text(2));
        object.raw("scopes", scopes_json(row.text(3)));
        add_time(object, "created_at", time(4));
        add_time(object, "expires_at", time(5));
        add_time(object, "last_used_at", used);
        object.end();
    }

    // What the body says of a new key; throws Invalid with everything that is wrong.
    ApiKeyRecord read(const Call& call) const {
        const Body body(call.request);
        Problems problems;
        ApiKeyRecord key;
        const auto set = [&](const Field& field) {
            const auto given = body.find(field.name);
            if (!given && field.required) problems.add(field.name, text_required);
            auto value = given ? read_value(field, *given, problems) : std::nullopt;
            if (value) field.set(key, std::move(*value));
        };
        set(api_keys().at("name"));
        key.scopes = to_text(read_scopes(call.user, body.find("scopes"), problems));
        set(api_keys().at("expires_at"));
        if (key.expires_at && key.expires_at->micros <= call.now.micros)
            problems.add("expires_at", "This must be in the future.");
        if (!problems.empty()) throw Invalid(std::move(problems));
        return key;
    }

    // Each once, in the order given.
    std::vector<Grant> read_scopes(const User& user, const std::optional<GivenValue>& given, Problems& problems) const {
        const auto refuse = [&](std::string_view text) {
            problems.add("scopes", text);
            return std::vector<Grant>();
        };
        if (!given) return refuse(text_required);
        if (given->form) return refuse(not_a_list("str"));
        if (given->json->is(json::Type::null)) return refuse(text_null);
        if (!given->json->is(json::Type::array)) return refuse(not_a_list(json::python_type(*given->json)));
        if (given->json->items.empty()) return refuse("This list may not be empty.");
        const auto valid = grants_for(user, api_.catalogue);
        std::vector<Grant> grants;
        for (const json::Value& item : given->json->items) {
            const auto grant = item.is(json::Type::string) ? parse_grant(item.text) : std::nullopt;
            if (!grant || std::ranges::find(valid, *grant) == valid.end())
                return refuse("Every scope must be one of: " + comma_separated(valid) + ".");
            if (std::ranges::find(grants, *grant) == grants.end()) grants.push_back(*grant);
        }
        return grants;
    }

    static std::string not_a_list(std::string_view type) {
        return "Expected a list of items but got type \"" + std::string(type) + "\".";
    }

    static std::string comma_separated(const std::vector<Grant>& grants) {
        std::string text;
        for (const Grant& grant : grants) (text += text.empty() ? "" : ", ") += to_text(grant);
        return text.empty() ? "(none, since your role may use nothing)" : text;
    }

    const Api& api_;
};

}  // namespace

std::vector<Route> my_key_routes(const Api& api) {
    const auto keys = std::make_shared<const MyKeys>(api);
    const auto endpoint = [&](std::string_view method, Work work, Response (MyKeys::*member)(const Call&) const) {
        return Endpoint{method, work, {}, [keys, member](const Call& call) { return (keys.get()->*member)(call); },
                        {},     {}};
    };
    View all{"API Key List",
             "Your keys for programs; each shows itself once, when it is made.",
             Audience::signed_in,
             {},
             {}};
    all.endpoints = {endpoint("GET", Work::read, &MyKeys::list), endpoint("POST", Work::write, &MyKeys::make)};
    View one{"API Key Instance", "One of your keys; deleted, it is refused from then on.", Audience::signed_in, {}, {}};
    one.endpoints = {endpoint("GET", Work::read, &MyKeys::show), endpoint("DELETE", Work::write, &MyKeys::revoke)};
    const std::string shown = key_schema(false);
    all.endpoints[0].operation = {
        .summary = "List API keys", .id = "keys_list", .response = R"({"type":"array","items":)" + shown + "}"};
    all.endpoints[1].operation = {.summary = "Create API key",
                                  .id = "keys_create",
                                  .request = std::string(new_key_schema),
                                  .example = R"({"name":"Web shop","scopes":[")" +
                                             to_text(Grant{std::string(api.catalogue.all().front()->name), true}) +
                                             R"("],"expires_at":null})",
                                  .response = key_schema(true),
                                  .status = 201,
                                  .refusals = {409}};
    one.endpoints[0].operation = {
        .summary = "Read API key", .id = "keys_retrieve", .response = shown, .refusals = {404}};
    one.endpoints[1].operation = {.summary = "Delete API key", .id = "keys_destroy", .status = 204, .refusals = {404}};
    std::vector<Route> routes;
    routes.push_back(route("/api/me/keys/", std::move(all), api));
    routes.push_back(route("/api/me/keys/{id}/", std::move(one), api));
    return routes;
}

}  // namespace crm

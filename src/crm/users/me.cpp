// /api/me/: who am I, what may I do, what I change of it, and a new password.
#include "auth/password.hpp"
#include "base/random.hpp"
#include "crm/users/account.hpp"
#include "crm/users/user.hpp"
#include "resource/body.hpp"
#include "resource/conditional.hpp"
#include "resource/input.hpp"
#include "resource/json_schema.hpp"
#include "resource/rest.hpp"
#include "resource/screens.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

constexpr std::string_view own_schema =
    R"({"type":"object","properties":{"first_name":{"type":"string","maxLength":150},)"
    R"("last_name":{"type":"string","maxLength":150},"email":{"type":"string","format":"email","maxLength":254},)"
    R"("language":{"type":"string","maxLength":10,"description":"A language tag; empty for that of the browser."},)"
    R"("time_zone":{"type":"string","maxLength":64,)"
    R"("description":"The name of a time zone; empty for that of the browser."}}})";

constexpr std::int64_t most_customers = 50;

constexpr std::string_view also_schema =
    R"({"type":"object","properties":{"permissions":{"type":"object","description":"What may be done, by resource.",)"
    R"("additionalProperties":{"type":"array","items":{"enum":["read","create","update","delete"]}}},)"
    R"("customers":{"type":"array","description":"The customers that this account belongs to, at most 50.",)"
    R"("items":{"type":"object","properties":{"id":{"type":"integer"},"name":{"type":"string"}},)"
    R"("required":["id","name"]}}},"required":["permissions","customers"]})";

// What one may change of oneself.
constexpr std::string_view own_fields[] = {"first_name", "last_name", "email", "language", "time_zone"};

constexpr std::string_view password_schema = R"({"type":"object","properties":{)"
                                             R"("current_password":{"type":"string","minLength":1},)"
                                             R"("new_password":{"type":"string","minLength":8}},)"
                                             R"("required":["current_password","new_password"]})";

class Me {
public:
    Me(const Api& api, const SignInRules& rules) : api_(api), rules_(rules) {}

    Response show(const Call& call) const {
        const auto record = load(call.session, users(), call.user.id);
        if (!record) throw Error(Condition::not_found, "Not found.");
        return shown(call, *record);
    }

    Response change(const Call& call) const {
        const auto before = load_for_update(call.session, users(), api_.catalogue, call.user, call.user.id);
        if (!before) throw Error(Condition::not_found, "Not found.");
        require_match(call.request, *before);
        const Body body(call.request);
        auto after = static_cast<const UserRecord&>(*before);
        Problems problems;
        for (const std::string_view name : own_fields) {
            const Field& field = users().at(name);
            const auto given = body.find(name);
            auto value = given ? read_value(field, *given, problems) : std::nullopt;
            if (value) field.set(after, std::move(*value));
        }
        if (!problems.empty()) throw Invalid(std::move(problems));
        update(call.session, users(), api_.catalogue, call.actor(), *before, after, call.now);
        return shown(call, after);
    }

    // Verifying the old password and hashing the new one take long: they happen between the transactions.
    Response change_password(const Request& request, Database& database) const {
        const Timestamp at = now();
        std::string token_id;
        const User user = database.read([&](Session& session) { return caller(session, request, at, token_id); });
        request.user_id = user.id;

        const Body body(request);
        Problems problems;
        const std::string current = read_required_text("current_password", body, problems);
        const std::string wanted = read_required_text("new_password", body, problems);
        if (!problems.empty()) throw Invalid(std::move(problems));
        const auto account = check_password(database, rules_, user.username, current, request.client);
        if (!account) {
            problems.add("current_password", "This is not your current password.");
            throw Invalid(std::move(problems));
        }
        const std::string hashed = hash_password(wanted);

        const Claims refresh = database.write([&](Session& session) {
            const User again = caller(session, request, at, token_id);
            const auto before = load_for_update(session, users(), api_.catalogue, again, again.id);
            if (!before) throw Error(Condition::not_found, "Not found.");
            auto after = static_cast<const UserRecord&>(*before);
            after.password = wanted;
            Problems weak;
            users().rules->check(after, before.get(), weak);
            Problems renamed;
            for (const auto& [field, texts] : weak.found())
                for (const std::string& text : texts) renamed.add("new_password", text);
            if (!renamed.empty()) throw Invalid(std::move(renamed));
            after.password = hashed;
            update(session, users(), api_.catalogue, Actor{again, token_id, request.id}, *before, after, at,
                   "set_password");
            return api_.tokens.new_refresh(again.id, after.token_version, at);
        });
        return json_response(200, token_pair(api_.tokens, refresh, at));
    }

private:
    Response shown(const Call& call, const Record& record) const {
        std::string permissions;
        json::Object object(permissions);
        for (const Resource* resource : api_.catalogue.all())
            object.raw(resource->name, rights_of(call.user, *resource));
        object.end();
        std::string body;
        append_json(body, users(), call.user.role, record);
        body.pop_back();
        body += ",\"permissions\":" + permissions + ",\"customers\":" + customers_of(call) + "}";
        return json_response(200, std::move(body)).set("ETag", entity_tag(record.version));
    }

    // Whom a customer writes for, who may not read customers.
    static std::string customers_of(const Call& call) {
        Sql sql;
        sql << "SELECT id, name FROM customers WHERE user_id = ? ORDER BY id LIMIT ?";
        sql.bind(call.user.id);
        sql.bind(most_customers);
        std::string found;
        json::Array array(found);
        call.session.query(sql.text, sql.values, [&](const Row& row) {
            std::string customer;
            json::Object(customer).integer("id", row.integer(0)).text("name", row.text(1)).end();
            array.raw(customer);
            return true;
        });
        array.end();
        return found;
    }

    User caller(Session& session, const Request& request, Timestamp at, std::string& token_id) const {
        auto user = authenticate(session, api_.tokens, request.header("Authorization"), at, &token_id);
        if (!user) refuse_anonymous();
        if (user->key) refuse_scope();
        token_id = sha256_hex(token_id);
        return std::move(*user);
    }

    const Api& api_;
    const SignInRules& rules_;
};

}  // namespace

std::vector<Route> me_routes(const Api& api, const SignInRules& rules) {
    const auto me = std::make_shared<const Me>(api, rules);
    View show{"Me", "Who is signed in, and what they may do.", Audience::signed_in, {}, {}};
    show.any_key_reads = true;
    show.endpoints.push_back({"GET", Work::read, {}, [me](const Call& call) { return me->show(call); }, {}, {}});
    const std::string shown = "{\"allOf\":[" + schema_reference(schema_name(users(), Shape::answered)) + "," +
                              std::string(also_schema) + "]}";
    show.endpoints.back().operation = {
        .summary = "Who is signed in", .id = "me_retrieve", .response = shown, .answers_with = {"ETag"}};
    show.endpoints.push_back({"PATCH", Work::write, {}, [me](const Call& call) { return me->change(call); }});
    show.endpoints.back().operation = {.summary = "Change what one may change of oneself",
                                       .id = "me_partial_update",
                                       .request = std::string(own_schema),
                                       .example = R"({"language":"de","time_zone":"Europe/Berlin"})",
                                       .response = shown,
                                       .headers = {"If-Match"},
                                       .answers_with = {"ETag"}};

    View password{"Password", "Sets a new password and signs out everywhere else.", Audience::signed_in, {}, {}};
    Endpoint post{"POST", Work::hash, {}, {}, {}, {}};
    post.direct = [me](const Request& request, Database& database) { return me->change_password(request, database); };
    post.operation = {.summary = "Set a new password",
                      .id = "me_password",
                      .request = std::string(password_schema),
                      .example = R"({"current_password":"old words","new_password":"four words nobody guesses"})",
                      .response = token_pair_schema(),
                      .refusals = {429}};
    password.endpoints.push_back(std::move(post));

    std::vector<Route> routes;
    routes.push_back(route("/api/me/", std::move(show), api));
    routes.push_back(route("/api/me/password/", std::move(password), api));
    return routes;
}

}  // namespace crm

// The order of checks, written once.
#include "resource/view.hpp"

#include <memory>

#include "auth/authenticate.hpp"
#include "base/random.hpp"
#include "resource/idempotency.hpp"
#include "resource/input.hpp"
#include "resource/negotiate.hpp"

namespace crm {
namespace {

const Endpoint* find(const View& view, std::string_view method) {
    const std::string_view wanted = method == "HEAD" ? "GET" : method;
    for (const Endpoint& e : view.endpoints)
        if (e.method == wanted) return &e;
    return nullptr;
}

Roles any_role(const View& view) {
    Roles roles;
    for (const Endpoint& e : view.endpoints) roles.bits |= e.roles.bits;
    return roles;
}

std::string allowed_methods(const View& view) {
    std::string methods;
    for (const Endpoint& e : view.endpoints) (methods += e.method) += ", ";
    return methods + (find(view, "GET") ? "HEAD, OPTIONS" : "OPTIONS");
}

Response options(const View& view, const Call& call) {
    std::string body;
    json::Object object(body);
    object.text("name", view.name)
        .text("description", view.description)
        .raw("renders", view.renders)
        .raw("parses", view.parses);
    if (view.actions) view.actions(object, call);
    object.end();
    return json_response(200, std::move(body));
}

void refuse_key_without_scope(const View& view, const Endpoint* endpoint, const User& user) {
    const bool writes = endpoint && endpoint->method != "GET";
    if (!view.resource && !(view.any_key_reads && !writes)) refuse_scope();
    if (view.resource && !key_allows(user, view.resource->name, writes))
        refuse_scope(std::string(view.resource->name) + (writes ? ":write" : ":read"));
}

Rendering rendering_of(const Request& request, const Endpoint* endpoint) {
    if (endpoint && endpoint->has_events) return negotiate_events(request, request.suffix);
    return negotiate(request, request.suffix, endpoint && endpoint->has_csv);
}

// Who calls, refused unless they may.
User require_user(const View& view, const Api& api, const Request& request, const Endpoint* endpoint, Session& session,
                  Timestamp at, std::string& token_id) {
    if (view.audience == Audience::everybody) return {};
    const auto find = [&](Session& s, std::int64_t id) { return api.recent_users.find(s, id, request.received); };
    auto user = authenticate(session, api.tokens, request.header("Authorization"), at, &token_id, find);
    if (!user) refuse_anonymous();
    request.user_id = user->id;
    const Roles roles = endpoint ? endpoint->roles : any_role(view);
    if (view.audience == Audience::roles && !roles.has(user->role)) refuse_permission();
    if (user->key) {
        api.key_uses.note(user->key->id, at);
        refuse_key_without_scope(view, endpoint, *user);
    }
    return std::move(*user);
}

std::optional<std::string> key_for(const Endpoint& endpoint, const Request& request) {
    return endpoint.keeps_answer ? idempotency_key(request) : std::nullopt;
}

// What was answered before is not sealed again: that takes long.
SealedValues seal(const Endpoint& endpoint, std::string_view pattern, const Call& call) {
    const auto key = key_for(endpoint, call.request);
    return key && is_answered(call, pattern, *key) ? SealedValues{} : endpoint.seal(call);
}

Response run(const Endpoint& endpoint, const Api& api, std::string_view pattern, const Call& call) {
    const auto key = key_for(endpoint, call.request);
    if (!key) return endpoint.run(call);
    const auto fingerprint = fingerprint_of(call.request, sha256_hex(call.request.body), api.tokens);
    return answer_once(call, pattern, *key, fingerprint, [&] { return endpoint.run(call); });
}

// The transactions of one request, each of which begins with who calls.
class Asking final : public Transactions {
public:
    Asking(const View& view, const Api& api, const Endpoint* endpoint, const Request& request, const PathParams& params,
           Database& database)
        : view_(view), api_(api), endpoint_(endpoint), request_(request), params_(params), database_(database) {}

    void read(FunctionRef<void(const Call&)> then) const override {
        database_.read([&](Session& session) { with_call(session, false, then); });
    }
    void write(FunctionRef<void(const Call&)> then) const override {
        database_.write([&](Session& session) { with_call(session, true, then); });
    }

    SealedValues sealed;

private:
    void with_call(Session& session, bool writes, FunctionRef<void(const Call&)> then) const {
        const Timestamp at = now();
        std::string token_id;
        const User user = require_user(view_, api_, request_, endpoint_, session, at, token_id);
        if (!endpoint_ && request_.method != "OPTIONS")
            throw Error(Condition::method_not_allowed, "Method \"" + request_.method + "\" not allowed.");
        // The token's id goes to the log of changes only hashed.
        if (writes && !token_id.empty()) token_id = sha256_hex(token_id);
        then(Call{request_, params_, session, user, at, writes ? std::string_view(token_id) : "", sealed});
    }

    const View& view_;
    const Api& api_;
    const Endpoint* endpoint_;
    const Request& request_;
    const PathParams& params_;
    Database& database_;
};

Response answer(const View& view, const Api& api, std::string_view pattern, const Request& request,
                const PathParams& params, Database& database) {
    const Endpoint* endpoint = find(view, request.method);
    // A file is what it is, whatever Accept says.
    const bool is_file = endpoint && endpoint->operation.type != "application/json";
    const bool problems_only = !is_file && rendering_of(request, endpoint).problems_only;
    // What writes in transactions of its own cannot be taken back.
    if (problems_only && endpoint && (endpoint->direct || endpoint->run_in_steps)) refuse_accept();
    if (endpoint && endpoint->direct) return endpoint->direct(request, database);

    Asking transactions(view, api, endpoint, request, params, database);
    if (endpoint && endpoint->run_in_steps)
        return endpoint->run_in_steps(request, std::make_shared<const Asking>(transactions));
    if (endpoint && endpoint->seal)
        transactions.read([&](const Call& call) { transactions.sealed = seal(*endpoint, pattern, call); });
    Response response;
    const auto answer_in = [&](const Call& call) {
        response = endpoint ? run(*endpoint, api, pattern, call) : options(view, call);
        if (problems_only && (response.stream || response.push || !response.body.empty())) refuse_accept();
    };
    const bool writes = endpoint && (endpoint->work == Work::write || endpoint->work == Work::hash);
    writes ? transactions.write(answer_in) : transactions.read(answer_in);
    return response;
}

}  // namespace

Id Call::id() const {
    const auto id = parse_python_int(params.at(0));
    if (!id || id->out_of_range || id->value <= 0) throw Error(Condition::not_found, "Not found.");
    return id->value;
}

Route route(std::string pattern, View described, const Api& api) {
    const auto view = std::make_shared<const View>(std::move(described));
    const std::string allow = allowed_methods(*view);
    Route route;
    route.name = pattern;
    route.pattern = std::move(pattern);
    route.format_suffix = true;
    route.view = view;
    route.work = [view](const Request& request) {
        const Endpoint* endpoint = find(*view, request.method);
        if (!endpoint) return Work::read;
        return endpoint->work_of ? endpoint->work_of(request) : endpoint->work;
    };
    route.handle = [view, &api, pattern = route.pattern](const Request& request, const PathParams& params,
                                                         Database& database) {
        return answer(*view, api, pattern, request, params, database);
    };
    route.finish = [allow, view](const Request& request, Response& response) {
        response.set("Allow", allow);
        response.set("Vary", "Accept, origin");
        response.set("Cache-Control", "no-store");
        try {
            render(request, rendering_of(request, find(*view, request.method)), response);
        } catch (const Error&) {
            // The refusal of what was asked for is itself the answer, in JSON.
        }
    };
    return route;
}

}  // namespace crm

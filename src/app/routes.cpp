// The sitemap: every URL there is stands here, or follows from one line here.
#include <fmt/format.h>

#include <algorithm>

#include "app/app.hpp"
#include "app/backups.hpp"
#include "app/docs_page.hpp"
#include "app/first_run.hpp"
#include "app/system.hpp"
#include "app/web_app.hpp"
#include "crm/api_keys/my_keys.hpp"
#include "crm/catalogue.hpp"
#include "crm/overviews.hpp"
#include "crm/sample/sample_route.hpp"
#include "crm/users/people.hpp"
#include "crm/users/setup_links.hpp"
#include "crm/users/sign_out.hpp"
#include "crm/users/user.hpp"
#include "resource/events.hpp"
#include "resource/history.hpp"
#include "resource/rest.hpp"
#include "resource/roles.hpp"
#include "resource/screens.hpp"

namespace crm {
namespace {

Route page(const std::string& path, Handler handle, std::function<Work(const Request&)> work) {
    return {.pattern = path, .name = path, .work = std::move(work), .handle = std::move(handle), .finish = {}};
}

Response plain(int status, std::string text) {
    Response response;
    response.status = status;
    response.set("Content-Type", "text/plain; charset=utf-8").set("Cache-Control", "no-store");
    response.body = std::move(text);
    return response;
}

// What a browser gets is the web app, and what a program gets is the original's text.
Response welcome(const Request& request, const PathParams&, Database&) {
    if (auto page = web_app_page(request)) return std::move(*page);
    constexpr std::string_view methods[] = {"GET", "HEAD", "POST", "OPTIONS"};
    const bool known = std::ranges::find(methods, request.method) != std::end(methods);
    Response response = known ? html_response(200, "Welcome to the ConnectCRM API!") : plain(405, "GET\n");
    if (!known || request.method == "OPTIONS") response.set("Allow", "GET, HEAD, POST, OPTIONS");
    return response;
}

Response setup(const Request& request, const PathParams& params, Database& database) {
    if (request.method == "POST") return setup_submit(request, params, database);
    if (request.method == "GET" || request.method == "HEAD") return setup_form(request, params, database);
    return plain(405, "GET or POST\n").set("Allow", "GET, POST, HEAD");
}

// `/api/`: where everything is, in the contract's order.
View api_root(const Api& api) {
    View root{"Api Root", "Where everything is.", Audience::signed_in, {}, {}};
    const auto show = [&api](const Call& call) {
        const std::string base = origin_of(call.request) + "/api/";
        const std::string end = call.request.suffix.empty() ? "/" : "." + call.request.suffix;
        std::string body;
        json::Object object(body);
        for (const Resource* resource : api.catalogue.all())
            object.text(resource->name, base + std::string(resource->name) + end);
        object.end();
        return json_response(200, std::move(body));
    };
    root.any_key_reads = true;
    root.endpoints.push_back({"GET", Work::read, {}, show, {}, {}});
    root.endpoints.back().operation = {
        .id = "api_root", .response = R"({"type":"object","additionalProperties":{"type":"string","format":"uri"}})"};
    return root;
}

// `/api/schema/`: holds no data, so that whoever is to write a client can read it.
View schema(const App& app) {
    View view{"Schema", "This description, as OpenAPI 3.1.", Audience::everybody, {}, {}};
    view.endpoints.push_back(
        {"GET", Work::read, {}, [&app](const Call&) { return json_response(200, app.description()); }});
    view.endpoints.back().operation = {.summary = "The description of the API",
                                       .id = "schema_retrieve",
                                       .response = R"({"type":"object","additionalProperties":true})"};
    return view;
}

void add_resource(Router& router, const Resource& resource, const Api& api) {
    for (Route& r : resource_routes(resource, api)) router.add(std::move(r));
}

Response ready(Readiness& readiness, bool accepting) {
    if (!accepting) return plain(503, "stopping\n");
    const bool current = readiness.schema() == SchemaState::current;
    return current ? plain(200, "ready\n") : plain(503, "the database's tables are not those of this version\n");
}

}  // namespace

void add_routes(App& app) {
    Router& router = app.router_;
    const Api& api = app.api_;
    const auto no_database = [](const Request&) { return Work::none; };
    router.add(page("/", welcome, no_database));
    router.add(page("/setup/", setup,
                    [](const Request& request) { return request.method == "POST" ? Work::hash : Work::read; }));
    router.add(page(
        "/healthz", [](auto&&...) { return plain(200, "ok\n"); }, no_database));
    router.add(page(
        "/readyz", [&app](auto&&...) { return ready(app.readiness_, app.ready_); },
        [](const Request&) { return Work::probe; }));
    const auto metrics = [&app](const Request& request, const PathParams&, Database&) {
        if (!contains(app.config_.metrics_allowed_from, request.client))
            return plain(403, "See METRICS_ALLOWED_FROM.\n");
        return plain(200, app.metrics_.text()).set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    };
    router.add(page("/metrics", metrics, no_database));

    router.add(route("/api/", api_root(api), api));
    for (Route& r : sign_in_routes(api, app.sign_in_)) router.add(std::move(r));
    for (Route& r : me_routes(api, app.sign_in_)) router.add(std::move(r));
    router.add(people_route(api));
    router.add(resources_route(api));
    router.add(sample_route(api));
    router.add(changes_route(api));
    router.add(events_route(*app.live_feed_, api));
    for (Route& r : my_key_routes(api)) router.add(std::move(r));
    router.add(roles_route(api, users().at("role").choices, users().policy.read));
    router.add(system_route(api, app.config_, app.metrics_));
    for (Route& r : backup_routes(api, app.backups_)) router.add(std::move(r));
    router.add(route("/api/schema/", schema(app), api));
    for (Route& r : docs_routes()) router.add(std::move(r));
    for (Route& r : web_app_routes()) router.add(std::move(r));
    for (const Resource* resource : api.catalogue.all()) add_resource(router, *resource, api);
    for (Route& r : setup_link_routes(api, app.sign_in_.throttle, app.config_.public_url)) router.add(std::move(r));
    router.add(sign_out_route(api));
    for (Route& r : overview_routes(api)) router.add(std::move(r));
}

}  // namespace crm

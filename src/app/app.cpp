// From a request to an answer: host, preflight, route, handler, errors, headers, log.
#include "app/app.hpp"

#include <utility>

#include "app/web_app.hpp"
#include "auth/authenticate.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "crm/catalogue.hpp"
#include "http/problem.hpp"
#include "resource/openapi.hpp"

namespace crm {
namespace {

// The host of a Host header, without the port.
std::string_view without_port(std::string_view host) {
    if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
    return host.substr(0, host.find(':'));
}

// Where a trusted proxy says the request came from: the right-most address that is not itself such a proxy.
void believe_proxy(Request& request, const std::vector<Network>& proxies) {
    request.client = request.peer;
    if (!contains(proxies, request.peer)) return;
    const auto hops = split_list(request.header("X-Forwarded-For"));
    for (auto hop = hops.rbegin(); hop != hops.rend() && is_address(*hop); ++hop) {
        request.client = *hop;
        if (!contains(proxies, *hop)) break;
    }
    if (equals_ignoring_case(request.header("X-Forwarded-Proto"), "https")) request.scheme = "https";
}

Response redirect(const Request& request) {
    const bool keeps_method = request.method != "GET" && request.method != "HEAD";
    Response response = html_response(keeps_method ? 308 : 301, {});
    const auto end = request.target.find('?');
    std::string location = request.target.substr(0, end) + "/";
    if (end != std::string::npos) location += request.target.substr(end);
    // `//host/path` would lead elsewhere.
    while (location.starts_with("//")) location.erase(0, 1);
    return response.set("Location", location);
}

}  // namespace

App::App(const Config& config, const SigningKeys& keys)
    : config_(config),
      tokens_(keys, config.access_token_lifetime_s, config.refresh_token_lifetime_s),
      api_{tokens_, catalogue(), key_uses_, recent_users_},
      live_feed_(std::make_unique<LiveFeed>(config.database, config.database_limits, catalogue(), tokens_, key_uses_,
                                            config.event_streams)),
      sign_in_{config.throttle, config.refresh_rotation, config.public_url.starts_with("https://"),
               config.cors_allowed_origins},
      backups_(config),
      readiness_(config) {
    add_routes(*this);
    for (const auto& route : router_.routes()) metrics_.add_route(route->name);
    add_process_gauges(metrics_);
}

const std::string& App::description() const {
    std::call_once(described_, [this] { description_ = openapi(router_, api_.catalogue, CONNECTCRM_VERSION); });
    return description_;
}

bool App::is_known_host(std::string_view host) const {
    const std::string name = ascii_lower(without_port(host));
    // An address chosen to listen on is one people were told; the default one stands in the default list.
    if (config_.host != "127.0.0.1" && name == config_.host) return true;
    for (const std::string& allowed : config_.allowed_hosts) {
        const std::string known = ascii_lower(allowed);
        if (known == "*" || known == name) return true;
        if (known.starts_with('.') && (name.ends_with(known) || name == known.substr(1))) return true;
    }
    return false;
}

Response App::preflight(const Request&) const {
    Response response = html_response(200, {});
    response.set("Vary", "origin");
    response.set("Access-Control-Allow-Headers",
                 "accept, authorization, content-type, idempotency-key, if-match, if-none-match, last-event-id, "
                 "user-agent, x-csrftoken, x-refresh-cookie, x-request-id, x-requested-with");
    response.set("Access-Control-Allow-Methods", "DELETE, GET, OPTIONS, PATCH, POST, PUT");
    response.set("Access-Control-Max-Age", "86400");
    return response;
}

App::Plan App::plan(Request& request) const {
    believe_proxy(request, config_.trusted_proxies);
    Plan plan;
    if (!is_known_host(request.header("Host"))) {
        plan.ready = bad_request_page("This host name is not among ALLOWED_HOSTS.");
        return plan;
    }
    if (request.method == "OPTIONS" && request.has_header("Access-Control-Request-Method")) {
        plan.ready = preflight(request);
        return plan;
    }
    if (request.path == "*") {
        plan.ready = html_response(200, {}).set("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        return plan;
    }
    auto match = router_.match(request.path);
    if (!match) {
        auto page = web_app_page(request);
        plan.ready = page ? std::move(*page) : not_found_page();
        return plan;
    }
    plan.route = match->route;
    if (match->add_slash) {
        plan.ready = redirect(request);
        return plan;
    }
    plan.params = std::move(match->params);
    request.suffix = std::move(match->suffix);
    plan.work = match->route->work(request);
    return plan;
}

LongBody App::long_body(const Request& head) const {
    if (head.method != "POST") return LongBody::refused;
    const auto match = router_.match(head.path);
    if (!match || !match->route->long_body) return LongBody::refused;
    switch (credentials_of(tokens_, head.header("Authorization"), now())) {
        case Credentials::none:
            return LongBody::unauthenticated;
        case Credentials::unproven:
            return LongBody::if_few;
        case Credentials::proven:
            return LongBody::taken;
    }
    return LongBody::refused;
}

Response App::run(const Request& request, const Plan& plan, Database& database) const {
    return answer(request, plan, [&] { return plan.route->handle(request, plan.params, database); });
}

Response App::refuse(const Request& request, const Plan& plan, std::exception_ptr why) const {
    return answer(request, plan, [&]() -> Response { std::rethrow_exception(why); });
}

template <class Handle>
Response App::answer(const Request& request, const Plan& plan, Handle handle) const {
    Response response;
    try {
        response = handle();
    } catch (...) {
        response = response_for_current_exception(request);
    }
    if (plan.route && plan.route->finish) plan.route->finish(request, response);
    return response;
}

void App::finish(const Request& request, const Plan& plan, Response& response) const {
    const auto set_unless_there = [&](std::string_view name, std::string_view value) {
        if (response.header(name).empty()) response.add(name, value);
    };
    response.add("X-Content-Type-Options", "nosniff");
    response.add("X-Frame-Options", "DENY");
    set_unless_there("Referrer-Policy", "same-origin");
    response.add("Cross-Origin-Opener-Policy", "same-origin");
    if (request.scheme == "https") response.add("Strict-Transport-Security", "max-age=31536000");
    if (!config_.cors_allowed_origins.empty() && request.has_header("Origin")) {
        const std::string_view origin = request.header("Origin");
        for (const std::string& allowed : config_.cors_allowed_origins) {
            if (allowed != "*" && allowed != origin) continue;
            response.set("Access-Control-Allow-Origin", allowed);
            if (allowed != "*") response.set("Access-Control-Allow-Credentials", "true");
            break;
        }
    }
    const auto took = std::chrono::steady_clock::now() - request.started;
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(took);
    const std::string_view route = plan.route ? std::string_view(plan.route->name) : std::string_view();
    metrics_.count(route, response.status, micros);
    const auto level = response.status >= 500 ? log::Level::error : log::Level::info;
    const double milliseconds = static_cast<double>(micros.count()) / 1000.0;
    if (response.error_detail.empty())
        log::event(level, "request",
                   {{"id", request.id},
                    {"method", request.method},
                    {"route", route},
                    {"status", response.status},
                    {"duration_ms", milliseconds},
                    {"user", request.user_id},
                    {"client", request.client}});
    else
        log::event(level, "request",
                   {{"id", request.id},
                    {"method", request.method},
                    {"route", route},
                    {"status", response.status},
                    {"duration_ms", milliseconds},
                    {"user", request.user_id},
                    {"client", request.client},
                    {"reason", response.error_detail}});
}

}  // namespace crm

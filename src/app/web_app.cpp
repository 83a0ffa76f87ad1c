// The page is made anew for each answer, since the nonce in it allows the styles that its widgets make.
#include "app/web_app.hpp"

#include "app/embedded_pages.hpp"
#include "base/random.hpp"

namespace crm {
namespace {

constexpr std::string_view index_name = "index.html";
constexpr std::string_view nonce_place = "CSP-NONCE";  // web/vite.config.mts
constexpr std::string_view year = "public, max-age=31536000, immutable";

std::string_view index_page() {
    for (const EmbeddedFile& file : embedded_web())
        if (file.name == index_name) return file.content;
    return {};
}

// Vite puts a hash into the names of what it makes, and nothing into those it takes over.
bool has_hash(std::string_view name) {
    const auto dash = name.rfind('-');
    const auto dot = name.rfind('.');
    return dash != name.npos && dot != name.npos && dot == dash + 9 &&
           name.substr(dash + 1, 8).find_first_not_of("0123456789abcdef") == name.npos;
}

std::string with_nonce(std::string_view page, std::string_view nonce) {
    std::string html;
    for (auto place = page.find(nonce_place); place != page.npos; place = page.find(nonce_place)) {
        html.append(page.substr(0, place)).append(nonce);
        page.remove_prefix(place + nonce_place.size());
    }
    return html.append(page);
}

}  // namespace

std::vector<Route> web_app_routes() {
    std::vector<Route> routes;
    static const auto pages = embedded_pages(embedded_web());
    for (const auto& [name, page] : pages) {
        if (name == index_name) continue;
        const bool hashed = has_hash(name);
        Route& route = routes.emplace_back(
            embedded_route((hashed ? "/assets/" : "/") + name, page, hashed ? year : "no-cache", "default-src 'none'"));
        route.name = web_app_files;
    }
    return routes;
}

std::optional<Response> web_app_page(const Request& request) {
    const bool reads = request.method == "GET" || request.method == "HEAD";
    const bool is_ours = !request.path.starts_with("/api/") && !request.path.starts_with("/assets/");
    if (!reads || !is_ours || request.header("Accept").find("text/html") == std::string_view::npos) return {};
    const std::string_view page = index_page();
    if (page.empty()) return {};
    const std::string nonce = base64url(random_bytes(18));
    Response response = html_response(200, with_nonce(page, nonce));
    response.set("Content-Security-Policy",
                 "default-src 'none'; script-src 'self' 'nonce-" + nonce + "'; style-src 'self' 'nonce-" + nonce +
                     "'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
                     "base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    response.set("Cache-Control", "no-store").set("Vary", "Accept");
    return response;
}

}  // namespace crm

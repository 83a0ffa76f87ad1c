// Files as the build put them into the program: compressed with gzip, which every browser takes.
#include "app/docs_page.hpp"

#include "base/embedded.hpp"
#include "base/random.hpp"

namespace crm {
namespace {

// Nothing but our own files runs or is asked for. Swagger UI has its pictures in its style sheet, and sets styles.
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src "
    "'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

std::string_view type_of(std::string_view name) {
    if (name.ends_with(".html")) return "text/html; charset=utf-8";
    if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
    if (name.ends_with(".css")) return "text/css; charset=utf-8";
    return "text/plain; charset=utf-8";
}

Response answer(const Request& request, std::string_view name, std::string_view content, const std::string& tag) {
    if (request.method != "GET" && request.method != "HEAD")
        return json_response(405, R"({"detail":"GET or HEAD."})").set("Allow", "GET, HEAD");
    Response response;
    response.set("ETag", tag).set("Cache-Control", "no-cache").set("Content-Security-Policy", policy);
    if (request.header("If-None-Match") == tag) {
        response.status = 304;
        return response;
    }
    response.set("Content-Type", type_of(name)).set("Content-Encoding", "gzip");
    response.body = content;
    return response;
}

}  // namespace

std::vector<Route> docs_routes() {
    std::vector<Route> routes;
    for (const EmbeddedFile& file : embedded_docs()) {
        const std::string_view name = file.name.substr(0, file.name.rfind('.'));  // without .gz
        Route& route = routes.emplace_back();
        route.pattern = "/api/docs/" + (name == "index.html" ? "" : std::string(name));
        route.name = route.pattern;
        route.work = [](const Request&) { return Work::read; };
        route.handle = [name, content = file.content, tag = '"' + sha256_hex(file.content).substr(0, 16) + '"'](
                           const Request& request, const PathParams&, Database&) {
            return answer(request, name, content, tag);
        };
    }
    return routes;
}

}  // namespace crm

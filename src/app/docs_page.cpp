// The page of the API's description: Swagger UI from npm, and our files around it.
#include "app/docs_page.hpp"

#include "app/embedded_pages.hpp"

namespace crm {
namespace {

// Nothing but our own files runs or is asked for. Swagger UI has its pictures in its style sheet, and sets styles.
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src "
    "'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

}  // namespace

std::vector<Route> docs_routes() {
    std::vector<Route> routes;
    static const auto pages = embedded_pages(embedded_docs());
    for (const auto& [name, page] : pages)
        routes.push_back(embedded_route("/api/docs/" + (name == "index.html" ? "" : name), page, "no-cache", policy));
    return routes;
}

}  // namespace crm

// Which path finds which route.
#include "http/router.hpp"

#include <doctest/doctest.h>

using namespace crm;

namespace {

Router router() {
    Router made;
    const auto add = [&](std::string pattern, bool suffix) {
        Route route;
        route.pattern = route.name = std::move(pattern);
        route.format_suffix = suffix;
        made.add(std::move(route));
    };
    add("/", false);
    add("/api/", true);
    add("/api/token/", false);
    add("/api/customers/{id}/", true);
    add("/api/customers/", true);
    add("/api/customers/{id}/notes/{note}/", true);
    add("/api/customers/export/", false);
    add("/files/{name}.txt", false);
    return made;
}

std::string found(std::string_view path) {
    static const Router made = router();
    const auto match = made.match(path);
    if (!match) return "";
    std::string text = match->route->pattern;
    for (const auto& param : match->params) text += " " + param;
    if (!match->suffix.empty()) text += " ." + match->suffix;
    if (match->add_slash) text += " +/";
    return text;
}

}  // namespace

TEST_CASE("paths find their routes") {
    CHECK(found("/") == "/");
    CHECK(found("/api/") == "/api/");
    CHECK(found("/api/customers/") == "/api/customers/");
    CHECK(found("/api/customers/17/") == "/api/customers/{id}/ 17");
    CHECK(found("/api/customers/ +1/") == "/api/customers/{id}/  +1");
    CHECK(found("/api/customers/1/notes/2/") == "/api/customers/{id}/notes/{note}/ 1 2");
    CHECK(found("/api/customers/export/") == "/api/customers/export/");
    CHECK(found("/files/a.txt") == "/files/{name}.txt a");
}

TEST_CASE("paths that find nothing") {
    for (const auto* path :
         {"/API/", "//api/", "/api//", "/api/customers//", "/api/customers/1.5/x/", "/api/customers/1/2/", "/nothing",
          "/api/customers/1/notes//", "/api.json", "/.json", "/api/customers/.json", "/api/token.json",
          "/api/customers.JSON", "/api/customers.", "/api/customers/1.json//", "/api/customers/export.json.", "api/"})
        CHECK_MESSAGE(found(path).empty(), std::string(path), " ", found(path));
}

TEST_CASE("format suffixes") {
    CHECK(found("/api/.json") == "/api/ .json");
    CHECK(found("/api/.json/") == "/api/ .json");
    CHECK(found("/api/customers.json") == "/api/customers/ .json");
    CHECK(found("/api/customers.xml/") == "/api/customers/ .xml");
    CHECK(found("/api/customers/1.json") == "/api/customers/{id}/ 1 .json");
    CHECK(found("/api/customers/1.json/") == "/api/customers/{id}/ 1 .json");
    CHECK(found("/api/customers/1.5/") == "/api/customers/{id}/ 1 .5");
    CHECK(found("/api/customers/export.json") == "/api/customers/{id}/ export .json");
}

TEST_CASE("a missing slash") {
    CHECK(found("/api") == "/api/ +/");
    CHECK(found("/api/token") == "/api/token/ +/");
    CHECK(found("/api/customers") == "/api/customers/ +/");
    CHECK(found("/api/customers/1") == "/api/customers/{id}/ 1 +/");
}

// What every endpoint of the API has in common, over the catalogue: methods, negotiation, OPTIONS, addresses, headers.
#include <doctest/doctest.h>

#include "crm/catalogue.hpp"
#include "support/bodies.hpp"
#include "support/test_app.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("views");
namespace {

std::string list_of(const Resource& resource) { return "/api/" + std::string(resource.name) + "/"; }

template <class F>
void for_each_resource(F&& f) {
    for (const Resource* resource : catalogue().all()) {
        INFO(resource->name);
        f(*resource, list_of(*resource), list_of(*resource) + "2/");
    }
}

TEST_CASE("the Allow header names the methods of the contract, also on refusals") {
    TestApp app;
    const auto david = app.as("david");
    constexpr auto list_methods = "GET, POST, HEAD, OPTIONS", item_methods = "GET, PUT, PATCH, DELETE, HEAD, OPTIONS";
    for_each_resource([&](const Resource&, const std::string& list, const std::string& item) {
        CHECK(david.get(list).allowed() == list_methods);
        CHECK(david.get(item).allowed() == item_methods);
        CHECK(david.get(list + "4711/").allowed() == item_methods);
        CHECK(app.as("stranger").get(list).allowed() == list_methods);
        CHECK(app.as("nora").get(item).allowed() == item_methods);
        CHECK(david.post(list, "{").allowed() == list_methods);
    });
    CHECK(david.get("/api/").allowed() == "GET, HEAD, OPTIONS");
    CHECK(david.get("/api/me/").allowed() == "GET, PATCH, HEAD, OPTIONS");
    CHECK(david.get("/api/resources/").allowed() == "GET, HEAD, OPTIONS");
    for (const char* path :
         {"/api/token/", "/api/token/refresh/", "/api/token/verify/", "/api/token/logout/", "/api/me/password/"})
        CHECK(david.get(path).allowed() == "POST, OPTIONS");
}

TEST_CASE("a method that is not there is 405 for those who may, after the permission and before the object") {
    TestApp app;
    const auto david = app.as("david");
    for_each_resource([&](const Resource&, const std::string& list, const std::string& item) {
        for (const std::string method : {"PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get", "X"}) {
            const auto answer = david.send(method, list, "{");
            CHECK(answer.status == 405);
            CHECK(answer.body == R"({"detail":"Method \")" + method + R"(\" not allowed."})");
        }
        for (const std::string& path : {item, list + "4711/"})
            for (const char* method : {"POST", "TRACE", "post"}) CHECK(david.send(method, path, "{").status == 405);
        for (const char* header : {"X-HTTP-Method-Override", "X-Method-Override"})
            CHECK(david.with(header, "DELETE").send("POST", item, "_method=DELETE").status == 405);
    });
}

TEST_CASE("HEAD answers as GET does") {
    TestApp app;
    const auto david = app.as("david");
    for_each_resource([&](const Resource&, const std::string& list, const std::string& item) {
        for (const std::string& path : {list, item, list + "4711/"}) {
            const auto get = david.get(path), head = david.send("HEAD", path);
            CHECK(head.status == get.status);
            CHECK(head.headers == get.headers);
        }
        CHECK(app.as("nora").send("HEAD", list).status == 403);
    });
}

TEST_CASE("OPTIONS describes a resource as DRF does") {
    TestApp app;
    for_each_resource([&](const Resource& resource, const std::string& list, const std::string& item) {
        const auto on_list = app.as("david").send("OPTIONS", list), on_item = app.as("david").send("OPTIONS", item);
        CHECK(on_list.text("name") == title_case(resource.label) + " List");
        CHECK(on_item.text("name") == title_case(resource.label) + " Instance");
        CHECK(on_list.says(
            R"("renders":["application/json","text/html"],"parses":["application/json","application/x-www-form-urlencoded","multipart/form-data"])"));
        const auto* post = on_list.at("actions").find("POST");
        REQUIRE(post);
        REQUIRE(on_item.at("actions").find("PUT"));
        std::vector<std::string_view> described, expected{"id"};
        for (const auto& member : post->members) described.push_back(member.name);
        for (const Field& field : resource.fields)
            if (!field.hidden) expected.push_back(field.name);
        for (const char* name : {"created_at", "updated_at", "version"}) expected.emplace_back(name);
        CHECK(described == expected);
        for (const auto& [name, described_field] : post->members)
            for (const char* member : {"type", "required", "read_only", "label"}) CHECK(described_field.find(member));
        const auto missing = app.as("david").send("OPTIONS", list + "4711/");
        CHECK(missing.status == 200);
        CHECK_FALSE(missing.json().find("actions"));
        CHECK(app.as("david").send("OPTIONS", list + "abc/").status == 200);
        CHECK(app.as("nora").send("OPTIONS", list).status == 403);
    });
    CHECK(app.as("stranger").send("OPTIONS", "/api/token/").text("name") == "Token Obtain Pair");
    CHECK(app.as("stranger").send("OPTIONS", "/api/token/refresh/").text("name") == "Token Refresh");
    CHECK(app.as("nora").send("OPTIONS", "/api/").text("name") == "Api Root");
    CHECK_FALSE(app.as("carla").send("OPTIONS", "/api/interactions/2/").json().find("actions"));  // dario's
}

TEST_CASE("what is accepted decides between JSON and a page, and 406 goes before everything else") {
    TestApp app;
    const auto david = app.as("david");
    for_each_resource([&](const Resource&, const std::string& list, const std::string& item) {
        for (const std::string& path : {list, item, list + "4711/"}) {
            const auto plain = david.get(path);
            for (const char* accept :
                 {"*/*", "application/json", "application/*", "application/json, text/html", "text/plain, */*;q=0.1",
                  "application/json;charset=utf-8", "image/png, application/json"}) {
                const auto answer = david.with("Accept", accept).get(path);
                CHECK(answer.body == plain.body);
                CHECK(answer.header("Content-Type") == "application/json");
            }
            for (const char* accept :
                 {"text/html", "text/*", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}) {
                const auto page = david.with("Accept", accept).get(path);
                CHECK(page.status == plain.status);
                CHECK(page.header("Content-Type") == "text/html; charset=utf-8");
                CHECK(page.header("Content-Security-Policy").find("default-src 'none'") != std::string_view::npos);
                CHECK(page.says("<!DOCTYPE html>"));
            }
            for (const char* accept : {"text/plain", "image/*", "application/xml", "", "nonsense"}) {
                const auto none = app.as("stranger").with("Accept", accept).get(path);
                CHECK(none.status == 406);
                CHECK(none.body == R"({"detail":"Could not satisfy the request Accept header."})");
            }
        }
        CHECK(
            david.with("Accept", "text/plain").send("POST", list, good_body(list.substr(5, list.size() - 6))).status ==
            406);
        const auto indented = david.with("Accept", "application/json; indent=4").get(item);
        CHECK(indented.body.starts_with("{\n    \"id\": 2,\n    \""));
        CHECK(json::Document::parse(indented.body).root().members.size() == david.get(item).json().members.size());
    });
    CHECK(app.as("stranger").with("Accept", "text/html").get("/api/customers/").status == 401);
    CHECK(app.as("stranger").with("Accept", "text/html").get("/api/customers/").says("credentials were not provided"));
}

TEST_CASE("who accepts problems alone is told of each, and gets no data and no change that would be answered by some") {
    TestApp app;
    constexpr std::string_view problem = "application/problem+json";
    const auto asked = [&](std::string_view who, std::string_view method, std::string_view path, int status,
                           std::string_view body = {}) {
        CAPTURE(method);
        CAPTURE(path);
        const auto answer = app.as(who).with("Accept", problem).send(method, path, body);
        CHECK(answer.status == status);
        if (status != 204) CHECK(answer.header("Content-Type") == problem);
        if (status != 204) CHECK(answer.json().find("status")->text == std::to_string(status));
    };
    for_each_resource([&](const Resource&, const std::string& list, const std::string& item) {
        const auto good = good_body(list.substr(5, list.size() - 6));
        asked("stranger", "GET", list, 401);
        asked("david", "GET", list + "4711/", 404);
        asked("david", "POST", list, 400, "{}");
        asked("david", "PUT", list, 405, "{}");
        for (const std::string& path : {list, item}) {
            asked("david", "GET", path, 406);
            asked("david", "OPTIONS", path, 406);
        }
        asked("david", "POST", list, 406, good);
        asked("david", "POST", list + "bulk/", 406, "[" + good + "]");
    });
    asked("stranger", "POST", "/api/token/", 406, R"({"username":"david","password":"x"})");
    asked("david", "DELETE", "/api/customers/1/", 204);
    CHECK(app.as("david").with("Accept", "application/problem+json;q=0").get("/api/").header("Content-Type") ==
          json_type);
}

TEST_CASE("a page shows the record without letting it become part of the page") {
    TestApp app;
    const auto maria = app.as("maria");
    maria.patch("/api/customers/1/",
                R"json({"name":"<script>alert(1)</script>","address":"http://x.example/\"onclick=\"y",
                        "phone":"javascript:alert(1)"})json");
    for (const char* path : {"/api/customers/1/", "/api/customers/", "/api/customers/1/?x=<script>"}) {
        const auto page = maria.with("Accept", "text/html").get(path);
        if (page.status != 200) continue;
        CHECK_FALSE(page.says("<script"));
        CHECK_FALSE(page.says("\"onclick="));
        CHECK_FALSE(page.says("href=\"javascript"));
        CHECK(page.says("&lt;script&gt;"));
    }
}

TEST_CASE("format, as parameter and as suffix") {
    TestApp app;
    const auto david = app.as("david");
    for_each_resource([&](const Resource&, const std::string& list, const std::string& item) {
        for (const std::string& path : {list, item}) {
            const auto plain = david.get(path);
            const std::string bare = path.substr(0, path.size() - 1);
            for (const std::string& other :
                 {path + "?format=json", bare + ".json", bare + ".json/", bare + ".json?format=api"})
                CHECK(david.get(other).body == plain.body);
            for (const std::string& other : {path + "?format=api", bare + ".api"})
                CHECK(david.get(other).header("Content-Type") == "text/html; charset=utf-8");
            for (const std::string& other : {path + "?format=xml", bare + ".xml", path + "?format=JSON"}) {
                CHECK(david.get(other).status == 404);
                CHECK(david.get(other).body == R"({"detail":"Not found."})");
            }
            CHECK(david.with("Accept", "text/html").get(path + "?format=json").status == 406);
            CHECK(david.with("Accept", "application/json").get(bare + ".api").status == 406);
        }
        CHECK(david.send("PATCH", item.substr(0, item.size() - 1) + ".json", "{}").status == 200);
    });
}

TEST_CASE("an unknown parameter on a list is 400 that names the allowed ones; on a record it is ignored") {
    TestApp app;
    const auto david = app.as("david");
    for_each_resource([&](const Resource&, const std::string& list, const std::string& item) {
        for (const char* query : {"?nonsense=1", "?format=json&nonsense", "?id[]=1", "?%27=1"}) {
            const auto answer = david.get(list + query);
            CHECK(answer.status == 400);
            CHECK(answer.text("detail").find("format") != std::string::npos);
        }
        CHECK(david.get(list + "?").status == 200);
        CHECK(david.get(item + "?nonsense=1").body == david.get(item).body);
        CHECK(app.as("nora").get(list + "?nonsense=1").status == 403);
    });
}

}  // namespace
TEST_SUITE_END();

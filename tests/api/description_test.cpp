// The description of the API: it tells of every address there is, in the words of the views themselves.
#include <doctest/doctest.h>

#include <set>

#include "base/text.hpp"
#include "resource/view.hpp"
#include "support/sign_in.hpp"
#include "support/test_app.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("description");
namespace {

struct Described {
    App app{config, SigningKeys{.current = std::string(test_key), .older = {}}};
    json::Document document = json::Document::parse(app.description());
    static inline const Config config{};

    const json::Value& at(std::initializer_list<std::string_view> path) const {
        const json::Value* value = &document.root();
        for (const std::string_view name : path) {
            INFO(name);
            value = value->find(name);
            REQUIRE(value);
        }
        return *value;
    }
};

TEST_CASE("every address of the API is described with every method, each under a name of its own") {
    const Described described;
    const json::Value& paths = described.at({"paths"});
    std::size_t views = 0;
    std::set<std::string_view> names;
    for (const auto& route : described.app.router().routes()) {
        INFO(route->pattern);
        CHECK((route->view != nullptr) ==
              (route->pattern.starts_with("/api/") && !route->pattern.starts_with("/api/docs/")));
        if (!route->view) continue;
        ++views;
        const json::Value* path = paths.find(route->pattern);
        REQUIRE(path);
        for (const Endpoint& endpoint : route->view->endpoints) {
            const json::Value* operation = path->find(ascii_lower(endpoint.method));
            REQUIRE(operation);
            CHECK(names.insert(operation->find("operationId")->text).second);
            CHECK_FALSE(operation->find("summary")->text.empty());
        }
    }
    CHECK(paths.members.size() == views);
    for (const char* name : {"customers_list", "customers_create", "customers_retrieve", "customers_update",
                             "customers_partial_update", "customers_destroy", "customers_history", "changes_list",
                             "token_create", "me_retrieve", "people_list", "resources_list", "schema_retrieve"})
        CHECK(names.count(name) == 1);
}

TEST_CASE("what must be sent, what may be refused and who may ask follow from the fields and the views") {
    const Described described;
    const json::Value& create = described.at({"components", "schemas", "CustomerCreate"});
    const json::Value& answered = described.at({"components", "schemas", "Customer"});
    CHECK(create.find("required")->items.size() == 4);
    CHECK(create.find("properties")->find("name")->find("maxLength")->text == "100");
    CHECK_FALSE(create.find("properties")->find("id"));
    CHECK(answered.find("properties")->find("id")->find("readOnly")->boolean);
    CHECK_FALSE(described.at({"components", "schemas", "CustomerPatch"}).find("required"));
    CHECK(described.at({"components", "schemas", "CustomUserCreate", "properties", "password", "writeOnly"}).boolean);
    CHECK_FALSE(described.at({"components", "schemas", "CustomUser", "properties"}).find("password"));

    const json::Value& patch = described.at({"paths", "/api/customers/{id}/", "patch", "responses"});
    for (const char* status : {"200", "400", "401", "403", "404", "409", "412", "415", "default"})
        CHECK(patch.find(status));
    CHECK_FALSE(described.at({"paths", "/api/me/", "get", "responses"}).find("403"));
    CHECK(described.at({"paths", "/api/token/", "post", "security"}).items.empty());
}

TEST_CASE("anybody may read the description") {
    TestApp app;
    const auto answer = app.as("stranger").get("/api/schema/");
    CHECK(answer.status == 200);
    CHECK(answer.text("openapi") == "3.1.0");
    CHECK(app.as("nora").get("/api/schema.json").body == answer.body);
}

}  // namespace
TEST_SUITE_END();

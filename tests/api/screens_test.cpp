// What screens are drawn from: for each user the resources they may use, and of these what they may see.
#include <doctest/doctest.h>

#include "crm/catalogue.hpp"
#include "resource/list_query.hpp"
#include "support/test_app.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("screens");
namespace {

const json::Value* named(std::span<const json::Value> items, std::string_view name) {
    for (const json::Value& item : items)
        if (item.find("name")->text == name) return &item;
    return nullptr;
}

std::vector<std::string_view> texts(const json::Value& array) {
    std::vector<std::string_view> all;
    for (const json::Value& item : array.items) all.push_back(item.text);
    return all;
}

TEST_CASE("each user is told of the resources they may use, and what they may do with them") {
    TestApp app;
    const auto david = app.as("david").get("/api/resources/"), maria = app.as("maria").get("/api/resources/"),
               carla = app.as("carla").get("/api/resources/");
    CHECK(david.json().items.size() == catalogue().all().size());
    CHECK_FALSE(named(maria.json().items, "users"));
    CHECK(texts(*named(maria.json().items, "stages")->find("may")) == std::vector<std::string_view>{"read"});
    CHECK(texts(*named(david.json().items, "stages")->find("may")) ==
          std::vector<std::string_view>{"read", "create", "update", "delete"});
    REQUIRE(carla.json().items.size() == 1);
    CHECK(carla.json().items[0].find("name")->text == "interactions");
    CHECK(app.as("nora").get("/api/resources/").body == "[]");
    CHECK(app.as("stranger").get("/api/resources/").status == 401);
}

TEST_CASE("a field that is not for a role is not told of") {
    TestApp app;
    const auto fields_for = [&](const char* who) {
        const auto answer = app.as(who).get("/api/resources/");
        std::vector<std::string> names;
        for (const auto& f : named(answer.json().items, "interactions")->find("fields")->items)
            names.emplace_back(f.find("name")->text);
        return names;
    };
    CHECK(fields_for("carla") == std::vector<std::string>{"id", "customer", "interaction_type", "notes", "date",
                                                          "next_action", "created_at", "updated_at", "version"});
    CHECK(fields_for("maria").size() == fields_for("carla").size() + 6);
}

TEST_CASE("a resource is named as people name it, and says by which field they know a record") {
    TestApp app;
    const auto answer = app.as("david").get("/api/resources/");
    const std::vector<std::vector<std::string_view>> names{
        {"customers", "Customer", "Customers", "name"},
        {"opportunities", "Sales opportunity", "Sales opportunities", "title"},
        {"users", "User", "Users", "username"},
        {"stages", "Stage", "Stages", "name"},
        {"interactions", "Interaction", "Interactions", "interaction_type"},
    };
    for (const auto& expected : names) {
        const json::Value& resource = *named(answer.json().items, expected[0]);
        CHECK(resource.find("label")->text == expected[1]);
        CHECK(resource.find("label_plural")->text == expected[2]);
        CHECK(resource.find("display")->text == expected[3]);
        CHECK(named(resource.find("fields")->items, expected[3]));
    }
}

TEST_CASE("a field comes with what a form and a list need") {
    TestApp app;
    const auto answer = app.as("david").get("/api/resources/");
    const auto field = [&](std::string_view resource, std::string_view name) -> const json::Value& {
        return *named(named(answer.json().items, resource)->find("fields")->items, name);
    };
    CHECK(field("customers", "assigned_to").find("references")->text == "users");
    CHECK(field("customers", "name").find("max_length")->text == "100");
    CHECK(field("customers", "name").find("required")->boolean);
    CHECK(field("customers", "address").find("max_length")->is(json::Type::null));
    CHECK(field("opportunities", "amount").find("currency")->text == "currency");
    CHECK(field("opportunities", "probability").find("max")->text == "100");
    CHECK(field("interactions", "visibility").find("choices")->items[1].find("label")->text == "Internal");
    CHECK(field("interactions", "visibility").find("default")->text == "shared");
    CHECK(field("users", "password").find("write_only")->boolean);
    CHECK(field("users", "password").find("default")->is(json::Type::null));
    CHECK(field("users", "email").find("type")->text == "email");
    CHECK(texts(*field("opportunities", "stage").find("filters")).size() == 4);
}

TEST_CASE("the filters and orderings that are told of are those that lists take") {
    TestApp app;
    const auto david = app.as("david");
    const auto answer = david.get("/api/resources/");
    for (const json::Value& resource : answer.json().items) {
        const std::string list = "/api/" + std::string(resource.find("name")->text) + "/";
        for (const std::string_view name : texts(*resource.find("orderings")))
            CHECK(david.get(list + "?ordering=-" + std::string(name)).status == 200);
        std::size_t filters = 0;
        for (const json::Value& f : resource.find("fields")->items) {
            filters += f.find("filters")->items.size();
            for (const std::string_view name : texts(*f.find("filters")))
                if (name.ends_with("__isnull"))
                    CHECK(david.get(list + "?" + std::string(name) + "=true").status == 200);
        }
        std::size_t known = 0;
        for (const Parameter& p : list_parameters(catalogue().at(resource.find("name")->text), Role::admin))
            known += p.field ? 1 : 0;
        CHECK(filters == known);
    }
}

}  // namespace
TEST_SUITE_END();

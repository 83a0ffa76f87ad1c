// Bodies of writes, over the catalogue: JSON, forms, multipart, and what is none of them.
#include <doctest/doctest.h>

#include "crm/catalogue.hpp"
#include "support/bodies.hpp"
#include "support/test_app.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("request_bodies");
namespace {

constexpr auto multipart_type = "multipart/form-data; boundary=\"=_x\"";

std::string multipart_of(const Members& members) {
    std::string body;
    for (const auto& [name, value] : members)
        body += "--=_x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" +
                (value.starts_with('"') ? std::string(json::Document::parse(value).root().text) : value) + "\r\n";
    return body + "--=_x--\r\n";
}

template <class F>
void for_each_resource(F&& f) {
    for (const Resource* resource : catalogue().all()) {
        INFO(resource->name);
        f(*resource, "/api/" + std::string(resource->name) + "/");
    }
}

TEST_CASE("a record is made by JSON, by form and by multipart alike") {
    TestApp app;
    const auto david = app.as("david");
    for_each_resource([&](const Resource& resource, const std::string& list) {
        for (const char* type : {"application/json", "APPLICATION/JSON; charset=latin-1", "application/json;x=y"})
            CHECK(david.with("Content-Type", type).post(list, good_body(resource.name)).status == 201);
        for (const char* type :
             {"application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-8"})
            CHECK(david.with("Content-Type", type).post(list, form_of(good_members(resource))).status == 201);
        CHECK(david.with("Content-Type", multipart_type).post(list, multipart_of(good_members(resource))).status ==
              201);
        CHECK(
            david.with("Content-Type", form_type).send("PATCH", list + "2/", form_of(good_members(resource))).status ==
            200);
        CHECK(david.with("Content-Type", multipart_type)
                  .send("PUT", list + "2/", multipart_of(good_members(resource)))
                  .status == 200);
    });
}

TEST_CASE("a form never switches a boolean off by leaving it out") {
    TestApp app;
    const auto form = app.as("david").with("Content-Type", form_type);
    CHECK(form.post("/api/users/", "username=a1&role=sales").at("is_active").boolean);
    CHECK(form.put("/api/users/2/", "username=maria&role=sales").at("is_active").boolean);
    CHECK(form.patch("/api/users/2/", "first_name=M").at("is_active").boolean);
    CHECK_FALSE(form.patch("/api/users/2/", "is_active=false").at("is_active").boolean);
    CHECK(form.patch("/api/users/2/", "is_active=on&is_active=off&is_active=1").at("is_active").boolean);
}

TEST_CASE("in a form a blank reference is null") {
    TestApp app;
    const auto form = app.as("maria").with("Content-Type", form_type);
    CHECK(form.patch("/api/customers/1/", "user=").at("user").is(json::Type::null));
    CHECK(form.patch("/api/customers/1/", "user=5").integer("user") == 5);
    CHECK(form.patch("/api/interactions/1/", "customer=").body == R"({"customer":["This field may not be null."]})");
    CHECK(form.patch("/api/customers/1/", "name=a%20b+c%C3%A9%26&phone=%31").text("name") == "a b cé&");
}

TEST_CASE("other media are 415, but for an empty body") {
    TestApp app;
    const auto david = app.as("david");
    for_each_resource([&](const Resource& resource, const std::string& list) {
        for (const std::string type :
             {"text/plain", "application/xml", "application/jsonx", "text/json", "multipart/mixed", "*/*", ""}) {
            for (const std::string& path : {list, list + "2/"}) {
                const auto answer = david.with("Content-Type", type)
                                        .send(path == list ? "POST" : "PATCH", path, good_body(resource.name));
                CHECK(answer.status == 415);
                CHECK(answer.body == R"({"detail":"Unsupported media type \")" + type + R"(\" in request."})");
            }
            CHECK(david.with("Content-Type", type).send("PATCH", list + "2/", "").status == 200);
        }
        CHECK(david.with("Content-Type", "text/plain").send("PATCH", list + "4711/", "x").status == 404);
        CHECK(app.as("nora").with("Content-Type", "text/plain").post(list, "x").status == 403);
    });
}

TEST_CASE("malformed JSON, and JSON that is no object") {
    TestApp app;
    const auto david = app.as("david");
    const auto not_a = [](const char* kind) {
        return R"({"non_field_errors":["Invalid data. Expected a dictionary, but got )" + std::string(kind) + R"(."]})";
    };
    for_each_resource([&](const Resource&, const std::string& list) {
        for (const std::string body :
             {"{", "}", "{\"a\"}", "{'a':1}", "{\"a\":1,}", "nul", "{\"a\":NaN}", "{\"a\":Infinity}", "\xEF\xBB\xBF{}",
              "{\"a\":\"\xFF\"}", "{} x", "{\"a\":01}", " "}) {
            const auto answer = david.post(list, body);
            CHECK(answer.status == 400);
            CHECK(answer.text("detail").starts_with("JSON parse error - "));
            CHECK(david.patch(list + "2/", body).status == 400);
        }
        CHECK(david.post(list, "[]").body == not_a("list"));
        CHECK(david.post(list, "\"x\"").body == not_a("str"));
        CHECK(david.post(list, "1").body == not_a("int"));
        CHECK(david.post(list, "1.5").body == not_a("float"));
        CHECK(david.post(list, "true").body == not_a("bool"));
        CHECK(david.post(list, "null").body == R"({"non_field_errors":["No data provided"]})");
        CHECK(david.post(list, std::string(65, '[') + std::string(65, ']')).status == 400);
        CHECK(david.post(list, "").body == david.post(list, "{}").body);
    });
}

TEST_CASE("of a member named twice the last counts") {
    TestApp app;
    CHECK(app.as("maria").patch("/api/customers/1/", R"({"name":"first","name":"last"})").text("name") == "last");
    CHECK(app.as("maria")
              .with("Content-Type", form_type)
              .patch("/api/customers/1/", "name=first&name=last")
              .text("name") == "last");
}

TEST_CASE("bodies of GET and DELETE are ignored") {
    TestApp app;
    CHECK(app.as("maria").with("Content-Type", "text/plain").send("GET", "/api/customers/1/", "{").status == 200);
    CHECK(app.as("maria").with("Content-Type", "text/plain").send("DELETE", "/api/customers/1/", "{").status == 204);
}

TEST_CASE("multipart that is malformed, or too much of it") {
    TestApp app;
    const auto maria = app.as("maria");
    for (const char* type :
         {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=other"}) {
        const auto answer = maria.with("Content-Type", type).post("/api/customers/", multipart_of({{"name", "\"x\""}}));
        CHECK(answer.status == 400);
    }
    const std::string large(2'700'000, 'x');
    const auto too_much =
        maria.with("Content-Type", multipart_type).post("/api/customers/", multipart_of({{"address", large}}));
    CHECK(too_much.status == 400);
    CHECK(too_much.header("Content-Type").starts_with("text/html"));
    std::string many;
    for (int i = 0; i < 1100; ++i) many += "a=1&";
    CHECK(maria.with("Content-Type", form_type).post("/api/customers/", many).status == 400);
}

}  // namespace
TEST_SUITE_END();

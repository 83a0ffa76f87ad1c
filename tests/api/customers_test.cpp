// Customers: staff only; linked to users, with opportunities and interactions hanging on them.
#include <doctest/doctest.h>

#include "crm/catalogue.hpp"
#include "crm/interactions/interaction.hpp"
#include "resource/sql.hpp"
#include "support/scenario.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("customers");
namespace {
constexpr auto acme = R"({"name":"Acme","email":"a@acme.example","phone":"1","address":"Here"})";
constexpr auto forbidden = R"({"detail":"You do not have permission to perform this action."})";
constexpr auto anonymous = R"({"detail":"Authentication credentials were not provided."})";
constexpr auto missing = R"({"detail":"Not found."})";

std::string with(std::string_view member, std::string_view value) {
    return R"({"name":"Acme","email":"a@acme.example","phone":"1","address":"Here",")" + std::string(member) +
           "\":" + std::string(value) + "}";
}

TEST_CASE("staff do everything with customers, and nobody else anything") {
    std::vector<Scenario> scenarios;
    for (const std::string who : {"david", "maria", "jonas"}) {
        scenarios.insert(
            scenarios.end(),
            {
                {"all", who, "GET", "/api/customers/", "", 200, {"\"id\":1,", "\"id\":5,", "Carla's Café"}},
                {"one", who, "GET", "/api/customers/2/", "", 200, {R"("name":"Dario Srl")", R"("user":5)"}},
                {"without user", who, "GET", "/api/customers/3/", "", 200, {R"("user":null)"}},
                {"new",
                 who,
                 "POST",
                 "/api/customers/",
                 acme,
                 201,
                 {R"("name":"Acme")", R"("user":null)", R"("version":1)"}},
                {"whole", who, "PUT", "/api/customers/2/", acme, 200, {R"("id":2)", R"("name":"Acme")", R"("user":5)"}},
                {"part",
                 who,
                 "PATCH",
                 "/api/customers/2/",
                 R"({"phone":"9"})",
                 200,
                 {R"("phone":"9")", "Dario", R"("version":2)"}},
                {"gone", who, "DELETE", "/api/customers/2/", "", 204, {}},
                {"missing", who, "GET", "/api/customers/99/", "", 404, {missing}},
                {"missing", who, "PUT", "/api/customers/99/", acme, 404, {missing}},
                {"missing", who, "PATCH", "/api/customers/99/", "{", 404, {missing}},
                {"missing", who, "DELETE", "/api/customers/99/", "", 404, {missing}},
            });
    }
    for (const std::string who : {"carla", "dario", "nora", "udo"})
        for (const std::string path : {"/api/customers/", "/api/customers/1/", "/api/customers/99/"})
            for (const std::string method : {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "PURGE"})
                scenarios.push_back({"not theirs", who, method, path, acme, 403, {forbidden}});
    for (const std::string path : {"/api/customers/", "/api/customers/1/", "/api/customers/99/"})
        for (const std::string method : {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "PURGE"}) {
            scenarios.push_back({"nobody", "stranger", method, path, acme, 401, {anonymous}});
            scenarios.push_back({"deactivated", "erika", method, path, acme, 401, {R"("code":"user_inactive")"}});
        }
    play_all(scenarios);
}

TEST_CASE("customers are validated in the contract's words") {
    constexpr auto required = R"({"name":["This field is required."],"email":["This field is required."],)"
                              R"("phone":["This field is required."],"address":["This field is required."]})";
    const std::string long_name(101, 'n'), longest_name(100, 'n');
    const std::vector<Scenario> scenarios{
        {"nothing", "maria", "POST", "/api/customers/", "{}", 400, {required}},
        {"no body", "maria", "POST", "/api/customers/", "", 400, {required}},
        {"nothing on PUT", "maria", "PUT", "/api/customers/1/", "{}", 400, {required}},
        {"nothing on PATCH", "maria", "PATCH", "/api/customers/1/", "{}", 200, {R"("version":1)"}},
        {"null",
         "maria",
         "PATCH",
         "/api/customers/1/",
         R"({"name":null})",
         400,
         {R"({"name":["This field may not be null."]})"}},
        {"blank",
         "maria",
         "PATCH",
         "/api/customers/1/",
         R"({"name":"  \u00a0"})",
         400,
         {R"({"name":["This field may not be blank."]})"}},
        {"blank",
         "maria",
         "PATCH",
         "/api/customers/1/",
         R"({"address":""})",
         400,
         {R"({"address":["This field may not be blank."]})"}},
        {"no text",
         "maria",
         "PATCH",
         "/api/customers/1/",
         R"({"name":true,"email":[],"phone":{}})",
         400,
         {R"({"name":["Not a valid string."],"email":["Enter a valid email address."],"phone":["Not a valid string."]})"}},
        {"too long",
         "maria",
         "PATCH",
         "/api/customers/1/",
         R"({"name":")" + long_name + "\"}",
         400,
         {R"({"name":["Ensure this field has no more than 100 characters."]})"}},
        {"just right",
         "maria",
         "PATCH",
         "/api/customers/1/",
         R"({"name":")" + longest_name + "\"}",
         200,
         {longest_name}},
        {"too long, NUL, surrogate",
         "maria",
         "PATCH",
         "/api/customers/1/",
         R"({"phone":"12345678901234567890\u0000\ud800"})",
         400,
         {R"({"phone":["Ensure this field has no more than 20 characters.","Null characters are not allowed.",)"
          R"("Surrogate characters are not allowed: U+D800."]})"}},
        {"no address",
         "maria",
         "PATCH",
         "/api/customers/1/",
         R"({"email":"nobody"})",
         400,
         {R"({"email":["Enter a valid email address."]})"}},
        {"unknown user",
         "maria",
         "PATCH",
         "/api/customers/1/",
         R"({"user":987654321})",
         400,
         {R"({"user":["Invalid pk \"987654321\" - object does not exist."]})"}},
        {"user beyond 64 bits",
         "maria",
         "PATCH",
         "/api/customers/1/",
         R"({"user":98765432109876543210})",
         400,
         {R"({"user":["Invalid pk \"98765432109876543210\" - object does not exist."]})"}},
        {"user zero", "maria", "PATCH", "/api/customers/1/", R"({"user":0})", 400, {R"(Invalid pk \"0\")"}},
        {"user by name",
         "maria",
         "PATCH",
         "/api/customers/1/",
         R"({"user":"carla"})",
         400,
         {R"({"user":["Incorrect type. Expected pk value, received str."]})"}},
        {"user true", "maria", "PATCH", "/api/customers/1/", R"({"user":true})", 400, {"received bool."}},
        {"user list", "maria", "PATCH", "/api/customers/1/", R"({"user":[4]})", 400, {"received list."}},
        {"user dict", "maria", "PATCH", "/api/customers/1/", R"({"user":{"id":4}})", 400, {"received dict."}},
        {"user as text", "maria", "PATCH", "/api/customers/1/", R"({"user":" 5 "})", 200, {R"("user":5)"}},
        {"user cut", "maria", "PATCH", "/api/customers/1/", R"({"user":5.9})", 200, {R"("user":5)"}},
        {"user empty", "maria", "PATCH", "/api/customers/1/", R"({"user":""})", 200, {R"("user":null)"}},
        {"user null", "maria", "PATCH", "/api/customers/1/", R"({"user":null})", 200, {R"("user":null)"}},
        {"any role may be linked", "maria", "PATCH", "/api/customers/1/", R"({"user":1})", 200, {R"("user":1)"}},
    };
    play_all(scenarios);
}

TEST_CASE("ids that are no ids are not found") {
    TestApp app;
    const auto maria = app.as("maria");
    for (const std::string id :
         {"0", "-1", "abc", "9223372036854775807", "9223372036854775808", "99999999999999999999999", "1e0", "0x1", "_1",
          "1_", "1__0", "%E2%82%AC", "%00", "1%20OR%201=1", "1;", "'"}) {
        INFO(id);
        for (const char* method : {"GET", "PUT", "PATCH", "DELETE"}) {
            const auto answer = maria.send(method, "/api/customers/" + id + "/", acme);
            CHECK((answer.status == 404 || (id == "%00" && answer.status == 400)));
        }
    }
    for (const std::string id : {"1", "01", "+1", "%201%20", "0_1"})
        CHECK(maria.get("/api/customers/" + id + "/").id() == 1);
}

TEST_CASE("PUT keeps what is not named, and what is not required") {
    TestApp app;
    const auto put = app.as("maria").put("/api/customers/1/", acme);
    CHECK(put.status == 200);
    CHECK(put.integer("user") == 4);
    CHECK(put.text("name") == "Acme");
    CHECK(app.as("maria").put("/api/customers/1/", with("user", "null")).at("user").is(json::Type::null));
}

TEST_CASE("a PATCH that changes nothing is no change") {
    TestApp app;
    const auto before = app.image();
    for (const char* body : {"{}", R"({"name":"Carla's Café"})", R"({"name":"  Carla's Café ","user":"4","id":77})"}) {
        const auto answer = app.as("maria").patch("/api/customers/1/", body);
        CHECK(answer.status == 200);
        CHECK(answer.integer("version") == 1);
    }
    CHECK(difference(before, app.image()) == "");
}

TEST_CASE("an answer to a write is what a read then shows") {
    TestApp app;
    const auto maria = app.as("maria");
    const auto created = maria.post("/api/customers/", with("user", "5"));
    CHECK(created.status == 201);
    CHECK(created.header("Location") == "");
    const std::string path = "/api/customers/" + std::to_string(created.id()) + "/";
    CHECK(maria.get(path).body == created.body);
    const auto changed = maria.patch(path, R"({"name":"Other"})");
    CHECK(changed.integer("version") == 2);
    CHECK(changed.text("created_at") == created.text("created_at"));
    CHECK(changed.text("updated_at") >= created.text("updated_at"));
    CHECK(maria.get(path).body == changed.body);
}

TEST_CASE("the list is all rows by id, whatever was written last") {
    TestApp app;
    const auto maria = app.as("maria");
    const auto sixth = maria.post("/api/customers/", acme).id();
    maria.patch("/api/customers/2/", R"({"name":"Zebra"})");
    maria.remove("/api/customers/3/");
    CHECK(maria.get("/api/customers/").ids() == std::vector<std::int64_t>{1, 2, 4, 5, sixth});
}

TEST_CASE("an id is never given twice") {
    TestApp app;
    const auto maria = app.as("maria");
    const auto first = maria.post("/api/customers/", acme).id();
    CHECK(maria.remove("/api/customers/" + std::to_string(first) + "/").status == 204);
    CHECK(maria.post("/api/customers/", acme).id() > first);
}

TEST_CASE("with a customer go its opportunities and interactions, each with its entry in the log") {
    TestApp app;
    const auto maria = app.as("maria");
    const auto before = app.image();
    CHECK(maria.remove("/api/customers/1/").status == 204);
    const auto logged = app.read([&](Session& session) { return logged_records(session, before.last_entry); });
    CHECK(logged == RecordNames{{"customers", 1}, {"opportunities", 1}, {"interactions", 1}, {"interactions", 5}});
    CHECK(app.count("SELECT COUNT(*) FROM changes WHERE action = 'delete' AND actor_id = 2") == 4);
    CHECK(maria.get("/api/interactions/").ids() == std::vector<std::int64_t>{2, 3, 4});
    CHECK(maria.get("/api/opportunities/").ids() == std::vector<std::int64_t>{2, 3});
    CHECK(maria.get("/api/customers/1/").status == 404);
    CHECK(maria.remove("/api/customers/1/").status == 404);
}

TEST_CASE("a customer with hundreds of interactions is deleted with all of them") {
    TestApp app;
    app.write([](Session& session) {
        for (int i = 0; i < 603; ++i) {
            Interaction interaction;
            interaction.customer = 3;
            interaction.interaction_type = "Call";
            insert_record(session, *catalogue().find("interactions"), interaction);
        }
    });
    app.expect_good_log = false;  // written past the API
    const auto before = app.image();
    CHECK(app.as("david").remove("/api/customers/3/").status == 204);
    CHECK(app.count("SELECT COUNT(*) FROM interactions WHERE customer_id = 3") == 0);
    CHECK(app.image().entries - before.entries == 603 + 1 + 1 + 1);
}

}  // namespace
TEST_SUITE_END();

// Users: for admins alone; names unique without regard to case.

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "support/scenario.hpp"
#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("users");
namespace {
std::string user_named(std::string_view name) {
    std::string body;
    json::Object(body).text("username", name).text("role", "sales").end();
    return body;
}

TEST_CASE("a new user has the contract's members and defaults") {
    TestApp app;
    const auto created = app.as("david").post("/api/users/", user_named("Ärger.1@x+y-z_"));
    CHECK(created.status == 201);
    CHECK(created.text("username") == "Ärger.1@x+y-z_");
    CHECK(created.text("email") == "");
    CHECK(created.text("first_name") == "");
    CHECK(created.at("is_active").boolean);
    CHECK_FALSE(created.at("is_staff").boolean);
    CHECK(created.text("date_joined") == created.text("created_at"));
    for (const char* hidden : {"password", "is_superuser", "token_version", "last_login", "username_key"})
        CHECK(created.json().find(hidden) == nullptr);
}

TEST_CASE("users are validated in the contract's words") {
    constexpr auto odd_name =
        R"({"username":["Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters."])";
    const std::string long_name(151, 'u'), name(150, 'u');
    const std::vector<Scenario> scenarios{
        {"nothing",
         "david",
         "POST",
         "/api/users/",
         "{}",
         400,
         {R"({"username":["This field is required."],"role":["This field is required."]})"}},
        {"odd", "david", "PATCH", "/api/users/2/", R"({"username":"a b"})", 400, {odd_name}},
        {"odd", "david", "PATCH", "/api/users/2/", R"({"username":"a/b"})", 400, {odd_name}},
        {"odd", "david", "PATCH", "/api/users/2/", R"({"username":"a\nb"})", 400, {odd_name}},
        {"emoji is no letter", "david", "PATCH", "/api/users/2/", R"({"username":"a🚀"})", 400, {odd_name}},
        {"pattern first",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"username":"a\u0000"})",
         400,
         {R"(characters.","Null characters are not allowed."]})"}},
        {"long",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"username":")" + long_name + "\"}",
         400,
         {"no more than 150 characters"}},
        {"just right", "david", "PATCH", "/api/users/2/", R"({"username":")" + name + "\"}", 200, {name}},
        {"blank", "david", "PATCH", "/api/users/2/", R"({"username":" "})", 400, {"This field may not be blank."}},
        {"number", "david", "PATCH", "/api/users/2/", R"({"username":12})", 200, {R"("username":"12")"}},
        {"bad role",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"role":"manager"})",
         400,
         {R"({"role":["\"manager\" is not a valid choice."]})"}},
        {"role untrimmed", "david", "PATCH", "/api/users/2/", R"({"role":"sales "})", 400, {R"(\"sales \" is not)"}},
        {"role case", "david", "PATCH", "/api/users/2/", R"({"role":"Sales"})", 400, {R"(\"Sales\" is not)"}},
        {"role empty", "david", "PATCH", "/api/users/2/", R"({"role":""})", 400, {R"(\"\" is not a valid choice.)"}},
        {"role null", "david", "PATCH", "/api/users/2/", R"({"role":null})", 400, {"This field may not be null."}},
        {"role true", "david", "PATCH", "/api/users/2/", R"({"role":true})", 400, {R"(\"True\" is not)"}},
        {"role surrogate", "david", "PATCH", "/api/users/2/", R"({"role":"\ud800"})", 400, {"is not a valid choice."}},
        {"flag",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"is_staff":"maybe"})",
         400,
         {R"({"is_staff":["Must be a valid boolean."]})"}},
        {"flag blank", "david", "PATCH", "/api/users/2/", R"({"is_staff":""})", 400, {"Must be a valid boolean."}},
        {"flag 2", "david", "PATCH", "/api/users/2/", R"({"is_staff":2})", 400, {"Must be a valid boolean."}},
        {"flag null", "david", "PATCH", "/api/users/2/", R"({"is_staff":null})", 400, {"This field may not be null."}},
        {"flag yes", "david", "PATCH", "/api/users/2/", R"({"is_staff":"yes"})", 200, {R"("is_staff":true)"}},
        {"flag 1.0", "david", "PATCH", "/api/users/2/", R"({"is_staff":1.0})", 200, {R"("is_staff":true)"}},
        {"flag off", "david", "PATCH", "/api/users/2/", R"({"is_active":"off"})", 200, {R"("is_active":false)"}},
        {"no mail",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"email":"a@b"})",
         400,
         {R"({"email":["Enter a valid email address."]})"}},
        {"mail blank", "david", "PATCH", "/api/users/2/", R"({"email":""})", 200, {R"("email":"")"}},
        {"mail as typed",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"email":"Maria@Müller.Example"})",
         200,
         {R"("email":"Maria@Müller.Example")"}},
        {"date",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"date_joined":"yesterday"})",
         400,
         {"Datetime has wrong format. Use one of these"}},
        {"date number", "david", "PATCH", "/api/users/2/", R"({"date_joined":1})", 400, {"Datetime has wrong format."}},
        {"date",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"date_joined":"2024-02-29 23:59:59.5+02:00"})",
         200,
         {R"("date_joined":"2024-02-29T21:59:59.500000Z")"}},
        {"no leap year",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"date_joined":"2023-02-29T00:00:00Z"})",
         400,
         {"wrong format"}},
        {"own name", "david", "PATCH", "/api/users/2/", R"({"username":"maria"})", 200, {R"("version":1)"}},
        {"own name, other case",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"username":"MARIA"})",
         200,
         {R"("username":"MARIA")"}},
    };
    play_all(scenarios);
}

TEST_CASE("user names are unique and found without regard to case, in any script, and kept as typed") {
    TestApp app;
    const auto david = app.as("david");
    const std::pair<const char*, const char*> twins[] = {
        {"Ägnes", "ägnes"},       {"STRAẞE", "strasse"}, {"straße2", "STRASSE2"},
        {"ΟΔΥΣΣΕΥΣ", "οδυσσευς"}, {"İzmir", "i̇zmir"},    {"ﬁona", "FIONA"},
        {"Ｆull", "full"},        {"é1", "é1"},          {"Ивáн", "иВáН"}};
    for (const auto& [first, second] : twins) {
        INFO(first << " " << second);
        const auto created = david.post("/api/users/", user_named(first));
        if (created.status == 400 && created.says("Enter a valid username")) continue;  // a combining mark is no letter
        CHECK(created.status == 201);
        CHECK(created.text("username") == first);
        const auto twin = david.post("/api/users/", user_named(second));
        CHECK(twin.status == 400);
        CHECK((twin.says("A user with that username already exists.") || twin.says("Enter a valid username")));
        CHECK(david.patch("/api/users/2/", R"({"username":")" + std::string(second) + "\"}").status == 400);
    }
    CHECK(david.post("/api/users/", user_named("MARIA")).body ==
          R"({"username":["A user with that username already exists."]})");
    for (const char* other : {"agnes", "márïa", "maria1"})
        CHECK(david.post("/api/users/", user_named(other)).status == 201);
    CHECK(login(app, "MaRiA", people_password).status == 200);
    CHECK(login(app, "  maria ", people_password).status == 200);
    CHECK(login(app, "mária", people_password).status == 401);
}

TEST_CASE("two users of the same name cannot be made at the same moment") {
    TestApp app;
    const std::string token = app.access_token("david");
    std::atomic<int> made = 0, refused = 0;
    std::vector<std::thread> threads;
    for (const char* name : {"twin", "TWIN", "Twin", "twiN"})
        threads.emplace_back([&, name] {
            const auto database = app.open_database();
            const auto answer = app.with_token(token).send_on(*database, "POST", "/api/users/", user_named(name));
            if (answer.status == 201) ++made;
            if (answer.status == 400 && answer.says("already exists")) ++refused;
        });
    for (auto& thread : threads) thread.join();
    app.expect_changes();
    CHECK(made == 1);
    CHECK(refused == 3);
}

}  // namespace
TEST_SUITE_END();

// Passwords given for users: set, never shown, and refused when they are weak.
#include <doctest/doctest.h>

#include "support/scenario.hpp"
#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("passwords");
namespace {
constexpr auto good_password = "blue-crocodile-77";

TEST_CASE("a password given for a user is set: the user can sign in with it, and nobody ever sees it") {
    TestApp app;
    const auto david = app.as("david");
    const auto created =
        david.post("/api/users/", R"({"username":"new","role":"sales","password":"  blue-crocodile-77 "})");
    CHECK(created.status == 201);
    CHECK(created.json().find("password") == nullptr);
    CHECK(login(app, "new", good_password).status == 200);
    CHECK(login(app, "new", "  blue-crocodile-77 ").status == 200);
    CHECK(login(app, "new", "Blue-crocodile-77").status == 401);

    const auto changed = david.patch("/api/users/2/", R"({"password":"red-crocodile-77"})");
    CHECK(changed.status == 200);
    CHECK(changed.integer("version") == 2);
    CHECK(login(app, "maria", people_password).status == 401);
    CHECK(login(app, "maria", "red-crocodile-77").status == 200);
    CHECK(app.count("SELECT COUNT(*) FROM changes WHERE record_id = 2 AND resource = 'users' AND action = 'update'"
                    " AND after_values LIKE '%\"password\":\"(set)\"%'") == 1);
    CHECK(david.put("/api/users/2/", R"({"username":"maria","role":"sales","password":"new-crocodile-77"})").status ==
          200);
    CHECK(login(app, "maria", "new-crocodile-77").status == 200);
}

TEST_CASE("without a password a user cannot sign in, until one is given") {
    TestApp app;
    const auto created = app.as("david").post("/api/users/", R"({"username":"nopass","role":"sales"})");
    CHECK(created.status == 201);
    for (const char* guess : {"!", "nopass", "(set)"}) CHECK(login(app, "nopass", guess).status == 401);
    CHECK(app.count("SELECT COUNT(*) FROM users WHERE username = 'nopass' AND password LIKE '!%'") == 1);
}

TEST_CASE("weak passwords are refused with the reason, on creation and on change") {
    const std::vector<Scenario> scenarios{
        {"short",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"password":"x7-Kp"})",
         400,
         {R"({"password":["This password is too short. It must contain at least 8 characters."]})"}},
        {"common",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"password":"password123"})",
         400,
         {"This password is too common."}},
        {"numeric",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"password":"84736251908"})",
         400,
         {"This password is entirely numeric."}},
        {"similar",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"password":"maria@crm.example1"})",
         400,
         {"The password is too similar to the"}},
        {"admins need twelve",
         "david",
         "PATCH",
         "/api/users/1/",
         R"({"password":"x7-KpQ_w9"})",
         400,
         {"at least 12 characters"}},
        {"others eight", "david", "PATCH", "/api/users/2/", R"({"password":"x7-KpQ_w9"})", 200, {}},
        {"blank",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"password":"   "})",
         400,
         {R"({"password":["This field may not be blank."]})"}},
        {"null",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"password":null})",
         400,
         {R"({"password":["This field may not be null."]})"}},
        {"NUL",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"password":"x7-KpQ_w9\u0000"})",
         400,
         {"Null characters are not allowed."}},
        {"surrogate",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"password":"x7-KpQ_w9\udc00"})",
         400,
         {"Surrogate characters are not allowed: U+DC00."}},
        {"endless",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"password":")" + std::string(5000, 'p') + "\"}",
         400,
         {"password"}},
        {"a hash is a password like any other",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"password":"!unusable-looking-9"})",
         200,
         {}},
        {"new and weak",
         "david",
         "POST",
         "/api/users/",
         R"({"username":"n","role":"sales","password":"short"})",
         400,
         {"too short"}},
        {"with the new name",
         "david",
         "PATCH",
         "/api/users/2/",
         R"({"username":"zanzibar","password":"zanzibar-1"})",
         400,
         {"too similar to the username"}},
    };
    play_all(scenarios);
}

TEST_CASE("sending a stored hash as the password does not let its text be used as one") {
    TestApp app;
    std::string stored;
    app.read([&](Session& session) {
        session.first("SELECT password FROM users WHERE id = 3", {}, [&](const Row& row) { stored = row.text(0); });
    });
    const auto answer = app.as("david").patch("/api/users/2/", R"({"password":")" + stored + "\"}");
    CHECK(answer.status == 200);
    CHECK(login(app, "maria", people_password).status == 401);  // hashed again, not copied
    CHECK(login(app, "maria", stored).status == 200);
}

}  // namespace
TEST_SUITE_END();

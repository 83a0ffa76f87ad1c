// An admin signs somebody else out everywhere.
#include <doctest/doctest.h>

#include "support/api_keys.hpp"
#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("sign_out");
namespace {

TEST_CASE("tokens and API keys of the user end, those of others do not, and the log says who did it") {
    TestApp app;
    const auto maria = login(app, "maria"), jonas = login(app, "jonas");
    const auto key = key_client(app, make_key(app, "maria", R"(["customers:read"])"));
    CHECK(app.as("david").post("/api/users/2/sign-out/", "").status == 204);
    CHECK(app.with_token(maria.text("access")).get("/api/me/").status == 401);
    CHECK(refresh(app, maria.text("refresh")).status == 401);
    CHECK(key.get("/api/customers/").status == 401);
    CHECK(refresh(app, jonas.text("refresh")).status == 200);
    CHECK(login(app, "maria").status == 200);
    CHECK(app.count("SELECT COUNT(*) FROM changes WHERE action = 'sign_out' AND record_id = 2 AND actor_id = 1") == 1);
}

TEST_CASE("an admin's key signs others out, and not the admin") {
    TestApp app;
    const auto key = key_client(app, make_key(app, "david", R"(["users:write"])"));
    CHECK(key.post("/api/users/1/sign-out/", "").body == out_of_scope);
    CHECK(key.post("/api/users/2/sign-out/", "").status == 204);
    CHECK(app.as("david").post("/api/users/1/sign-out/", "").status == 204);
    CHECK(key.get("/api/users/").status == 401);
}

}  // namespace
TEST_SUITE_END();

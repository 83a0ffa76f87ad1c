// Addresses: slashes, pages that are not there, hosts, and scripts of other sites.
#include <doctest/doctest.h>

#include "crm/catalogue.hpp"
#include "support/test_app.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("addresses");
namespace {

TEST_CASE("without the slash one is sent to the address with it, query kept, and nothing is executed") {
    TestApp app;
    for (const std::string path : {"/api", "/api/users", "/api/customers", "/api/customers/1", "/api/interactions/4711",
                                   "/api/token", "/api/token/refresh", "/api/me"})
        for (const std::string query : {"", "?a=1&b=%20%2F", "?"})
            for (const std::string method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
                for (const char* who : {"stranger", "david"}) {
                    const auto answer = app.as(who).send(method, path + query, method == "POST" ? "{}" : "");
                    CHECK(answer.status == (method == "GET" || method == "HEAD" ? 301 : 308));
                    CHECK(answer.header("Location") == path + "/" + query);
                    CHECK(answer.body.empty());
                    CHECK(answer.header("Content-Type") == "text/html; charset=utf-8");
                    CHECK(answer.header("Vary") == "");
                }
}

TEST_CASE("a redirect never leads to another site") {
    TestApp app;
    for (const char* path : {"//evil.example/api", "//evil.example/api/users", "/\\evil.example/api", "//api",
                             "///api/users", "/%2F/evil.example/api"}) {
        const auto answer = app.as("stranger").get(path);
        INFO(path);
        CHECK((answer.status == 404 || answer.status == 400));
    }
}

TEST_CASE("what is nowhere is Django's page, whoever asks") {
    TestApp app;
    for (const char* who : {"stranger", "david"})
        for (const char* path :
             {"/api/nothing/", "/api/customers/1/2/", "/api/customers//", "/API/", "/api/Customers/",
              "//api/customers/", "/api/customers/a.b.c/", "/etc/passwd", "/api/../api/", "/api/token/x/",
              "/api/customers/1/.json", "/admin/", "/index.php", "/.env", "/api/customers/..%2f..%2fetc/passwd"}) {
            INFO(path);
            const auto answer = app.as(who).get(path);
            CHECK(answer.status == 404);
            CHECK(answer.says("<h1>Not Found</h1>"));
            CHECK(answer.header("Content-Type").starts_with("text/html"));
        }
    CHECK(app.as("stranger").get("/").body == "Welcome to the ConnectCRM API!");
    CHECK(app.as("stranger").get("/healthz").status == 200);
    CHECK(app.as("stranger").get("/readyz").status == 200);
}

TEST_CASE("a host that is not ours is refused before anything else") {
    TestApp app;
    for (const char* host : {"evil.example", "localhost.evil.example", "evil.example:8000", "127.0.0.1.evil.example",
                             "", "[::2]", "localhost@evil.example"}) {
        INFO(host);
        for (const char* path : {"/", "/api/", "/api/token/", "/nowhere"})
            CHECK(app.as("david").with("Host", host).get(path).status == 400);
    }
    for (const char* host : {"localhost", "LocalHost", "localhost:1", "127.0.0.1:8000", "[::1]:8000"})
        CHECK(app.as("david").with("Host", host).get("/api/").status == 200);
    TestApp other(
        NamedValues{{"ALLOWED_HOSTS", ".crm.example,LOCALHOST"}, {"PUBLIC_URL", "https://sales.example:8443/"}});
    for (const char* host : {"crm.example", "a.crm.example", "a.b.CRM.example:9", "sales.example", "localhost"})
        CHECK(other.as("david").with("Host", host).get("/api/").status == 200);
    for (const char* host : {"xcrm.example", "127.0.0.1", "a.sales.example"})
        CHECK(other.as("david").with("Host", host).get("/api/").status == 400);
    TestApp any(NamedValues{{"ALLOWED_HOSTS", "*"}});
    CHECK(any.as("david").with("Host", "what.ever").get("/api/").text("users") == "http://what.ever/api/users/");
}

TEST_CASE("only a trusted proxy says that the connection was https") {
    TestApp app;
    CHECK(app.as("david").with("X-Forwarded-Proto", "https").get("/api/").text("users").starts_with("http://"));
    TestApp behind(NamedValues{{"TRUSTED_PROXIES", "127.0.0.0/8"}});
    const auto answer = behind.as("david").with("X-Forwarded-Proto", "https").get("/api/");
    CHECK(answer.text("users") == "https://localhost:8000/api/users/");
    CHECK(answer.header("Strict-Transport-Security") == "max-age=31536000");
}

TEST_CASE("scripts of other sites may read nothing unless the settings name them") {
    constexpr auto origin = "https://app.example";
    for (const std::string setting : {"", "*", "https://app.example", "https://other.example"}) {
        TestApp app(NamedValues{{"CORS_ALLOWED_ORIGINS", setting}});
        const std::string allowed = setting == "*" || setting == origin ? setting : "";
        for (const char* who : {"stranger", "david", "nora"})
            for (const char* path : {"/", "/api/", "/api/customers/", "/api/customers/4711/", "/api/nothing/",
                                     "/api/customers", "/healthz"}) {
                const auto answer = app.as(who).with("Origin", origin).get(path);
                CHECK(answer.header("Access-Control-Allow-Origin") == allowed);
                CHECK(answer.header("Access-Control-Allow-Credentials") == (allowed == origin ? "true" : ""));
                CHECK(app.as(who).get(path).header("Access-Control-Allow-Origin") == "");
            }
        CHECK(app.as("david").with("Origin", "null").get("/api/").header("Access-Control-Allow-Origin") ==
              (setting == "*" ? "*" : ""));
    }
}

TEST_CASE("a preflight is answered on any path, without a token") {
    TestApp app(NamedValues{{"CORS_ALLOWED_ORIGINS", "*"}});
    const auto asking = app.as("stranger")
                            .with("Origin", "https://app.example")
                            .with("Access-Control-Request-Method", "DELETE")
                            .with("Access-Control-Request-Headers", "authorization,content-type");
    for (const char* path :
         {"/", "/api/", "/api/customers/", "/api/customers/1/", "/api/customers", "/api/nothing/", "/nowhere"}) {
        const auto answer = asking.send("OPTIONS", path);
        CHECK(answer.status == 200);
        CHECK(answer.body.empty());
        CHECK(answer.header("Access-Control-Allow-Origin") == "*");
        CHECK(answer.header("Access-Control-Allow-Methods") == "DELETE, GET, OPTIONS, PATCH, POST, PUT");
        CHECK(answer.header("Access-Control-Max-Age") == "86400");
        for (const char* name : {"authorization", "content-type"})
            CHECK(answer.header("Access-Control-Allow-Headers").find(name) != std::string_view::npos);
    }
    TestApp closed;
    CHECK(closed.as("stranger")
              .with("Origin", "https://app.example")
              .with("Access-Control-Request-Method", "GET")
              .send("OPTIONS", "/api/")
              .header("Access-Control-Allow-Origin") == "");
}

}  // namespace
TEST_SUITE_END();

// SQL in every text and every parameter: stored as typed or refused, and never run.
#include <doctest/doctest.h>

#include <chrono>

#include "base/text.hpp"
#include "crm/catalogue.hpp"
#include "support/bodies.hpp"
#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("injection");
namespace {

using namespace std::chrono_literals;

const std::vector<std::string> payloads{
    "'",
    "''",
    "\"",
    "`",
    "\\",
    "\\'",
    "' OR '1'='1",
    "' OR 1=1 --",
    "\" OR \"\"=\"",
    "1; DROP TABLE users",
    "'; DROP TABLE users; --",
    "') OR ('1'='1",
    "' UNION SELECT password FROM users --",
    "1 UNION ALL SELECT NULL,NULL,NULL--",
    "admin'--",
    "' AND SLEEP(5) --",
    "'; SELECT pg_sleep(5) --",
    "1 AND (SELECT 1 FROM (SELECT SLEEP(5))x)",
    "' || (SELECT password FROM users LIMIT 1) || '",
    "%",
    "_",
    "%%%",
    "$1",
    "?",
    "??",
    ":id",
    "${id}",
    "{{7*7}}",
    "%27%20OR%201=1",
    "0x27",
    "\xC2\xBF'",
    "/**/OR/**/1=1",
    "x'; ATTACH DATABASE '/tmp/x' AS x; --",
    "$$; DROP TABLE users; $$",
    "E'\\\\'; DROP TABLE users; --",
    "| ls",
    "`id`",
    "$(id)",
    "CHAR(39)",
    "\xEF\xBC\x87 OR 1=1",
    "ʼ OR 1=1",
    "NULL",
    "1e309",
    "-- ",
    "#",
    ";",
};

// Some of them would make the database sleep for five seconds.
int status_at_once(const Answer& answer) {
    CHECK(answer.took < 4s);
    return answer.status;
}

TEST_CASE("in a body it is text like any other") {
    TestApp app;
    const auto david = app.as("david");
    for (const Resource* resource : catalogue().all()) {
        const std::string item = "/api/" + std::string(resource->name) + "/2/";
        for (const std::string& payload : payloads) {
            INFO(payload);
            Members members;
            for (const Field* field : text_fields(*resource)) members.emplace_back(field->name, json_text(payload));
            if (members.empty()) continue;
            const auto answer = david.patch(item, body_of(members));
            bool fits = true;
            for (const Field* field : text_fields(*resource))
                fits &= field->max_length == 0 || code_points(payload) <= field->max_length;
            CHECK(status_at_once(answer) == (fits ? 200 : 400));
            if (!fits) continue;
            const auto stored = david.get(item);
            for (const Field* field : text_fields(*resource)) CHECK(stored.text(field->name) == strip(payload));
        }
    }
    CHECK(app.count("SELECT COUNT(*) FROM users") == 8);
}

TEST_CASE("where it is no text it is refused") {
    TestApp app;
    const auto david = app.as("david");
    for (const Resource* resource : catalogue().all())
        for (const Field& field : resource->fields) {
            if (!field.is_input() || field.seal) continue;
            if (field.kind == Kind::text && field.choices.empty() && !field.email && !field.valid) continue;
            for (const std::string& payload : payloads) {
                if (field.valid && field.valid(strip(payload))) continue;
                INFO(resource->name << "." << field.name << " " << payload);
                const auto answer = david.patch("/api/" + std::string(resource->name) + "/2/",
                                                "{\"" + std::string(field.name) + "\":" + json_text(payload) + "}");
                CHECK(status_at_once(answer) == 400);
            }
        }
}

TEST_CASE("in an address or a parameter it finds nothing") {
    TestApp app;
    const auto david = app.as("david");
    for (const Resource* resource : catalogue().all()) {
        const std::string list = "/api/" + std::string(resource->name) + "/";
        for (const std::string& payload : payloads) {
            INFO(payload);
            const std::string encoded = percent_encode(payload);
            for (const char* method : {"GET", "PATCH", "DELETE"})
                CHECK(status_at_once(david.send(method, list + encoded + "/", method[0] == 'P' ? "{}" : "")) == 404);
            for (const char* parameter :
                 {"search", "ordering", "page", "page_size", "cursor", "id", "name", "fields", "tz", "limit"}) {
                const int status = status_at_once(david.get(list + "?" + parameter + "=" + encoded));
                CHECK((status == 400 || status == 200 || (status == 404 && parameter == std::string_view("page"))));
            }
            CHECK(david.get(list + "?" + encoded + "=1").status == 400);
            CHECK(david.get(list + "?format=" + encoded).status == 404);
        }
    }
}

// All that the description of the API says of queries, and a parameter that is in none.
TEST_CASE("in any parameter of any address it is a value, or refused") {
    TestApp app;
    const auto untouched = app.image();
    const auto database = app.open_database();
    const auto david = app.as("david");
    constexpr std::string_view sharp[] = {
        "' OR '1'='1", "1; DROP TABLE users", "\" OR \"\"=\"", "' AND SLEEP(5) --", "'; SELECT pg_sleep(5) --", "\\'",
        "%00",         "id DESC, (SELECT 1)"};
    int asked = 0;
    for (const auto& route : app.router().routes()) {
        if (!route->view) continue;
        for (const Endpoint& endpoint : route->view->endpoints) {
            std::vector<std::string> names{"tz"};
            for (const Parameter& parameter : endpoint.operation.query) names.push_back(parameter.name);
            std::string address = route->pattern;
            if (const auto at = address.find("{id}"); at != address.npos) address.replace(at, 4, "2");
            if (endpoint.method != "GET" && !address.ends_with("/bulk/")) continue;
            for (const std::string& name : names)
                for (const std::string_view payload : sharp) {
                    INFO(endpoint.method << " " << address << " " << name << "=" << payload);
                    const std::string encoded = payload == "%00" ? std::string(payload) : percent_encode(payload);
                    const auto answer = david.send_on(*database, endpoint.method, address + "?" + name + "=" + encoded,
                                                      endpoint.method == "GET" ? "" : "[]");
                    CHECK(status_at_once(answer) < 500);
                    ++asked;
                }
        }
    }
    CHECK(asked > 500);
    app.expect_changes();
    CHECK(difference(untouched, app.image()) == "");
}

TEST_CASE("in a sign-in it is a wrong name, a wrong password or a wrong token") {
    TestApp app;
    for (const std::string& payload : payloads) {
        INFO(payload);
        CHECK(status_at_once(login(app, payload, people_password)) == 401);
        CHECK(status_at_once(login(app, "maria" + payload, people_password)) == 401);
        CHECK(status_at_once(refresh(app, payload)) == 401);
        CHECK(app.as("stranger")
                  .with("Cookie", "refresh=" + percent_encode(payload))
                  .with("X-Refresh-Cookie", "1")
                  .post("/api/token/refresh/", "")
                  .status == 401);
    }
}

// What a client sends comes back in headers: a line end in it would begin one of the client's own.
TEST_CASE("no header of an answer holds a line end, whatever was asked") {
    TestApp app;
    const auto maria = app.as("maria");
    constexpr std::string_view cuts[] = {"%0d%0aX-Forged:%201", "%0aX-Forged:%201", "%E5%98%8A%E5%98%8DX-Forged:%201",
                                         "%C2%85X-Forged:%201", "%00X-Forged:%201"};
    for (const std::string_view cut : cuts)
        for (const std::string& address :
             {"/api/customers" + std::string(cut), "/api/customers?x=" + std::string(cut),
              "//" + std::string(cut) + "/api/customers",
              "/api/customers/?page_size=1&ordering=name&search=" + std::string(cut),
              "/api/customers/?page_size=1&name__icontains=" + std::string(cut),
              "/api/customers/?format=csv&search=" + std::string(cut), "/api/changes/?resource=" + std::string(cut),
              "/api/customers/1/history/?page_size=1&before=" + std::string(cut)}) {
            INFO(address);
            for (const auto& [name, value] : maria.get(address).headers) {
                CHECK(value.find_first_of(std::string_view("\r\n\0", 3)) == value.npos);
                CHECK(name != "X-Forged");
            }
        }
    for (const char* header : {"X-Request-Id", "Host", "Origin", "X-Forwarded-Proto", "Idempotency-Key"})
        for (const char* value : {"a\rX-Forged: 1", "a\nX-Forged: 1", "a\r\n X-Forged: 1"})
            CHECK(maria.with(header, value).get("/api/customers/").status == 400);
}

TEST_CASE("in a header it does no harm") {
    TestApp app;
    for (const std::string& payload : payloads)
        for (const char* name : {"X-Forwarded-For", "User-Agent", "X-Request-Id", "Cookie", "Origin", "If-None-Match",
                                 "If-Match", "Idempotency-Key", "Referer"}) {
            INFO(name << " " << payload);
            CHECK(status_at_once(app.as("maria").with(name, payload).get("/api/customers/1/")) < 500);
        }
    CHECK(app.count("SELECT COUNT(*) FROM users") == 8);
}

}  // namespace
TEST_SUITE_END();

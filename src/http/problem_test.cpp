// What clients are told when something went wrong.
#include "http/problem.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "http/form.hpp"

using namespace crm;

namespace {

template <typename Thrown>
Response response_for(const Thrown& thrown, std::string_view accept = "") {
    Request request;
    request.id = "abc";
    if (!accept.empty()) request.headers.emplace_back("accept", accept);
    try {
        throw thrown;
    } catch (...) {
        return response_for_current_exception(request);
    }
}

}  // namespace

TEST_CASE("errors as DRF tells them") {
    auto response = response_for(Error(Condition::not_found, "Not found.", "secret"));
    CHECK(response.status == 404);
    CHECK(response.body == R"({"detail":"Not found."})");
    CHECK(response.header("content-type") == "application/json");
    CHECK(response.error_detail == "secret");

    Error unauthenticated(Condition::unauthenticated, "Given token not valid for any token type");
    unauthenticated.code = "token_not_valid";
    unauthenticated.members = R"("messages":[1])";
    response = response_for(unauthenticated);
    CHECK(response.status == 401);
    CHECK(response.body ==
          R"({"detail":"Given token not valid for any token type","code":"token_not_valid","messages":[1]})");
    CHECK(response.header("WWW-Authenticate") == "Bearer realm=\"api\"");

    Error busy(Condition::unavailable, "Busy.");
    busy.retry_after = 3;
    response = response_for(busy);
    CHECK(response.status == 503);
    CHECK(response.header("Retry-After") == "3");
}

TEST_CASE("texts per field") {
    Problems problems;
    problems.add("name", "This field is required.");
    problems.add("a\"b", "x");
    problems.add("name", "Second.");
    const auto response = response_for(Invalid(problems));
    CHECK(response.status == 400);
    CHECK(response.body == R"({"name":["This field is required.","Second."],"a\"b":["x"]})");
}

TEST_CASE("what was not foreseen stays inside") {
    const auto response = response_for(std::runtime_error("password of the database"));
    CHECK(response.status == 500);
    CHECK(response.body == R"({"detail":"A server error occurred."})");
    CHECK(response.error_detail == "password of the database");
    CHECK(response_for(42).status == 500);
}

TEST_CASE("RFC 9457 on request") {
    Problems problems;
    problems.add("name", "No.");
    auto response = response_for(Invalid(problems), "text/html, application/problem+json;q=0.5");
    CHECK(response.header("Content-Type") == "application/problem+json");
    CHECK(response.body == R"({"type":"about:blank","title":"Bad Request","status":400,"detail":"Invalid input.",)"
                           R"("errors":{"name":["No."]}})");
    Error error(Condition::conflict, "Changed.");
    error.code = "stale";
    response = response_for(error, "application/problem+json");
    CHECK(response.body ==
          R"({"type":"about:blank","title":"Conflict","status":409,"detail":"Changed.","code":"stale"})");
    CHECK(response_for(error, "application/problem+json;q=0").header("Content-Type") == "application/json");
}

TEST_CASE("pages") {
    CHECK(not_found_page().status == 404);
    CHECK(not_found_page().header("Content-Type") == "text/html; charset=utf-8");
    CHECK(not_found_page().body.find("<h1>Not Found</h1><p>The requested resource was not found on this server.</p>") !=
          std::string::npos);
    CHECK(bad_request_page("<x>").body.find("&lt;x&gt;") != std::string::npos);
    const auto response = response_for(OversizedForm("much"));
    CHECK(response.status == 400);
    CHECK(response.header("Content-Type") == "text/html; charset=utf-8");
}

TEST_CASE("headers of a response") {
    auto response = json_response(200, "{}");
    response.set("CONTENT-TYPE", "a/b").add("Vary", "x").add("Vary", "y");
    CHECK(response.headers.size() == 3);
    CHECK(response.header("content-type") == "a/b");
    CHECK(response.header("vary") == "x");
}

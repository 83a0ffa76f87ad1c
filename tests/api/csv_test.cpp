// Lists as CSV.
#include <doctest/doctest.h>

#include "crm/catalogue.hpp"
#include "support/bodies.hpp"
#include "support/test_app.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("csv");
namespace {

TEST_CASE("CSV says what the list shows, and nothing in it is a formula") {
    TestApp app;
    const auto maria = app.as("maria");
    const auto members = good_members(*catalogue().find("customers"));
    const auto add = [&](std::string_view name) {
        return std::to_string(maria.post("/api/customers/", body_with(members, "name", json_text(name))).id());
    };
    const std::string formula = add("=1+1"), quoted = add("a,\"b\"\nc");
    const Answer csv = maria.with("Accept", "text/csv").get("/api/customers/?ordering=-id");
    CHECK(csv.status == 200);
    CHECK(csv.header("Content-Type").starts_with("text/csv; charset=utf-8"));
    CHECK(csv.body.starts_with(
        "id,name,email,phone,address,website,user,assigned_to,external_id,created_at,updated_at,version\r\n" + quoted +
        ",\"a,\"\"b\"\"\nc\","));
    CHECK(csv.says("\r\n" + formula + ",\"'=1+1\","));
    CHECK(maria.get("/api/customers/?format=csv&id=3").body.find("\r\n3,Nobody Ltd,") != std::string::npos);
    CHECK(maria.get("/api/customers/?format=csv&page_size=2&page=2&ordering=id").body.find("\r\n3,") !=
          std::string::npos);
    CHECK(maria.get("/api/customers/?format=csv&page_size=2&page=9223372036854775807").status == 404);
    CHECK(maria.get("/api/customers/?format=csv&page_size=2&page=99").status == 404);

    // A page reached backwards stands in the order of the list all the same, and names its neighbours.
    const auto second = maria.get(maria.get("/api/customers/?cursor=&page_size=2").link("next"));
    const std::string back = second.link("previous") + "&format=csv";
    const Answer first = maria.get(back);
    CHECK(first.body.find("\r\n1,") < first.body.find("\r\n2,"));
    CHECK(first.header("Link").find("rel=\"next\"") != std::string_view::npos);
    CHECK(maria.with("Accept", "text/csv").get("/api/customers/1/").status == 406);
    CHECK(maria.with("Accept", "text/csv").get("/api/customers/?x=1").says("Unknown parameter"));
}

}  // namespace

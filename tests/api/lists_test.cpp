// Lists: pages, cursors, filters and order, for every resource and behind the same door as the records.
#include <doctest/doctest.h>

#include <algorithm>

#include "crm/catalogue.hpp"
#include "resource/list_query.hpp"
#include "support/bodies.hpp"
#include "support/pages.hpp"
#include "support/scenario.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("lists");
namespace {

void add_customers(TestApp& app, int count) {
    const auto maria = app.as("maria");
    for (int i = 0; i < count; ++i) {
        Members members = good_members(*catalogue().find("customers"));
        // Few different names, in different case: the id decides between equal ones.
        CHECK(
            maria.post("/api/customers/", body_with(members, "name", json_text(i % 2 ? "bäcker" : "BÄCKER"))).status ==
            201);
    }
}

TEST_CASE("every list in every order gives each record once, by page and by cursor, forwards and backwards") {
    TestApp app;
    add_customers(app, 5);
    const auto david = app.as("david");
    for (const Resource* resource : catalogue().all()) {
        const std::string list = "/api/" + std::string(resource->name) + "/";
        std::vector<std::string> orders{""};
        for (const std::string_view name : orderings(*resource, Role::admin)) {
            orders.push_back(std::string(name));
            orders.push_back("-" + std::string(name));
            if (name != "id") orders.push_back("-" + std::string(name) + ",id");
        }
        for (const std::string& order : orders) {
            CAPTURE(list + order);
            const std::string ordering = "ordering=" + order;
            const Ids whole = listed(david, list + "?" + ordering);
            CHECK(whole.size() == listed(david, list).size());
            CHECK(walk(david, list + "?page_size=2&" + ordering) == whole);
            CHECK(walk(david, list + "?cursor=&page_size=2&" + ordering) == whole);
            CHECK(walk(david, list + "?cursor=&page_size=1000&" + ordering) == whole);

            // From the last page back to the first.
            std::string target = list + "?cursor=&page_size=2&" + ordering, last;
            for (; !target.empty(); target = david.get(target).link("next")) last = target;
            Ids backwards;
            for (target = last; !target.empty();) {
                const Answer page = david.get(target);
                const auto ids = ids_of(page.at("results"));
                backwards.insert(backwards.begin(), ids.begin(), ids.end());
                target = page.link("previous");
            }
            CHECK(backwards == whole);
        }
    }
}

TEST_CASE("a cursor gives each record once while others write") {
    TestApp app;
    add_customers(app, 6);
    const auto maria = app.as("maria");
    const Ids before = listed(maria, "/api/customers/?ordering=name");
    Ids seen;
    std::string target = "/api/customers/?cursor=&page_size=2&ordering=name";
    while (!target.empty()) {
        const Answer page = maria.get(target);
        const auto ids = ids_of(page.at("results"));
        seen.insert(seen.end(), ids.begin(), ids.end());
        target = page.link("next");
        add_customers(app, 1);  // named as some that were shown already
        if (seen.size() == 4) CHECK(maria.remove("/api/customers/" + std::to_string(seen[3]) + "/").status == 204);
    }
    for (const std::int64_t id : before) CHECK(std::count(seen.begin(), seen.end(), id) == 1);
    auto once = seen;
    std::sort(once.begin(), once.end());
    CHECK(std::adjacent_find(once.begin(), once.end()) == once.end());
}

TEST_CASE("the envelope is DRF's, with links that keep the rest of the query") {
    TestApp app;
    const auto maria = app.as("maria");
    const Answer first = maria.get("/api/customers/?page_size=2&ordering=-id&search=");
    CHECK(first.integer("count") == 5);
    CHECK(first.at("count_exact").boolean);
    CHECK(first.at("previous").is(json::Type::null));
    CHECK(ids_of(first.at("results")) == Ids{5, 4});
    const std::string next = first.link("next");
    CHECK(next == "/api/customers/?page_size=2&ordering=-id&search=&page=2");
    CHECK(first.header("Link") ==
          "<http://localhost:8000"
          "/api/customers/?page_size=2&ordering=-id&search=&page=1>; rel=\"first\", <http://localhost:8000" +
              next + ">; rel=\"next\"");
    const Answer last = maria.get("/api/customers/?page_size=2&page=3");
    CHECK(last.at("next").is(json::Type::null));
    CHECK(last.link("previous") == "/api/customers/?page_size=2&page=2");
    CHECK(maria.get("/api/customers/?page=1").integer("count") == 5);
    CHECK(maria.get("/api/customers/?page_size=2&name__istartswith=zz").integer("count") == 0);
    CHECK(maria.get("/api/customers/?cursor=").json().find("count") == nullptr);
}

TEST_CASE("what a list does not take is refused with what it takes") {
    const std::string list = "/api/customers/";
    std::vector<Scenario> scenarios{
        {"unknown", "maria", "GET", list + "?nmae=x", "", 400, {"Unknown parameter \\\"nmae\\\"", "name__icontains"}},
        {"a field that is not filtered by", "maria", "GET", list + "?address=x", "", 400, {"Unknown parameter"}},
        {"a secret", "david", "GET", "/api/users/?password=x", "", 400, {"Unknown parameter"}},
        {"a suffix that is none", "maria", "GET", list + "?name__regex=x", "", 400, {"Unknown parameter"}},
        {"a suffix for others", "maria", "GET", list + "?user__icontains=x", "", 400, {"Unknown parameter"}},
        {"order", "maria", "GET", list + "?ordering=address", "", 400, {R"({"ordering":["\"address\")", "name"}},
        {"order twice", "maria", "GET", list + "?ordering=name,-name", "", 400, {"twice"}},
        {"SQL as order", "maria", "GET", list + "?ordering=id;drop", "", 400, {"ordering"}},
        {"page size", "maria", "GET", list + "?page_size=1001", "", 400, {R"({"page_size":[)"}},
        {"page size", "maria", "GET", list + "?page_size=0", "", 400, {R"({"page_size":[)"}},
        {"page size", "maria", "GET", list + "?page_size=x", "", 400, {R"({"page_size":[)"}},
        {"page", "maria", "GET", list + "?page=0", "", 404, {R"({"detail":"Invalid page."})"}},
        {"page", "maria", "GET", list + "?page=two", "", 404, {R"({"detail":"Invalid page."})"}},
        {"page", "maria", "GET", list + "?page=99", "", 404, {R"({"detail":"Invalid page."})"}},
        {"page", "maria", "GET", list + "?page=9223372036854775807", "", 404, {R"({"detail":"Invalid page."})"}},
        {"both", "maria", "GET", list + "?page=1&cursor=", "", 400, {"not both"}},
        {"cursor", "maria", "GET", list + "?cursor=xyz", "", 400, {"Invalid cursor"}},
        {"number", "maria", "GET", list + "?id=x", "", 400, {R"({"id":["A valid integer is required."]})"}},
        {"empty", "maria", "GET", list + "?id=", "", 400, {R"({"id":["This field may not be blank."]})"}},
        {"flag",
         "maria",
         "GET",
         list + "?user__isnull=x",
         "",
         400,
         {R"({"user__isnull":["Must be a valid boolean."]})"}},
        {"time", "maria", "GET", list + "?updated_at__gt=x", "", 400, {"Datetime has wrong format"}},
        {"NUL", "maria", "GET", list + "?name=%00", "", 400, {"Null characters"}},
        {"choice", "david", "GET", "/api/users/?role=boss", "", 400, {"is not a valid choice"}},
        {"of staff", "carla", "GET", "/api/interactions/?visibility=internal", "", 400, {"Unknown parameter"}},
        {"of staff", "carla", "GET", "/api/interactions/?author=1", "", 400, {"Unknown parameter"}},
    };
    play_all(scenarios);
    TestApp app;
    const std::string cursor = app.as("maria").get(list + "?cursor=&page_size=1&ordering=name").link("next");
    std::string other = cursor;
    other.replace(other.find("ordering=name"), 13, "ordering=email");
    CHECK(app.as("maria").get(other).status == 400);
}

TEST_CASE("filters compare the same on every engine") {
    TestApp app;
    const auto maria = app.as("maria");
    Ids made;
    for (const char* name : {"Ärger GmbH", "ÄRGER gmbh & Co", "100% Wolle", "100_ Wolle"})
        made.push_back(maria
                           .post("/api/customers/",
                                 body_with(good_members(*catalogue().find("customers")), "name", json_text(name)))
                           .id());
    const auto customers = [&](const std::string& query) { return listed(maria, "/api/customers/?" + query); };
    CHECK(customers("name=%C3%A4rger%20gmbh") == Ids{made[0]});
    CHECK(customers("name__in=NOBODY%20LTD,moonlight") == Ids{3, 5});
    CHECK(customers("name__icontains=RGER%20g") == Ids{made[0], made[1]});
    CHECK(customers("name__icontains=0%25") == Ids{made[2]});
    CHECK(customers("name__icontains=0_") == Ids{made[3]});
    CHECK(customers("name__istartswith=%C3%84RG") == Ids{made[0], made[1]});
    CHECK(customers("user=4") == Ids{1, 4});
    CHECK(customers("user__isnull=true&name__icontains=n") == Ids{3});
    CHECK(customers("user__in=4,5&id__gt=1") == Ids{2, 4});
    CHECK(customers("user=999").empty());
    CHECK(customers("id__lte=2&ordering=-id") == Ids{2, 1});
    CHECK(customers("updated_at__lt=2020-01-01").empty());
    CHECK(customers("updated_at__gte=2020-01-01T00:00:00Z").size() == 9);
    CHECK(listed(app.as("david"), "/api/users/?role=sales&is_active=true") == Ids{2, 3});

    // Null is before everything in the order, and in no comparison.
    const auto opportunity = [&](int id, const std::string& body) {
        CHECK(maria.patch("/api/opportunities/" + std::to_string(id) + "/", body).status == 200);
    };
    opportunity(1, R"({"amount":"10","currency":"EUR","expected_close":"2026-12-01"})");
    opportunity(2, R"({"amount":"-3.25","currency":"USD"})");
    const auto opportunities = [&](const std::string& query) { return listed(maria, "/api/opportunities/?" + query); };
    CHECK(opportunities("ordering=amount") == Ids{3, 2, 1});
    CHECK(opportunities("ordering=-amount") == Ids{1, 2, 3});
    CHECK(opportunities("amount__lt=5") == Ids{2});
    CHECK(opportunities("amount__gte=-3.25") == Ids{1, 2});
    CHECK(opportunities("amount__isnull=true") == Ids{3});
    CHECK(opportunities("expected_close=2026-12-01") == Ids{1});
    CHECK(opportunities("expected_close__lte=2026-12-31") == Ids{1});
}

TEST_CASE("a customer's lists, counts and searches hold the own records only") {
    TestApp app;
    const auto carla = app.as("carla");
    CHECK(carla.get("/api/interactions/?page_size=1").integer("count") == 3);
    CHECK(walk(carla, "/api/interactions/?cursor=&page_size=1&ordering=-date").size() == 3);
    CHECK(listed(carla, "/api/interactions/?customer=2").empty());
    const auto maria = app.as("maria");
    CHECK(maria.patch("/api/interactions/5/", R"({"visibility":"internal","notes":"zebra"})").status == 200);
    CHECK(listed(maria, "/api/interactions/?search=zebra") == Ids{5});
    CHECK(listed(carla, "/api/interactions/?search=zebra").empty());
    CHECK(listed(carla, "/api/interactions/") == Ids{1, 4});
    CHECK(carla.get("/api/interactions/5/").status == 404);
    CHECK_FALSE(carla.get("/api/interactions/1/").says("visibility"));
    CHECK_FALSE(carla.with("Accept", "text/csv").get("/api/interactions/").says("visibility"));
}

TEST_CASE("a page ends before it is longer than a page may be, and the next goes on where it ended") {
    TestApp app;
    const auto david = app.as("david");
    const std::string long_text(max_page_bytes / 4, 'z');
    std::vector<std::int64_t> made;
    for (int i = 0; i < 6; ++i) {
        const auto answer = david.post("/api/interactions/", R"({"customer":1,"interaction_type":"Long","notes":")" +
                                                                 long_text + R"(","next_action":"x"})");
        REQUIRE(answer.status == 201);
        made.push_back(answer.id());
    }
    const std::string list = "/api/interactions/?interaction_type=Long&ordering=id&page_size=100";
    const auto first = david.get(list + "&cursor=");
    CHECK(first.status == 200);
    CHECK(first.at("results").items.size() == 4);
    CHECK(first.body.size() < max_page_bytes * 3 / 2);
    CHECK(walk(david, list + "&cursor=") == made);
    const auto by_number = david.get(list + "&page=1");
    CHECK(by_number.status == 413);
    CHECK(by_number.body.find("page_size") != std::string::npos);
    CHECK(david.get("/api/interactions/?interaction_type=Long&page_size=3&page=2").at("results").items.size() == 3);

    const std::string item = "/api/interactions/" + std::to_string(made.front()) + "/";
    for (int i = 0; i < 5; ++i)
        CHECK(david.patch(item, R"({"notes":")" + std::to_string(i) + long_text + "\"}").status == 200);
    std::size_t entries = 0;
    for (std::string target = item + "history/?page_size=100"; !target.empty();) {
        const auto page = david.get(target);
        CHECK(page.body.size() < max_page_bytes * 2);
        entries += page.at("results").items.size();
        target = page.link("next");
    }
    CHECK(entries == 6);
    CHECK(david.get(item + "history/?page_size=100").at("results").items.size() < 6);
}

}  // namespace

// Searching: words by their beginning, and pages of what is found.
#include <doctest/doctest.h>

#include <algorithm>

#include "crm/catalogue.hpp"
#include "resource/search.hpp"
#include "support/bodies.hpp"
#include "support/pages.hpp"
#include "support/words.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("search");
namespace {

TEST_CASE("search finds beginnings of words whatever their case and accents, and follows every change") {
    TestApp app;
    const auto maria = app.as("maria");
    const auto found = [&](const std::string& words) { return listed(maria, "/api/customers/?search=" + words); };
    CHECK(found("carla") == Ids{1, 4});
    CHECK(found("CAF%C3%89") == Ids{1});
    CHECK(found("cafe") == Ids{1});
    CHECK(found("carla%20boats") == Ids{4});
    CHECK(found("boa%20car") == Ids{4});
    CHECK(found("oats").empty());
    CHECK(found("the").empty());  // no word is too common or too short to be looked for
    const auto members = good_members(*catalogue().find("customers"));
    const auto team = maria.post("/api/customers/", body_with(members, "name", json_text("The A-Team 東京支店"))).id();
    CHECK(found("the") == Ids{team});
    CHECK(found("a%20team") == Ids{team});
    CHECK(found("%E4%BA%AC") == Ids{team});
    CHECK(found("%25").size() == 6);  // no word at all
    CHECK(maria.patch("/api/customers/" + std::to_string(team) + "/", R"({"name":"Renamed"})").status == 200);
    CHECK(found("the").empty());
    CHECK(found("renam") == Ids{team});
    CHECK(maria.remove("/api/customers/1/").status == 204);
    CHECK(found("cafe").empty());
    CHECK(maria.get("/api/customers/?page_size=1&search=carla").integer("count") == 1);
    CHECK(gone_but_found(app, "interactions").empty());
}

// A page is found word by word, the whole list by the engine at once: they must agree.
TEST_CASE("pages of a search hold what the whole search holds, in both directions, with filters, for every role") {
    TestApp app;
    const auto david = app.as("david");
    std::string rows;
    for (int i = 0; i < 140; ++i) {
        const std::string number = std::to_string(i);
        std::string notes = "common";
        if (i % 2 == 0) notes += " even";
        if (i % 3 == 0) notes += " evening";
        if (i % 7 == 0) notes += " rare" + number;
        if (i < 70)  // more different words than are looked up one by one
            for (int n = 0; n < 10; ++n) notes += " many" + number + "x" + std::to_string(n);
        if (i == 139) notes += " last";
        rows += R"({"customer":)" + std::to_string(1 + i % 3) + R"(,"interaction_type":")" + (i % 5 ? "Call" : "Mail") +
                R"(","notes":")" + notes + R"(","next_action":"none")" + (i % 11 ? "" : R"(,"visibility":"internal")") +
                "}\n";
    }
    REQUIRE(david.with("Content-Type", "application/x-ndjson").post("/api/interactions/bulk/", rows).status == 200);
    for (const char* who : {"david", "carla"})
        for (const char* words :
             {"common", "even", "evening", "rare", "rare7", "man", "last", "com%20eve", "even%20rar", "rare%20man",
              "man%20common", "man%20many", "none%20last%20com", "nothing", "common%20nothing"})
            for (const char* more :
                 {"", "&interaction_type=call", "&ordering=-id", "&ordering=-date", "&customer=1&ordering=-id"}) {
                const auto client = app.as(who);
                const std::string list = "/api/interactions/?search=" + std::string(words) + more;
                INFO(who << " " << list);
                const Ids whole = listed(client, list);
                CHECK(walk(client, list + "&cursor=&page_size=25") == whole);
                const auto page = client.get(list + "&page_size=1000");
                CHECK(page.at("results").items.size() == whole.size());
                CHECK(page.integer("count") == std::ssize(whole));
                CHECK(walk(client, list + "&page_size=60") == whole);
                if (whole.size() < 8) continue;
                // From the last page back to the first.
                std::string target = list + "&cursor=&page_size=30", last;
                for (; !target.empty(); target = client.get(target).link("next")) last = target;
                const Ids back = walk(client, last, "previous");
                CHECK(std::is_permutation(back.begin(), back.end(), whole.begin(), whole.end()));
            }
    CHECK(listed(david, "/api/interactions/?search=common").size() == 140);
}

TEST_CASE("a common word is not looked for among all its records, a rare one leads") {
    TestApp app;
    const auto david = app.as("david");
    app.read([](Session& session) {
        const Resource& customers = *catalogue().find("customers");
        const WordIndex& index = word_index(session.engine());
        const auto harbour = index.endings_of(session, customers, "harb", true);
        REQUIRE(harbour);
        CHECK(*harbour == Words{"harbour"});
        CHECK(index.endings_of(session, customers, "nothing", true)->empty());
        const SearchedWord searched[] = {{"harb", *harbour}};
        const auto ids_with = [&](std::optional<Id> from, bool descending, std::size_t limit) {
            return index.ids_with(session, customers, searched, from, descending, limit);
        };
        const Ids all = ids_with(std::nullopt, false, 100);
        CHECK(std::is_sorted(all.begin(), all.end()));
        REQUIRE(all.size() >= 3);
        CHECK(ids_with(std::nullopt, false, 2) == Ids{all[0], all[1]});
        CHECK(ids_with(all[0], false, 1) == Ids{all[1]});
        CHECK(ids_with(all[2], true, 100) == Ids{all[1], all[0]});
        CHECK(index.some_with(session, customers, searched, 2).size() == 2);
        CHECK(index.some_with(session, customers, searched, 1000).size() == all.size());
        CHECK(index.count_records(session, customers, "harb", 1000) == std::ssize(all));
        CHECK(index.count_records(session, customers, "harb", 2) == 2);
    });
}

}  // namespace

// Next steps: when something is due and whether it was done, for staff alone, and who has what to do.
#include <doctest/doctest.h>

#include "support/pages.hpp"
#include "support/test_app.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("next_steps");
namespace {

std::int64_t talk(const Client& who, const std::string& more) {
    const auto made = who.post("/api/interactions/", R"({"customer":1,"interaction_type":"Call","notes":"n",)"
                                                     R"("next_action":"Send offer",)" +
                                                         more + "}");
    REQUIRE_MESSAGE(made.status == 201, made.body);
    return made.id();
}

TEST_CASE("an interaction has nothing due until it is said, and is not done") {
    TestApp app;
    const auto maria = app.as("maria");
    const auto plain = maria.get("/api/interactions/1/");
    CHECK(plain.says(R"("next_action_due":null,"next_action_done":false)"));
    const auto due = maria.patch("/api/interactions/1/", R"({"next_action_due":"2027-02-28","next_action_done":true})");
    CHECK(due.says(R"("next_action_due":"2027-02-28","next_action_done":true)"));
    CHECK(maria.patch("/api/interactions/1/", R"({"next_action_due":null})").says(R"("next_action_due":null)"));
    CHECK(maria.patch("/api/interactions/1/", R"({"next_action_due":"2027-02-29"})").body ==
          R"({"next_action_due":["Date has wrong format. Use one of these formats instead: YYYY-MM-DD."]})");
    CHECK(maria.patch("/api/interactions/1/", R"({"next_action_done":"perhaps"})").status == 400);
    CHECK(maria.patch("/api/interactions/1/", R"({"next_action_done":null})").status == 400);
}

TEST_CASE("a customer neither sees nor sets what is due, and cannot ask for it") {
    TestApp app;
    const auto carla = app.as("carla");
    CHECK_FALSE(carla.get("/api/interactions/1/").says("next_action_d"));
    const auto made =
        carla.patch("/api/interactions/1/", R"({"next_action_due":"2027-01-01","next_action_done":true})");
    CHECK(made.status == 200);
    CHECK(app.as("maria").get("/api/interactions/1/").says(R"("next_action_due":null,"next_action_done":false)"));
    for (const char* query : {"next_action_due=2027-01-01", "next_action_done=false", "ordering=next_action_due"})
        CHECK(carla.get("/api/interactions/?" + std::string(query)).status == 400);
    CHECK_FALSE(carla.get("/api/interactions/1/history/").says("next_action_d"));
}

TEST_CASE("somebody's open steps come by date; what is done, has no date or is another's does not") {
    TestApp app;
    const auto maria = app.as("maria"), jonas = app.as("jonas");
    const auto late = talk(maria, R"("next_action_due":"2027-03-01")"),
               soon = talk(maria, R"("next_action_due":"2027-01-02")");
    const auto same_day = talk(maria, R"("next_action_due":"2027-01-02")");
    talk(maria, R"("next_action_due":"2027-01-01","next_action_done":true)");
    const auto whenever = talk(maria, R"("opportunity":null)");
    talk(jonas, R"("next_action_due":"2027-01-01")");
    const std::string open = "/api/interactions/?author=2&next_action_done=false&ordering=next_action_due";
    for (const std::string paging : {"", "&page_size=1", "&page_size=2", "&cursor=&page_size=1"}) {
        const auto all = [&](const std::string& target) {
            return paging.empty() ? listed(maria, target) : walk(maria, target + paging);
        };
        CHECK(all(open) == Ids{whenever, soon, same_day, late});
        CHECK(all(open + "&next_action_due__isnull=false") == Ids{soon, same_day, late});
        CHECK(all(open + "&next_action_due__lte=2027-01-02") == Ids{soon, same_day});
        CHECK(all(open + "&next_action_due__gt=2027-01-02") == Ids{late});
    }
    CHECK(maria.patch("/api/interactions/" + std::to_string(soon) + "/", R"({"next_action_done":true})").status == 200);
    CHECK(listed(maria, open + "&next_action_due__isnull=false") == Ids{same_day, late});
}

}  // namespace
TEST_SUITE_END();

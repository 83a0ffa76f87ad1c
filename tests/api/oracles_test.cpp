// The oracles themselves: what was changed in a database is seen, and whether the log tells of it.
#include <doctest/doctest.h>

#include "support/test_app.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("oracles");
namespace {

struct Seen {
    std::string difference;
    RecordNames changed, logged;
};

Seen seen_after(TestApp& app, std::string_view sql) {
    const auto before = app.image();
    app.write([&](Session& session) { session.execute(sql); });
    const auto after = app.image();
    return {difference(before, after), changed_records(before, after),
            app.read([&](Session& session) { return logged_records(session, before.last_entry); })};
}

TEST_CASE("a change past the log is seen, to the column, and the log does not tell of it") {
    TestApp app;
    app.expect_good_log = false;
    CHECK(seen_after(app, "UPDATE customers SET phone = phone WHERE id = 2").difference == "");
    const auto changed = seen_after(app, "UPDATE customers SET phone = '7' WHERE id = 2");
    CHECK(changed.difference.find("+ customers/2") != std::string::npos);
    CHECK(changed.difference.find("phone='7'") != std::string::npos);
    CHECK(changed.changed == RecordNames{{"customers", 2}});
    CHECK(changed.logged.empty());
    CHECK(seen_after(app, "UPDATE customers SET user_id = NULL WHERE id = 1").changed == RecordNames{{"customers", 1}});
    CHECK(seen_after(app, "UPDATE users SET token_version = 1 WHERE id = 3").changed == RecordNames{{"users", 3}});
    CHECK(seen_after(app, "DELETE FROM interactions WHERE customer_id = 1").changed ==
          RecordNames{{"interactions", 1}, {"interactions", 5}});
}

TEST_CASE("a new hash of the same password is a difference, but no change of the record") {
    TestApp app;
    const auto rehashed = seen_after(app, "UPDATE users SET password = 'x' WHERE id = 2");
    CHECK(rehashed.difference != "");
    CHECK(rehashed.changed.empty());
}

TEST_CASE("entries of the log are seen when they come, change or go") {
    TestApp app;
    app.expect_good_log = false;
    CHECK(seen_after(app, "UPDATE changes SET actor = 'x' WHERE resource = 'interactions'").difference != "");
    CHECK(seen_after(app, "DELETE FROM changes WHERE resource = 'users' AND record_id = 1").difference != "");
}

TEST_CASE("counters of guesses and remembered refresh tokens are no part of the picture") {
    TestApp app;
    CHECK(seen_after(app,
                     "INSERT INTO login_attempts (counter_hash, failures, window_start, next_allowed, waits)"
                     " VALUES ('x', 1, 0, 0, 0)")
              .difference == "");
    CHECK(seen_after(app, "INSERT INTO setup_tokens (token_hash, expires_at) VALUES ('x', 0)").difference != "");
}

}  // namespace
TEST_SUITE_END();

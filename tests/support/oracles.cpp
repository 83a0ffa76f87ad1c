// What must hold whatever is asked: no 5xx, the headers, well-formed bodies, no secret in sight, a log that fits the
// records.
#include <doctest/doctest.h>

#include "base/text.hpp"
#include "crm/catalogue.hpp"
#include "resource/changes.hpp"
#include "support/test_app.hpp"

namespace crm::for_tests {
namespace {

constexpr std::string_view secrets[] = {"$argon2", "argon2$", "pbkdf2_", secret_mark};

void check_security_headers(const Answer& answer) {
    CHECK(answer.all("X-Content-Type-Options") == std::vector<std::string>{"nosniff"});
    CHECK(answer.all("X-Frame-Options") == std::vector<std::string>{"DENY"});
    const auto referrer = answer.all("Referrer-Policy");  // stricter where an address holds a secret
    CHECK((referrer == std::vector<std::string>{"same-origin"} || referrer == std::vector<std::string>{"no-referrer"}));
    CHECK(answer.all("Cross-Origin-Opener-Policy") == std::vector<std::string>{"same-origin"});
}

void check_view_headers(const Answer& answer) {
    CHECK(answer.allowed().ends_with("OPTIONS"));
    CHECK(answer.header("Vary") == "Accept, origin");
    CHECK(answer.header("Cache-Control") == "no-store");
    CHECK((answer.status == 401) == (answer.header("WWW-Authenticate") == "Bearer realm=\"api\""));
    CHECK(answer.header("Location").empty());
}

void check_body(const Request& request, const Answer& answer) {
    if (!answer.header("Content-Encoding").empty()) return;
    if (answer.header("Content-Type") == "application/octet-stream") return;  // a backup, which has everything
    CHECK(is_utf8(answer.body));
    if (answer.status == 204 || answer.body.empty()) return;
    const std::string_view type = answer.header("Content-Type");
    CHECK_FALSE(type.empty());
    if (type == json_type) answer.json();
    // A page repeats the path, in which a test may name anything.
    for (const std::string_view secret : secrets)
        CHECK_MESSAGE((!answer.says(secret) || request.target.find(secret) != std::string::npos),
                      "an answer holds a secret: " << answer.body);
}

}  // namespace

void check_answer(const Request& request, const App::Plan& plan, const Answer& answer, bool may_be_server_error) {
    if (!may_be_server_error) CHECK(answer.status < 500);
    check_security_headers(answer);
    check_body(request, answer);
    const bool is_view = plan.route && plan.route->view;
    if (is_view && answer.status != 301 && answer.status != 308) check_view_headers(answer);
}

void check_change_log(Session& session) {
    std::string complaints;
    const Verification found =
        verify(session, catalogue(), [&](const std::string& complaint) { complaints += "\n" + complaint; });
    CHECK_MESSAGE(found.mismatches == 0, "verify reports" << complaints);
    session.query("SELECT sequence, before_values, after_values, keys_before, keys_after, actor, token_id FROM changes",
                  {}, [](const Row& row) {
                      for (int column = 1; column < 7; ++column)
                          for (const std::string_view secret : secrets)
                              CHECK_MESSAGE(row.text(column).find(secret) == std::string_view::npos,
                                            "entry " << row.integer(0) << " of the log holds a secret");
                      return true;
                  });
}

}  // namespace crm::for_tests

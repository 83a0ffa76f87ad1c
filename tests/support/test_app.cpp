// From a few words to a request as it comes off the wire, and back.
#include "support/test_app.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "crm/catalogue.hpp"
#include "db/open_transaction.hpp"
#include "http/request_head.hpp"
#include "support/scratch_database.hpp"

namespace crm::for_tests {
namespace {

Config config_for_tests(NamedValues settings) {
    settings.emplace_back("CONNECTCRM_SECRET_KEY", test_key);
    settings.emplace_back("LOGIN_THROTTLE", "off");
    Config config = load_config({{}, settings, {}});
    config.database = scratch_database();
    return config;
}

class Collected final : public Sink {
public:
    explicit Collected(std::string& out) : out_(out) {}
    bool write(std::string_view text) override { return out_ += text, true; }

private:
    std::string& out_;
};

std::string head_of(std::string_view method, std::string_view target, const Headers& headers) {
    std::string head = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\n";
    bool has_host = false;
    for (const auto& [name, value] : headers) {
        has_host |= equals_ignoring_case(name, "Host");
        head += name + ": " + value + "\r\n";
    }
    return head + (has_host ? "\r\n" : "Host: localhost:8000\r\n\r\n");
}

Answer answer_of(Response& response) {
    if (response.stream) {
        Collected sink(response.body);
        response.stream(sink);
    }
    Answer answer;
    answer.status = response.status;
    answer.headers = std::move(response.headers);
    answer.body = response.whole_body();
    answer.push = std::move(response.push);
    answer.not_before = response.not_before;
    return answer;
}

}  // namespace

Client Client::with(std::string_view name, std::string_view value) const {
    Headers headers = headers_;
    std::erase_if(headers, [&](const auto& header) { return equals_ignoring_case(header.first, name); });
    headers.emplace_back(name, value);
    return {app_, std::move(headers)};
}

Headers Client::complete(std::string_view body) const {
    Headers headers = headers_;
    for (const auto& [name, value] : headers)
        if (equals_ignoring_case(name, "Content-Type")) return headers;
    if (!body.empty()) headers.emplace_back("Content-Type", json_type);
    return headers;
}

Answer Client::send(std::string_view method, std::string_view target, std::string_view body) const {
    return app_.ask(method, target, complete(body), body);
}

Answer Client::send_on(Database& database, std::string_view method, std::string_view target,
                       std::string_view body) const {
    return app_.ask_on(database, method, target, complete(body), body);
}

TestApp::TestApp(NamedValues settings)
    : config_(config_for_tests(std::move(settings))),
      tokens_({config_.secret_key, config_.old_secret_keys}, config_.access_token_lifetime_s,
              config_.refresh_token_lifetime_s),
      app_(std::make_unique<App>(config_, SigningKeys{config_.secret_key, config_.old_secret_keys})),
      database_(open_database()) {
    start_anew();
}

TestApp::~TestApp() {
    try {
        database_->read([this](Session& session) {
            if (expect_good_log) check_change_log(session);
        });
    } catch (const std::exception& error) {
        FAIL_CHECK("at the end: " << error.what());
    }
}

void TestApp::start_empty() {
    empty_tables(*open_session(config_.database, Access::write));
    known_.reset();
    has_changed_ = false;
}

void TestApp::start_anew() {
    start_empty();
    write(add_people);
}

std::unique_ptr<Database> TestApp::open_database() const {
    return crm::open_database(config_.database, config_.database_limits);
}

std::string TestApp::access_token(std::string_view username, Timestamp at) {
    return read([&](Session& session) {
        Id id = 0;
        std::int64_t version = 0;
        session.first("SELECT id, token_version FROM users WHERE username = ?", {username},
                      [&](const Row& row) { id = row.integer(0), version = row.integer(1); });
        if (id == 0) FAIL("nobody is called " << username);
        return tokens_.issue(tokens_.access_from(tokens_.new_refresh(id, version, at), at));
    });
}

Client TestApp::as(std::string_view username) {
    if (username == "stranger") return {*this, {}};
    return with_token(access_token(username));
}

Client TestApp::with_token(std::string_view token) {
    return {*this, {{"Authorization", "Bearer " + std::string(token)}}};
}

Answer TestApp::ask(std::string_view method, std::string_view target, const Headers& headers, std::string_view body) {
    if (!known_) known_ = image();
    const Answer answer = ask_on(*database_, method, target, headers, body);
    INFO(method << " " << target << " " << body.substr(0, 300) << "\n=> " << answer.status << " "
                << answer.body.substr(0, 300));
    check_database(method, target, answer);
    return answer;
}

Answer TestApp::ask_on(Database& database, std::string_view method, std::string_view target, const Headers& headers,
                       std::string_view body) const {
    Request request;
    Framing framing;
    request.started = std::chrono::steady_clock::now();
    if (const Refusal refusal = parse_head(head_of(method, target, headers), request, framing)) {
        Answer refused;
        refused.status = refusal.status;
        refused.body = refusal.reason;
        return refused;
    }
    request.body = body;
    request.peer = request.client = "127.0.0.1";
    request.id = "test";
    App::Plan plan = app_->plan(request);
    Response response = plan.ready ? std::move(*plan.ready) : app_->run(request, plan, database);
    app_->finish(request, plan, response);
    Answer answer = answer_of(response);
    answer.asked_at = request.started;
    answer.took = std::chrono::steady_clock::now() - request.started;
    INFO(method << " " << target << " " << body.substr(0, 300) << "\n=> " << answer.status << " "
                << answer.body.substr(0, 300));
    check_answer(request, plan, answer, !expect_no_server_error);
    return answer;
}

void TestApp::check_database(std::string_view method, std::string_view target, const Answer& answer) {
    const bool reads = method == "GET" || method == "HEAD" || method == "OPTIONS";
    const DatabaseImage before = std::move(*known_);
    known_ = image();
    const std::string changed = difference(before, *known_);
    if (!changed.empty()) has_changed_ = true;
    if (reads || answer.status >= 300) {
        CHECK_MESSAGE(changed.empty(), "refused, or only read, and yet something changed:" << changed);
        return;
    }
    auto logged = read([&](Session& session) { return logged_records(session, before.last_entry); });
    if (target.find("/bulk/") != target.npos) {  // two rows of one request may change the same record
        const std::set<RecordNames::value_type> once(logged.begin(), logged.end());
        logged = RecordNames(once.begin(), once.end());
    }
    if (logged != changed_records(before, *known_))
        FAIL_CHECK("the log does not tell exactly what " << method << " " << target << " changed:" << changed);
}

}  // namespace crm::for_tests

// The whole application in the test's process, on a database with the people of people.hpp, asked in a few words:
//     app.as("maria").post("/api/customers/", R"({"name":"Acme"})")
// Each answer is held to what is true of every answer, and the database to what may have changed (oracles.cpp).
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "app/app.hpp"
#include "support/answer.hpp"
#include "support/database_image.hpp"
#include "support/people.hpp"

namespace crm::for_tests {

class TestApp;

// Signs the tokens.
inline constexpr std::string_view test_key = "a secret key for tests alone, more than 32 bytes long";
inline constexpr std::string_view json_type = "application/json";
inline constexpr std::string_view form_type = "application/x-www-form-urlencoded";

// Somebody who sends requests. A body is JSON unless the headers name another Content-Type.
class Client {
public:
    Client(TestApp& app, Headers headers) : app_(app), headers_(std::move(headers)) {}

    Client with(std::string_view name, std::string_view value) const;  // one more header, or another value for one
    Answer get(std::string_view target) const { return send("GET", target); }
    Answer post(std::string_view target, std::string_view body) const { return send("POST", target, body); }
    Answer put(std::string_view target, std::string_view body) const { return send("PUT", target, body); }
    Answer patch(std::string_view target, std::string_view body) const { return send("PATCH", target, body); }
    Answer remove(std::string_view target) const { return send("DELETE", target); }
    Answer send(std::string_view method, std::string_view target, std::string_view body = {}) const;
    // The same on a database of the caller's own and without the oracles, for threads.
    Answer send_on(Database&, std::string_view method, std::string_view target, std::string_view body = {}) const;

private:
    Headers complete(std::string_view body) const;
    TestApp& app_;
    Headers headers_;
};

class TestApp {
public:
    // Settings by name, as in the environment. Guessing passwords is not slowed down unless they say so.
    explicit TestApp(NamedValues settings = {});
    TestApp(const TestApp&) = delete;
    TestApp& operator=(const TestApp&) = delete;
    ~TestApp();  // holds the change log against the records

    Client as(std::string_view username);  // "stranger": without a token
    Client with_token(std::string_view token);
    std::string access_token(std::string_view username, Timestamp at = now());
    const Tokens& tokens() const { return tokens_; }
    KeyUses& key_uses() { return app_->key_uses(); }
    const Router& router() const { return app_->router(); }

    Answer ask(std::string_view method, std::string_view target, const Headers&, std::string_view body);
    Answer ask_on(Database&, std::string_view method, std::string_view target, const Headers&,
                  std::string_view body) const;
    std::unique_ptr<Database> open_database() const;

    template <class F>
    auto write(F&& f) {  // past the API
        known_.reset();
        return database_->write(std::forward<F>(f));
    }
    template <class F>
    auto read(F&& f) {
        return database_->read(std::forward<F>(f));
    }
    std::int64_t count(std::string_view sql) {
        return read([&](Session& s) { return s.integer(sql); });
    }
    DatabaseImage image() { return read(database_image); }
    void expect_changes() { known_.reset(); }  // made by other threads
    void start_anew();                         // the people as in the beginning
    void start_empty();                        // nobody
    bool has_changed() const { return has_changed_; }

    bool expect_good_log = true;  // false: a test spoils the log, or writes past it
    bool expect_no_server_error = true;

private:
    void check_database(std::string_view method, std::string_view target, const Answer&);

    Config config_;
    Tokens tokens_;
    std::unique_ptr<App> app_;
    std::unique_ptr<Database> database_;
    std::optional<DatabaseImage> known_;
    bool has_changed_ = false;
};

// What is true of every answer (oracles.cpp).
void check_answer(const Request&, const App::Plan&, const Answer&, bool may_be_server_error);
void check_change_log(Session&);

}  // namespace crm::for_tests

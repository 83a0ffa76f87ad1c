// What ends a request early: one error type, thrown anywhere, turned into a response in http/problem.cpp alone.
#pragma once
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crm {

// The kinds of failure a client can be told about; http/problem.cpp maps each to a status.
enum class Condition {
    bad_request,          // 400
    unauthenticated,      // 401
    forbidden,            // 403
    not_found,            // 404
    method_not_allowed,   // 405
    not_acceptable,       // 406
    conflict,             // 409
    precondition_failed,  // 412
    too_large,            // 413
    unsupported_media,    // 415
    unprocessable,        // 422
    too_many,             // 429
    internal,             // 500
    unavailable,          // 503
    out_of_storage,       // 507
};

struct Error : std::exception {
    Error(Condition c, std::string client_message, std::string log_detail = {})
        : condition(c), message(std::move(client_message)), detail(std::move(log_detail)) {}
    const char* what() const noexcept override { return detail.empty() ? message.c_str() : detail.c_str(); }

    Condition condition;
    std::string message;  // a sentence for the client
    std::string detail;   // for the log only, never sent
    std::string code;     // the `code` member of the body where the contract has one
    std::string members;  // further members of the body, already JSON: `"messages":[…]`
    int retry_after = 0;  // seconds; 0 for none
};

// Texts per field in the order in which they were found; what a body of 400 is made of.
class Problems {
public:
    void add(std::string_view field, std::string_view text) {
        for (auto& [name, texts] : found_)
            if (name == field) return texts.emplace_back(text), void();
        found_.push_back({std::string(field), {std::string(text)}});
    }
    bool empty() const { return found_.empty(); }
    bool has(std::string_view field) const {
        for (auto& [name, texts] : found_)
            if (name == field) return true;
        return false;
    }
    const std::vector<std::pair<std::string, std::vector<std::string>>>& found() const { return found_; }

private:
    std::vector<std::pair<std::string, std::vector<std::string>>> found_;
};

// A body that breaks the rules of its fields (400).
struct Invalid : Error {
    explicit Invalid(Problems p) : Error(Condition::bad_request, "Invalid input."), problems(std::move(p)) {}
    Problems problems;
};

}  // namespace crm

// An answer as a test looks at it.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "http/response.hpp"

namespace crm::for_tests {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Answer {
    int status = 0;
    Headers headers;
    std::string body;
    std::function<void(std::shared_ptr<Outlet>)> push;
    std::optional<std::chrono::steady_clock::time_point> not_before;
    std::chrono::steady_clock::time_point asked_at;
    std::chrono::steady_clock::duration took{};

    std::string_view header(std::string_view name) const;  // empty when there is none
    std::vector<std::string> all(std::string_view name) const;
    bool says(std::string_view text) const { return body.find(text) != body.npos; }

    const json::Value& json() const;                       // fails the test when the body is not JSON
    const json::Value& at(std::string_view member) const;  // fails the test when there is no such member
    std::string text(std::string_view member) const;
    std::int64_t integer(std::string_view member) const;
    std::int64_t id() const { return integer("id"); }
    std::string link(std::string_view member) const;  // path and query of an absolute link; empty for null
    std::vector<std::int64_t> ids() const;            // of a list, in its order
    std::string allowed() const { return std::string(header("Allow")); }

private:
    mutable std::shared_ptr<json::Document> document_;
};

}  // namespace crm::for_tests

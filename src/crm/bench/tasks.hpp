// What people do with a CRM all day, as requests to its API.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "crm/bench/sample.hpp"

namespace crm {

struct Ask {
    std::string method, target, body;  // a body is JSON
};

inline constexpr std::string_view any_form = "any of these";

struct Task {
    std::string operation;  // one of the twelve
    std::string name;       // which form of it, or any_form
    // The requests that make one of it, one after the other; others at every call.
    std::function<std::vector<Ask>(Draw&)> make;
    Id first_user = Sample::admins + 1, last_user = Sample::admins + Sample::salespeople;  // who asks
    std::int64_t page = 1;  // of the list that `make` asks for: to be found by its links
};

// In the order in which they are shown.
std::vector<Task> tasks_of(const Sample&);
// The lists that are exported as a whole.
std::vector<const Resource*> exports();

}  // namespace crm

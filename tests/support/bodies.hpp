// Good bodies for every resource, made out of its description.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "resource/resource.hpp"
#include "support/answer.hpp"

namespace crm::for_tests {

using Members = std::vector<std::pair<std::string, std::string>>;  // names and values as JSON

// What a new record needs, belonging to `customer` where it belongs to one. Unique texts are new ones each time.
Members good_members(const Resource&, std::int64_t customer = 1);
std::string good_body(std::string_view resource, std::int64_t customer = 1);
std::string body_of(const Members&);
std::string body_with(Members, std::string_view name, std::string_view value);  // in place of what was there
std::string form_of(const Members&);                                            // urlencoded
std::string json_text(std::string_view text);                                   // as JSON
std::vector<const Field*> text_fields(
    const Resource&);  // that take any text: no addresses, choices, rules of their own

}  // namespace crm::for_tests

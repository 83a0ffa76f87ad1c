// Lists, and their pages one after the other.
#pragma once
#include "support/test_app.hpp"

namespace crm::for_tests {

using Ids = std::vector<std::int64_t>;

Ids ids_of(const json::Value& records);
Ids listed(const Client&, const std::string& target);  // of a bare array
// Follows `next` (or another link) from the first page to the last.
Ids walk(const Client&, std::string target, std::string_view link = "next");

}  // namespace crm::for_tests

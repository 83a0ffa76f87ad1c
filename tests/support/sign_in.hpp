// The steps of signing in and out, in a word each.
#pragma once
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "support/test_app.hpp"

namespace crm::for_tests {

Answer login(TestApp&, std::string_view username, std::string_view password = people_password);
Answer refresh(TestApp&, std::string_view token);  // in the body
Answer logout(TestApp&, std::string_view token);
Answer verify_token(TestApp&, std::string_view token);
std::string body_of(std::string_view name, std::string_view value);  // {"name":"value"}

// Base64 of PBKDF2-HMAC-SHA256, as Django stores it.
std::string pbkdf2_of(std::string_view password, std::string_view salt, int iterations);

}  // namespace crm::for_tests

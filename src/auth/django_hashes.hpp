// The password hashes that Django wrote into an imported database. Costs beyond what an honest server uses are refused,
// so that a row cannot keep a processor busy.
#pragma once
#include <string_view>

namespace crm {

bool is_django_hash(std::string_view stored);  // readable, and of a scheme known here
bool verify_django_hash(std::string_view password, std::string_view stored);

}  // namespace crm

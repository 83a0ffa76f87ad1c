// What values a setting takes beyond its type. Each rule says what is expected instead, or nothing when the value is
// good.
#pragma once
#include <string_view>

namespace crm {

std::string_view address_or_localhost(std::string_view);
std::string_view origin(std::string_view);         // scheme, host and port of a site, no path
std::string_view origin_or_any(std::string_view);  // one item of a list
std::string_view host_pattern(std::string_view);   // one item of a list

// The host of an origin that passed its rule, without the port.
std::string_view host_of(std::string_view origin);

}  // namespace crm

// `?` as PostgreSQL writes it.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace crm {

// `?` becomes `$1`, `$2`, … except within quotes and comments; `count` is how many there are.
std::string with_numbered_placeholders(std::string_view sql, std::size_t& count);

}  // namespace crm

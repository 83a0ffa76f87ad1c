// A file of SQL taken apart into statements.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace crm {

// Statements end with a `;` at the end of a line, outside quotes; comments (`--` to the end of the line) are left out.
std::vector<std::string> split_statements(std::string_view sql);

}  // namespace crm

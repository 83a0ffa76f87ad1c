// Records as CSV (RFC 4180): UTF-8, CRLF, a line of names first.
#pragma once
#include <string>

#include "resource/sql.hpp"

namespace crm {

std::string csv_head(const Resource&, Role);
// Of a row of output_columns. What a spreadsheet would run as a formula gets an apostrophe before it.
void append_csv(std::string& out, const Resource&, Role, const Row&);
void append_csv_text(std::string& out, std::string_view);

}  // namespace crm

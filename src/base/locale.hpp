// What people choose their language and their time zone by, told by its form: whether there is such a one, browsers
// know.
#pragma once
#include <string_view>

namespace crm {

// `en`, `de-AT`, `zh-Hant-TW`: a language with what narrows it down (RFC 5646).
bool is_language_tag(std::string_view);

// `Europe/Berlin`, `America/Argentina/Salta`, `UTC`: as IANA names them.
bool is_time_zone_name(std::string_view);

}  // namespace crm

// Query strings and form bodies: names and values, in order.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.hpp"

namespace crm {

using FormFields = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::size_t max_form_fields = 1000;
inline constexpr std::size_t max_multipart_parts = 100;
inline constexpr std::size_t max_multipart_bytes =
    2'621'440;  // of all fields together, as Django's DATA_UPLOAD_MAX_MEMORY_SIZE

// Beyond the limits above: 400 with an HTML page, as the contract has it, and not JSON.
struct OversizedForm : Error {
    explicit OversizedForm(std::string what_is_too_much)
        : Error(Condition::bad_request, "The form is too large.", std::move(what_is_too_much)) {}
};

// application/x-www-form-urlencoded, and the query of a target. Throws Error(bad_request) on text that is not UTF-8,
// OversizedForm on too many fields.
FormFields parse_urlencoded(std::string_view);
// multipart/form-data (RFC 7578). Parts with a file name are skipped. Throws Error(bad_request, "Multipart form parse
// error - …") on a malformed body or missing boundary, OversizedForm beyond the limits.
FormFields parse_multipart(std::string_view content_type, std::string_view body);

// `text/html; q=0.8; indent=4` in lower case, without and with its parameters.
struct MediaType {
    std::string type;                                         // "text/html"
    std::vector<std::pair<std::string, std::string>> params;  // names in lower case, values unquoted
    std::string_view param(std::string_view name) const;
};
MediaType parse_media_type(std::string_view);

// Whether the value of an Accept-Encoding header names the coding, or all of them, and does not refuse it (RFC 9110
// section 12.5.3).
bool accepts_coding(std::string_view accept_encoding, std::string_view coding);

}  // namespace crm

// The head of a response as bytes.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/response.hpp"

namespace crm {

// No content may follow such a status (RFC 9110 section 6.4.1).
inline bool is_bodiless(int status) { return status == 204 || status == 304 || status < 200; }

struct HeadFacts {
    std::string_view date;                        // `Sun, 06 Nov 1994 08:49:37 GMT`
    std::string_view request_id;                  // added unless the response has one
    bool http10 = false, keep_alive = true;       // decide the Connection header
    bool chunked = false;                         // Transfer-Encoding
    std::optional<std::uint64_t> content_length;  // neither for a body that ends with the connection
};

// Appends. What the server says itself is left out of the response's headers, and so are control characters.
void append_head(std::string& out, const Response&, const HeadFacts&);

}  // namespace crm

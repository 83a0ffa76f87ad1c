// The head of a request off the wire, read strictly (RFC 9112): what two readers could take differently is refused.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/request.hpp"

namespace crm {

inline constexpr std::size_t max_method_bytes = 32;        // beyond: 400
inline constexpr std::size_t max_target_bytes = 8 * 1024;  // beyond: 414
inline constexpr std::size_t max_header_fields = 100;      // beyond: 431

struct Refusal {
    int status = 0;  // 0: nothing to refuse
    std::string_view reason;
    explicit operator bool() const { return status != 0; }
};

// Looks for the blank line that ends a head. `scanned` is kept between calls, so that no byte is looked at twice. 0
// while there is none; otherwise the length of the head with its blank line.
std::size_t find_head_end(std::string_view in, std::size_t& scanned, Refusal&);

// How the body comes and what follows it.
struct Framing {
    bool http10 = false;
    bool keep_alive = true;
    bool expects_continue = false;
    bool chunked = false;
    std::uint64_t length = 0;
};

// Fills method, target, path, query and headers. `head` is as find_head_end() measured it.
Refusal parse_head(std::string_view head, Request&, Framing&);

// `name: value` with nothing in it that RFC 9110 section 5 does not allow; also for trailers.
bool split_field(std::string_view line, std::string_view& name, std::string_view& value);
bool may_be_trailer(std::string_view name);

}  // namespace crm

// What form an answer takes: JSON, or a page that shows the JSON (SPEC section 6).
#pragma once
#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"

namespace crm {

struct Rendering {
    bool html = false;
    bool csv = false;
    bool events = false;
    int indent = 0;              // of JSON; 0 for compact
    bool problems_only = false;  // nothing is accepted but application/problem+json: data are not
};

// From Accept, `?format=` and the path's suffix; CSV only where there is any. Throws Error(not_acceptable) or
// Error(not_found).
Rendering negotiate(const Request&, std::string_view suffix, bool has_csv = false);
// The same where there is nothing but text/event-stream.
Rendering negotiate_events(const Request&, std::string_view suffix);
// 406 "Could not satisfy the request Accept header."
[[noreturn]] void refuse_accept();
// Turns a JSON answer, streamed or not, into what was negotiated.
void render(const Request&, Rendering, Response&);

}  // namespace crm

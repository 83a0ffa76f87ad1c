// Status line and header fields of a response.
#include "http/response_head.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "http/problem.hpp"

namespace crm {
namespace {

void append_number(std::string& out, std::size_t number) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

bool is_control(char c) {
    const auto u = static_cast<unsigned char>(c);
    return (u < 0x20 && u != '\t') || u == 0x7f;
}

// A line end in a value would let whoever wrote the value add headers.
void append_clean(std::string& out, std::string_view text) {
    bool found = false;
    for (const char c : text) found |= is_control(c);  // all of them, which goes many at a time
    if (!found) {
        out += text;
    } else {
        std::ranges::remove_copy_if(text, std::back_inserter(out), is_control);
    }
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    append_clean(out, name);
    out += ": ";
    append_clean(out, value);
    out += "\r\n";
}

bool is_for_the_server(std::string_view name, bool bodiless) {
    switch (name.size()) {
        case 4:
            return equals_ignoring_case(name, "date");
        case 10:
            return equals_ignoring_case(name, "connection");
        case 12:
            return bodiless && equals_ignoring_case(name, "content-type");
        case 14:
            return equals_ignoring_case(name, "content-length");
        case 17:
            return equals_ignoring_case(name, "transfer-encoding");
        default:
            return false;
    }
}

}  // namespace

void append_head(std::string& out, const Response& response, const HeadFacts& facts) {
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::size_t>(response.status));
    out += ' ';
    out += reason_of(response.status);
    out += "\r\n";
    append_field(out, "Date", facts.date);
    const bool bodiless = is_bodiless(response.status);
    bool has_id = facts.request_id.empty();
    for (const auto& [name, value] : response.headers) {
        if (is_for_the_server(name, bodiless)) continue;
        has_id = has_id || (name.size() == 12 && equals_ignoring_case(name, "x-request-id"));
        append_field(out, name, value);
    }
    if (!has_id) append_field(out, "X-Request-Id", facts.request_id);
    if (facts.content_length && !bodiless) {
        out += "Content-Length: ";
        append_number(out, *facts.content_length);
        out += "\r\n";
    }
    if (facts.chunked) out += "Transfer-Encoding: chunked\r\n";
    if (!facts.keep_alive) {
        out += "Connection: close\r\n";
    } else if (facts.http10) {
        out += "Connection: keep-alive\r\n";
    }
    out += "\r\n";
}

}  // namespace crm

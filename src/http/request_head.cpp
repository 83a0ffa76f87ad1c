// Request line and header fields.
#include "http/request_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"

namespace crm {
namespace {

constexpr Refusal fine{};
constexpr Refusal bad_request_line{400, "The request line is malformed."};
constexpr Refusal bad_target{400, "The request target is malformed."};
constexpr Refusal bad_field{400, "A header field is malformed."};
constexpr Refusal repeated_field{400, "A header field that may stand once is repeated."};
constexpr Refusal bad_host{400, "The Host header is missing, repeated or malformed."};
constexpr Refusal bad_length{400, "Content-Length is malformed or repeated."};
constexpr Refusal bad_transfer{400, "Transfer-Encoding is malformed or contradicts the other headers."};
constexpr Refusal unknown_transfer{501, "No transfer encoding but chunked is understood."};
constexpr Refusal unknown_expectation{417, "Nothing but 100-continue can be expected."};

using CharTable = std::array<bool, 256>;

constexpr CharTable table_of(std::string_view more) {
    CharTable table{};
    for (unsigned c = '0'; c <= '9'; ++c) table[c] = true;
    for (unsigned c = 'a'; c <= 'z'; ++c) table[c] = table[c - 32] = true;
    for (const char c : more) table[static_cast<unsigned char>(c)] = true;
    return table;
}

constexpr CharTable token_chars = table_of("!#$%&'*+-.^_`|~");
constexpr CharTable name_chars = table_of("-._~");  // of hosts: what DNS and people use of RFC 3986's reg-name
constexpr CharTable literal_chars = table_of(":.");

// Looser than RFC 3986, as browsers are: `|`, `{` and quotes come as they are. A fragment never belongs into a request.
constexpr CharTable target_chars = [] {
    CharTable table{};
    for (unsigned c = 0x21; c < 0x7f; ++c) table[c] = true;
    table['#'] = false;
    return table;
}();

constexpr CharTable value_chars = [] {
    CharTable table{};
    for (unsigned c = 0x20; c < 256; ++c) table[c] = c != 0x7f;
    table['\t'] = true;
    return table;
}();

bool all_in(const CharTable& table, std::string_view text) {
    return std::ranges::all_of(text, [&](char c) { return table[static_cast<unsigned char>(c)]; });
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

bool is_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is(std::string_view name, std::string_view lower) {
    return name.size() == lower.size() && equals_ignoring_case(name, lower);
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// `host`, `host:port`, `[address]:port`
bool is_host(std::string_view text) {
    const bool literal = text.starts_with('[');
    const auto end = literal ? text.find(']') : std::min(text.find(':'), text.size());
    if (end == std::string_view::npos) return false;
    const auto name = text.substr(literal, end - literal);
    const auto port = text.substr(end + literal);
    return !name.empty() && all_in(literal ? literal_chars : name_chars, name) &&
           (port.empty() || (port.front() == ':' && port.size() <= 6 && is_digits(port.substr(1))));
}

Refusal read_version(std::string_view version, Framing& framing) {
    if (version == "HTTP/1.1") return fine;
    if (version == "HTTP/1.0") {
        framing.http10 = true;
        framing.keep_alive = false;
        return fine;
    }
    const auto digit = [&](std::size_t at) { return version[at] >= '0' && version[at] <= '9'; };
    if (version.size() == 8 && version.starts_with("HTTP/") && digit(5) && version[6] == '.' && digit(7))
        return {505, "This version of HTTP is not spoken here."};
    return bad_request_line;
}

// Cuts `http://host` off an absolute target and puts the host into `authority`.
Refusal read_absolute(std::string_view& target, std::string_view& authority) {
    const auto scheme = target.find("://");
    if (scheme == std::string_view::npos) return bad_target;
    if (const auto name = target.substr(0, scheme); !is(name, "http") && !is(name, "https")) return bad_target;
    target.remove_prefix(scheme + 3);
    const auto end = std::min(target.find_first_of("/?"), target.size());
    authority = target.substr(0, end);
    target.remove_prefix(end);
    return is_host(authority) ? fine : bad_target;
}

Refusal read_target(std::string_view target, Request& request, std::string_view& authority) {
    if (target.empty() || !all_in(target_chars, target)) return bad_target;
    if (target.size() > max_target_bytes) return {414, "The request target is too long."};
    if (request.method == "CONNECT") return {501, "This server is no proxy."};
    if (target == "*") {
        if (request.method != "OPTIONS") return bad_target;
    } else if (target.front() != '/') {
        if (const auto refusal = read_absolute(target, authority)) return refusal;
    }
    if (target.empty() || target.front() == '?') request.target = '/';
    request.target += target;
    const auto question = std::min(request.target.find('?'), request.target.size());
    const auto path = std::string_view(request.target).substr(0, question);
    if (path.find('\\') != std::string_view::npos) return bad_target;  // a slash to some readers
    if (question < request.target.size()) request.query = request.target.substr(question + 1);
    if (path.find('%') == std::string_view::npos) {
        request.path = path;
        return fine;
    }
    auto decoded = percent_decode(path);
    if (!decoded || std::ranges::any_of(*decoded, is_control)) return bad_target;
    request.path = *std::move(decoded);
    return fine;
}

// What has been seen of the fields on which the framing depends.
struct Seen {
    bool length = false, transfer = false, close = false, keep_alive = false, type = false, authorization = false;
    std::size_t hosts = 0, codings = 0, chunked = 0;
    bool chunked_last = false;
};

Refusal read_length(std::string_view value, Seen& seen, Framing& framing) {
    if (std::exchange(seen.length, true)) return bad_length;
    // To some readers a zero in front makes it octal.
    if (value.empty() || !is_digits(value) || (value.size() > 1 && value.front() == '0')) return bad_length;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), framing.length);
    return error == std::errc() ? fine : bad_length;
}

void read_transfer(std::string_view value, Seen& seen) {
    seen.transfer = true;
    for (const auto& coding : split_list(value)) {
        ++seen.codings;
        seen.chunked_last = is(coding, "chunked");
        if (seen.chunked_last) ++seen.chunked;
    }
}

Refusal read_field(std::string_view name, std::string_view value, Seen& seen, Framing& framing) {
    switch (name.size()) {
        case 4:
            if (is(name, "host") && (++seen.hosts > 1 || !is_host(value))) return bad_host;
            break;
        case 6:
            if (!is(name, "expect")) break;
            if (!is(value, "100-continue")) return unknown_expectation;
            framing.expects_continue = true;
            break;
        case 10:
            if (!is(name, "connection")) break;
            for (const auto& option : split_list(value)) {
                if (is(option, "close")) seen.close = true;
                if (is(option, "keep-alive")) seen.keep_alive = true;
            }
            break;
        case 12:
            if (is(name, "content-type") && std::exchange(seen.type, true)) return repeated_field;
            break;
        case 13:
            if (is(name, "authorization") && std::exchange(seen.authorization, true)) return repeated_field;
            break;
        // Gateways make one of `_` and `-`.
        case 14:
            if (is(name, "content-length")) return read_length(value, seen, framing);
            if (is(name, "content_length")) return bad_field;
            break;
        case 17:
            if (is(name, "transfer-encoding")) read_transfer(value, seen);
            if (is(name, "transfer_encoding")) return bad_field;
            break;
        default:
            break;
    }
    return fine;
}

Refusal settle(const Seen& seen, Framing& framing) {
    if (seen.hosts == 0 && !framing.http10) return bad_host;
    if (seen.transfer) {
        // HTTP/1.0 had no chunks: a proxy of that age would see the body as the next request.
        if (seen.length || framing.http10 || !seen.chunked_last || seen.chunked != 1) return bad_transfer;
        if (seen.codings != 1) return unknown_transfer;
        framing.chunked = true;
    }
    if (framing.http10) {
        framing.keep_alive = seen.keep_alive && !seen.close;
        framing.expects_continue = false;
    } else {
        framing.keep_alive = !seen.close;
    }
    return fine;
}

}  // namespace

std::size_t find_head_end(std::string_view in, std::size_t& scanned, Refusal& refusal) {
    for (;;) {
        const auto at = in.find('\n', scanned);
        if (at == std::string_view::npos) {
            scanned = in.size();
            return 0;
        }
        if (at == 0 || in[at - 1] != '\r') {
            refusal = {400, "A line does not end with CR LF."};
            return 0;
        }
        scanned = at + 1;
        if (at >= 2 && in[at - 2] == '\n') return at + 1;
    }
}

bool split_field(std::string_view line, std::string_view& name, std::string_view& value) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    name = line.substr(0, colon);
    value = trim(line.substr(colon + 1));
    // A folded line begins with a blank, which no name may contain.
    return all_in(token_chars, name) && all_in(value_chars, value);
}

bool may_be_trailer(std::string_view name) {
    // What frames, routes, authenticates or describes a message is too late behind it (RFC 9110 section 6.5.1).
    constexpr std::string_view refused[] = {
        "authorization", "connection",      "content-encoding", "content-length", "content-range",
        "content-type",  "cookie",          "expect",           "host",           "if-match",
        "if-none-match", "idempotency-key", "transfer-encoding"};
    return std::ranges::none_of(refused, [&](std::string_view one) { return is(name, one); });
}

Refusal parse_head(std::string_view head, Request& request, Framing& framing) {
    auto end = head.find("\r\n");
    const auto line = head.substr(0, end);
    head.remove_prefix(end + 2);
    const auto first = line.find(' ');
    if (first == std::string_view::npos) return bad_request_line;
    const auto second = line.find(' ', first + 1);
    if (second == std::string_view::npos) return bad_request_line;
    const auto method = line.substr(0, first);
    if (method.empty() || method.size() > max_method_bytes || !all_in(token_chars, method)) return bad_request_line;
    request.method = method;
    if (const auto refusal = read_version(line.substr(second + 1), framing)) return refusal;
    std::string_view authority;
    if (const auto refusal = read_target(line.substr(first + 1, second - first - 1), request, authority))
        return refusal;

    Seen seen;
    request.headers.reserve(16);
    while ((end = head.find("\r\n")) != 0) {
        std::string_view name, value;
        if (!split_field(head.substr(0, end), name, value)) return bad_field;
        if (request.headers.size() == max_header_fields) return {431, "Too many header fields."};
        if (const auto refusal = read_field(name, value, seen, framing)) return refusal;
        // The host of an absolute target goes before the Host header (RFC 9112 section 3.2.2).
        if (!authority.empty() && is(name, "host")) value = authority;
        request.headers.emplace_back(name, value);
        head.remove_prefix(end + 2);
    }
    if (!authority.empty() && seen.hosts == 0) request.headers.emplace_back("Host", authority);
    return settle(seen, framing);
}

}  // namespace crm

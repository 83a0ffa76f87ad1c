// Sizes, extensions, data and trailers of a chunked body.
#include "http/chunked.hpp"

#include <algorithm>
#include <charconv>

#include "http/request_head.hpp"

namespace crm {
namespace {

constexpr std::size_t max_line = 1024;
// A body of one-byte chunks with long extensions would cost far more than it counts against the limit.
constexpr std::size_t max_overhead = 16 * 1024;

bool is_token_char(char c) {
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool take_token(std::string_view& text) {
    const auto end = static_cast<std::size_t>(std::ranges::find_if_not(text, is_token_char) - text.begin());
    text.remove_prefix(end);
    return end > 0;
}

bool take_quoted(std::string_view& text) {
    for (std::size_t at = 1; at < text.size(); ++at) {
        const auto c = static_cast<unsigned char>(text[at]);
        if ((c < 0x20 && c != '\t') || c == 0x7f) return false;
        if (c == '"') {
            text.remove_prefix(at + 1);
            return true;
        }
        if (c == '\\') ++at;
    }
    return false;
}

// *( ";" name [ "=" value ] ), without the blanks that RFC 9112 calls bad.
bool valid_extensions(std::string_view text) {
    while (!text.empty()) {
        if (text.front() != ';') return false;
        text.remove_prefix(1);
        if (!take_token(text)) return false;
        if (!text.starts_with('=')) continue;
        text.remove_prefix(1);
        if (!(text.starts_with('"') ? take_quoted(text) : take_token(text))) return false;
    }
    return true;
}

}  // namespace

ChunkedReader::Progress ChunkedReader::read_size(std::string_view line, std::size_t held, std::size_t limit) {
    const auto digits = std::min(line.find_first_not_of("0123456789abcdefABCDEF"), line.size());
    if (digits == 0 || digits > 16 || !valid_extensions(line.substr(digits))) return Progress::malformed;
    std::from_chars(line.data(), line.data() + digits, left_, 16);
    if (left_ > limit - held) return Progress::too_large;
    const std::size_t cost = line.size() + 4, allowance = 16 + 2 * static_cast<std::size_t>(left_);
    overhead_ += cost > allowance ? cost - allowance : 0;
    at_ = left_ == 0 ? At::trailer : At::content;
    return overhead_ > max_overhead ? Progress::too_large : Progress::more;
}

ChunkedReader::Progress ChunkedReader::read(std::string_view& in, std::string& body, std::size_t limit) {
    for (;;) {
        if (at_ == At::content) {
            const auto taken = std::min<std::uint64_t>(left_, in.size());
            body.append(in.substr(0, taken));
            in.remove_prefix(taken);
            if ((left_ -= taken) > 0) return Progress::more;
            at_ = At::content_end;
        }
        const auto end = in.find('\n');
        if (end == std::string_view::npos) {
            if (at_ == At::content_end && !in.empty() && in != "\r") return Progress::malformed;
            return in.size() > max_line ? Progress::malformed : Progress::more;
        }
        if (end == 0 || end > max_line || in[end - 1] != '\r') return Progress::malformed;
        const auto line = in.substr(0, end - 1);
        in.remove_prefix(end + 1);
        if (at_ == At::content_end) {
            if (!line.empty()) return Progress::malformed;
            at_ = At::size;
        } else if (at_ == At::size) {
            if (const auto progress = read_size(line, body.size(), limit); progress != Progress::more) return progress;
        } else {
            if (line.empty()) return Progress::done;
            // Trailers are checked and dropped: none of them means anything here.
            std::string_view name, value;
            if (!split_field(line, name, value) || !may_be_trailer(name)) return Progress::malformed;
            if ((overhead_ += line.size() + 2) > max_overhead) return Progress::too_large;
        }
    }
}

}  // namespace crm

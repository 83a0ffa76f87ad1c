// From bytes to requests: heads, bodies, and the limits of both.
#include "http/request_reader.hpp"

#include <algorithm>

namespace crm {
namespace {
constexpr std::size_t kept_capacity = 8 * 1024;  // while nothing is under way
}

void RequestReader::append(std::string_view bytes) {
    in_.erase(0, begin_);
    begin_ = 0;
    in_ += bytes;
}

void RequestReader::clear() {
    in_ = {};
    begin_ = scanned_ = 0;
    state_ = State::idle;
}

RequestReader::State RequestReader::read() {
    if (state_ == State::idle || state_ == State::head) return read_head();
    if (state_ == State::body) return read_body();
    return state_;
}

Request RequestReader::take() {
    state_ = State::idle;
    framing_ = Framing{};
    return std::exchange(request_, Request{});
}

bool RequestReader::waits_for_continue() const {
    return state_ == State::body && framing_.expects_continue && request_.body.empty() && unread().empty();
}

RequestReader::State RequestReader::read_head() {
    // Some clients send an empty line after a body (RFC 9112 section 2.2).
    while (state_ == State::idle && unread().starts_with("\r\n")) begin_ += 2;
    const auto in = unread();
    if (in.empty() || (in == "\r" && state_ == State::idle)) {
        if (in.empty() && in_.capacity() > kept_capacity) clear();
        return state_;
    }
    state_ = State::head;
    Refusal refusal;
    const auto length = find_head_end(in, scanned_, refusal);
    if (refusal) return refuse(refusal);
    if (length > header_bytes_ || (length == 0 && in.size() > header_bytes_)) {
        if (in.find('\n') > header_bytes_) return refuse({414, "The request target is too long."});
        return refuse({431, "The header fields are too long."});
    }
    if (length == 0) return state_;

    request_.started = std::chrono::steady_clock::now();
    refusal = parse_head(in.substr(0, length), request_, framing_);
    begin_ += length;
    scanned_ = 0;
    if (refusal) return refuse(refusal);
    if (framing_.length > body_bytes_) return refuse({413, "The body is too large."});
    if (!framing_.chunked && framing_.length == 0) return state_ = State::complete;
    chunks_ = ChunkedReader{};
    state_ = State::body;
    return read_body();
}

RequestReader::State RequestReader::read_body() {
    auto in = unread();
    auto& body = request_.body;
    if (framing_.chunked) {
        const auto progress = chunks_.read(in, body, body_bytes_);
        begin_ = in_.size() - in.size();
        switch (progress) {
            case ChunkedReader::Progress::more:
                return state_;
            case ChunkedReader::Progress::done:
                return state_ = State::complete;
            case ChunkedReader::Progress::malformed:
                return refuse({400, "The chunked body is malformed."});
            case ChunkedReader::Progress::too_large:
                return refuse({413, "The body is too large."});
        }
    }
    const auto taken = std::min<std::size_t>(framing_.length - body.size(), in.size());
    // The length is a stranger's claim: memory is set aside once a good part is there.
    if (taken == framing_.length || body.size() + taken > framing_.length / 4) body.reserve(framing_.length);
    body += in.substr(0, taken);
    begin_ += taken;
    return body.size() == framing_.length ? state_ = State::complete : state_;
}

}  // namespace crm

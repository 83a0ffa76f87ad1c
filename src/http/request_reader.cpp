// From bytes to requests: heads, bodies, and the limits of both.
#include "http/request_reader.hpp"

#include <algorithm>

#include "base/errors.hpp"
#include "base/log.hpp"

namespace crm {
namespace {

constexpr std::size_t kept_capacity = 8 * 1024;  // while nothing is under way
constexpr Refusal who_are_you{401, "A body of this size needs credentials that are valid."};

// Assigning an empty string would keep the memory.
void release(std::string& text) { std::string().swap(text); }

Refusal refusal_of(const Error& failure) {
    log::error("http", {{"error", failure.what()}});
    if (failure.condition == Condition::out_of_storage) return {507, "There is no room for the body."};
    return {500, "A server error occurred."};
}

}  // namespace

void RequestReader::append(std::string_view bytes) {
    in_.erase(0, begin_);
    begin_ = 0;
    in_ += bytes;
}

void RequestReader::clear() {
    memory_.release();
    release(in_);
    begin_ = scanned_ = 0;
    release(request_.body);
    request_ = Request{};
    framing_ = Framing{};
    file_.reset();
    state_ = State::idle;
}

// What there is of the body is of no use, and others may need the file's place.
RequestReader::State RequestReader::refuse(Refusal refusal) {
    release(request_.body);
    file_.reset();
    memory_.release();
    refusal_ = refusal;
    return state_ = State::refused;
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
    return state_ == State::body && framing_.expects_continue && received() == 0 && unread().empty();
}

RequestReader::State RequestReader::read_head() {
    if (state_ == State::idle) memory_.release();
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
        if (in.find(' ') > max_method_bytes) return refuse({400, "The request line is malformed."});
        if (in.find('\n') > header_bytes_) return refuse({414, "The request target is too long."});
        return refuse({431, "The header fields are too long."});
    }
    if (length == 0) return state_;

    request_.started = std::chrono::steady_clock::now();
    refusal = parse_head(in.substr(0, length), request_, framing_);
    begin_ += length;
    scanned_ = 0;
    if (refusal) return refuse(refusal);
    if (!framing_.chunked && framing_.length == 0) return state_ = State::complete;
    return begin_body();
}

Refusal RequestReader::too_long() {
    if (kind_ == LongBody::unauthenticated) return who_are_you;
    too_long_ = "The body is larger than " + std::to_string(limit()) + " bytes.";
    return {413, too_long_};
}

RequestReader::State RequestReader::begin_body() {
    // Most bodies are short, and then nobody need be asked.
    const auto fits_all = [this] {
        return !framing_.chunked && framing_.length <= longest_body_in_memory && framing_.length <= body_bytes_ &&
               framing_.length <= long_bodies_->bytes();
    };
    kind_ = long_bodies_ && !fits_all() ? long_bodies_->of(request_) : LongBody::refused;
    if (framing_.length > limit()) return refuse(too_long());
    // Whoever cannot be served now should learn it before the body is sent.
    if (may_be_long() && framing_.length > longest_body_in_memory)
        if (const auto refusal = open_file()) return refuse(refusal);
    chunks_ = ChunkedReader{};
    state_ = State::body;
    return read_body();
}

RequestReader::State RequestReader::read_body() {
    auto in = unread();
    auto& body = request_.body;
    if (framing_.chunked) {
        const auto progress = chunks_.read(in, body, limit() - in_file());
        begin_ = in_.size() - in.size();
        switch (progress) {
            case ChunkedReader::Progress::more:
                return go_on(false);
            case ChunkedReader::Progress::done:
                return go_on(true);
            case ChunkedReader::Progress::malformed:
                return refuse({400, "The chunked body is malformed."});
            case ChunkedReader::Progress::too_large:
                return refuse(too_long());
        }
    }
    const auto taken = std::min<std::uint64_t>(framing_.length - received(), in.size());
    // The length is a stranger's claim: memory is set aside once a good part is there.
    if (!file_ && (taken == framing_.length || body.size() + taken > framing_.length / 4))
        body.reserve(framing_.length);
    body += in.substr(0, taken);
    begin_ += taken;
    return go_on(received() == framing_.length);
}

// Keeps what has come of the body, so that memory stays the same however long it gets.
RequestReader::State RequestReader::go_on(bool whole) {
    auto& body = request_.body;
    if (may_be_long() && (body.size() > longest_body_in_memory || (whole && file_)))
        if (const auto refusal = move_to_file()) return refuse(refusal);
    if (body.size() > longest_body_in_memory && !memory_.grow_to(body.capacity()))
        return refuse({503, "Too many long bodies are being received. Try again in a moment."});
    if (!whole) return state_;
    if (file_) release(body);
    request_.long_body = std::move(file_);
    return state_ = State::complete;
}

Refusal RequestReader::open_file() try {
    file_ = long_bodies_->open(kind_);
    return file_ ? Refusal{} : Refusal{503, "Too many long bodies are being received. Try again in a moment."};
} catch (const Error& e) {
    return refusal_of(e);
}

Refusal RequestReader::move_to_file() try {
    if (!file_)
        if (const auto refusal = open_file()) return refusal;
    file_->append(request_.body);
    request_.body.clear();
    return {};
} catch (const Error& e) {
    return refusal_of(e);
}

}  // namespace crm

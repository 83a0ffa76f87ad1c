// Makes requests of the bytes of a connection.
#pragma once
#include <string>
#include <string_view>

#include "http/chunked.hpp"
#include "http/request.hpp"
#include "http/request_head.hpp"

namespace crm {

class RequestReader {
public:
    RequestReader(std::size_t header_bytes, std::size_t body_bytes)
        : header_bytes_(header_bytes), body_bytes_(body_bytes) {}

    enum class State { idle, head, body, complete, refused };

    void append(std::string_view bytes);
    // Goes as far as the bytes allow: in the middle of a head or a body more are needed; after `refused` nothing else
    // can be read.
    State read();
    Request take();  // after `complete`; the next read() begins the next request

    const Request& request() const { return request_; }
    const Framing& framing() const { return framing_; }
    const Refusal& refusal() const { return refusal_; }
    bool waits_for_continue() const;
    void clear();

private:
    State read_head();
    State read_body();
    State refuse(Refusal refusal) {
        refusal_ = refusal;
        return state_ = State::refused;
    }
    std::string_view unread() const { return std::string_view(in_).substr(begin_); }

    const std::size_t header_bytes_, body_bytes_;
    State state_ = State::idle;
    std::string in_;  // from begin_ on not yet used
    std::size_t begin_ = 0, scanned_ = 0;
    Request request_;
    Framing framing_;
    ChunkedReader chunks_;
    Refusal refusal_;
};

}  // namespace crm

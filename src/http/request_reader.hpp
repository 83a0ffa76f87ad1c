// Makes requests of the bytes of a connection.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http/body_memory.hpp"
#include "http/chunked.hpp"
#include "http/long_bodies.hpp"
#include "http/request.hpp"
#include "http/request_head.hpp"

namespace crm {

class RequestReader {
public:
    // Bodies beyond `body_bytes` are refused, except where `long_bodies` allow them, and those for which there is no
    // memory left; both must outlive the reader.
    RequestReader(std::size_t header_bytes, std::size_t body_bytes, LongBodies* long_bodies = nullptr,
                  BodyMemory* memory = nullptr)
        : header_bytes_(header_bytes), body_bytes_(body_bytes), long_bodies_(long_bodies), memory_(memory) {}

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
    void clear();  // forgets the request that is being read, and what came after it

private:
    State read_head();
    State begin_body();
    State read_body();
    State go_on(bool whole);
    Refusal open_file();
    Refusal move_to_file();
    State refuse(Refusal);
    Refusal too_long();
    bool may_be_long() const { return kind_ == LongBody::if_few || kind_ == LongBody::taken; }
    std::uint64_t limit() const { return may_be_long() ? long_bodies_->bytes() : body_bytes_; }
    std::uint64_t in_file() const { return file_ ? file_->size() : 0; }
    std::uint64_t received() const { return in_file() + request_.body.size(); }
    std::string_view unread() const { return std::string_view(in_).substr(begin_); }

    const std::size_t header_bytes_, body_bytes_;
    LongBodies* const long_bodies_;
    BodyMemory::Share memory_;  // until the next request is looked for
    State state_ = State::idle;
    std::string in_;  // from begin_ on not yet used
    std::size_t begin_ = 0, scanned_ = 0;
    Request request_;
    Framing framing_;
    LongBody kind_ = LongBody::refused;    // the body that is being read
    std::shared_ptr<TemporaryFile> file_;  // the front of it, from where it got too long for memory
    ChunkedReader chunks_;
    Refusal refusal_;
    std::string too_long_;  // says why
};

}  // namespace crm

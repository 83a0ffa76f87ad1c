// Turns a response into the bytes of a connection.
#pragma once
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "http/pipe.hpp"
#include "http/response.hpp"
#include "http/response_head.hpp"

namespace crm {

class ResponseWriter {
public:
    ~ResponseWriter() { stop(); }

    // With a pipe the body comes out of that: in chunks, or until the end of the connection for HTTP/1.0.
    void start(Response, std::shared_ptr<Pipe>, const HeadFacts&, bool head_only);

    enum class Next { send, wait, done, broken };
    Next next();                                                                 // once nothing is pending
    const std::array<std::string_view, 3>& pending() const { return pending_; }  // to be sent in this order
    bool has_pending() const { return !pending_[0].empty() || !pending_[1].empty() || !pending_[2].empty(); }
    void sent(std::size_t);

    bool streams() const { return pipe_ && !pipe_->is_pushed(); }
    bool is_pushed() const { return pipe_ && pipe_->is_pushed(); }
    void finish();  // of a body that is pushed, what is there is sent, and the maker learns that nothing may follow
    void stop();    // the maker of a stream learns that nobody listens

private:
    Response response_;
    std::string head_;  // of the response; of a chunk later on
    std::array<std::string_view, 3> pending_;
    std::shared_ptr<Pipe> pipe_;
    bool chunked_ = false;
};

}  // namespace crm

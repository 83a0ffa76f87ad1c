// The HTTP/1.1 server: reads requests, hands them over, sends what comes back. One loop per thread
// waits for its sockets (event_loop.hpp).
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "http/request.hpp"
#include "http/response.hpp"

namespace crm {

struct ServerLimits {
    unsigned threads = 0;                               // io threads; 0: one per core
    std::size_t max_connections = 16'000;               // beyond: 503 and close
    std::size_t header_bytes = 32 * 1024;               // beyond: 431
    std::size_t body_bytes = 10 * 1024 * 1024;          // beyond: 413
    std::size_t long_body_bytes = 64 * 1024 * 1024;     // of requests whose body may be kept in a file; beyond: 413
    unsigned long_bodies = 16;                          // such files at the same time; beyond: 503
    std::size_t body_memory_bytes = 128 * 1024 * 1024;  // of all bodies longer than 64 KiB together; beyond: 503
    int header_timeout_s = 10;
    int body_timeout_s = 30;                       // for 1 KiB per second of it
    int write_timeout_s = 30;                      // likewise
    int idle_timeout_s = 60;                       // between requests of a connection
    std::size_t stream_buffer_bytes = 256 * 1024;  // of one streamed answer, waiting for a slow client
};

// Whether a request may have a body of up to ServerLimits::long_body_bytes instead of body_bytes, which then comes as
// Request::long_body when it is longer than 64 KiB. There are few places for such bodies, and they last as long as the
// client takes to send one.
enum class LongBody {
    refused,          // 413
    unauthenticated,  // 401: to those who say who they are it would be open
    if_few,           // not from the last quarter of the places
    taken,
};

struct ServerCounts {  // for the metrics
    std::uint64_t accepted = 0, refused = 0, requests = 0, bytes_out = 0;
    std::uint64_t open = 0;
};

class Server {
public:
    // Gives the answer; called once, from any thread. If the response has a stream, it is called before this returns,
    // on the calling thread: on an io thread its output is gathered in memory first, on any other it waits for the
    // client. What a stream throws comes out here. If nothing had been sent by then, another answer may be given;
    // otherwise the connection has been cut and further answers are ignored. A Reply that is destroyed without having
    // been called answers 500. If the response has a push, that is called before this returns, and must not block.
    using Reply = std::function<void(Response)>;
    // Called on an io thread for each whole request; must not block longer than a short read.
    using Handle = std::function<void(Request, Reply)>;
    // Answers a request that could not be parsed, is too large or finds no room: status 400, 401, 408, 413, 414, 417,
    // 431, 501, 503, 505, 507; 500 for an answer that never came and for a body that could not be kept.
    using Refuse = std::function<Response(int status, std::string_view reason)>;
    // Called on an io thread as soon as the head of a request with a body is known; `body`, `peer`, `worker` and `id`
    // are not yet.
    using LongBodyOf = std::function<LongBody(const Request&)>;

    // Called on an io thread after it has handled all requests that were there at once, with its number.
    using EndOfTurn = std::function<void(unsigned worker)>;

    Server(std::string address, std::uint16_t port, ServerLimits, Handle, Refuse, LongBodyOf = {}, EndOfTurn = {});
    ~Server();

    void start();  // listens (port 0: any free one) and returns; throws Error when it cannot, saying why and what to do
    std::uint16_t port() const;
    unsigned threads() const;
    ServerCounts counts() const;

    // Stops accepting, lets answers under way finish (Connection: close), closes idle connections; returns when all are
    // gone or the time is over.
    void stop(int grace_seconds);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace crm

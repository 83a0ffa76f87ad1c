// What the connections of one io thread share. Only the counters may be touched by other threads.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/body_memory.hpp"
#include "http/long_bodies.hpp"
#include "http/server.hpp"

namespace crm {

class Connection;

struct Serving {
    Serving(ServerLimits l, Server::LongBodyOf long_body_of)
        : limits(l),
          long_bodies(std::move(long_body_of), l.long_body_bytes, l.long_bodies),
          body_memory(std::max(l.body_memory_bytes, 2 * l.body_bytes)) {}  // for one there is room at least

    const ServerLimits limits;
    LongBodies long_bodies;
    BodyMemory body_memory;
    Server::Handle handle;
    Server::Refuse refuse;
    Server::EndOfTurn end_of_turn;
    std::atomic<bool> stopping = false;
};

struct Counter : std::atomic<std::uint64_t> {
    void add(std::uint64_t by = 1) { fetch_add(by, std::memory_order_relaxed); }
};

class IoThread : public std::enable_shared_from_this<IoThread> {
public:
    IoThread(unsigned number, std::shared_ptr<Serving>);
    virtual ~IoThread() = default;

    std::string_view date();  // for the Date header, made anew once a second
    std::string new_id();     // 16 hex digits; quick, not secret

    // The one that runs on this thread, if any.
    static IoThread* current() { return current_; }
    void enter() { current_ = this; }

    virtual void join_turn() = 0;  // Serving::end_of_turn is called when what is ready now has been handled

    const unsigned index;
    const std::shared_ptr<Serving> serving;
    std::vector<std::shared_ptr<Connection>> connections;
    Counter accepted, refused, requests, bytes_out, open;
    std::size_t turned_away = 0;  // connections beyond the cap that are still being told so

private:
    static thread_local IoThread* current_;
    std::string date_;
    std::int64_t second_ = 0;
    std::uint64_t seed_ = 0;
};

}  // namespace crm

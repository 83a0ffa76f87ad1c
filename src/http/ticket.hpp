// The right to answer one request, from any thread.
#pragma once
#include <atomic>
#include <functional>
#include <memory>

#include "http/connection.hpp"

namespace crm {

class Ticket {
public:
    explicit Ticket(std::shared_ptr<Connection>);
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    // An answer that never comes is our mistake: 500, so that the client does not wait for ever.
    ~Ticket();

    void answer(Response);
    bool withdraw() { return !answered_.exchange(true); }  // false: it has been used

private:
    void give(Response, bool measured);
    void gather(const std::function<void(Sink&)>& stream, Response);
    void pump(const std::function<void(Sink&)>& stream, Response);
    void open(const std::function<void(std::shared_ptr<Outlet>)>& push, Response);

    const std::shared_ptr<IoThread> thread_;  // outlives the connection, which is destroyed before it
    const std::shared_ptr<Connection> connection_;
    const bool head_only_;
    std::atomic<bool> answered_ = false;
};

}  // namespace crm

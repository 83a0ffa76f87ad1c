// The socket on which connections come in.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "http/event_loop.hpp"

namespace crm {

class Listener final : EventLoop::Watcher {
public:
    using Accepted = std::function<void(Descriptor, std::string peer)>;  // the address as people write it

    // Listens on an IP address or `localhost`; port 0: any free one. `share`: other listeners may have the same port,
    // and the kernel deals out the connections. Throws Error(unavailable) when it cannot, saying why and what to do.
    void open(const std::string& address, std::uint16_t port, bool share);
    void start(EventLoop&, Accepted);  // from then on a part of the loop
    void accept_waiting();
    void close() { socket_.close(); }

    bool is_open() const { return socket_.is_open(); }
    bool shares_port() const { return shares_port_; }  // false where the system knows no such thing
    std::uint16_t port() const { return port_; }

private:
    void on_ready(EventLoop::Ready) override { accept_waiting(); }
    void hand_on(Descriptor, std::string peer);
    void try_again_later();

    Descriptor socket_;
    std::uint16_t port_ = 0;
    bool shares_port_ = false, is_pausing_ = false;
    EventLoop* loop_ = nullptr;
    Accepted accepted_;
};

}  // namespace crm

// Addresses, options and accept(2).
#include "http/listener.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/errors.hpp"
#include "base/log.hpp"

namespace crm {
namespace {

constexpr std::chrono::milliseconds pause_after_failure{100};
constexpr int unsent_low_water = 128 * 1024;  // bytes
constexpr int waiting_connections = 4096;     // to be accepted

bool set_option(int fd, int level, int option, int value) {
    return ::setsockopt(fd, level, option, &value, sizeof value) == 0;
}

struct Address {
    sockaddr_storage bytes{};
    socklen_t size = 0;
    sockaddr* any() { return reinterpret_cast<sockaddr*>(&bytes); }
    // At the same place in both families.
    in_port_t& port() { return reinterpret_cast<sockaddr_in&>(bytes).sin_port; }
};

Address address_from(const std::string& text) {
    addrinfo hints{}, *found = nullptr;
    hints.ai_flags = AI_NUMERICHOST;
    hints.ai_socktype = SOCK_STREAM;
    const std::string name = text == "localhost" ? "127.0.0.1" : text;
    if (name.empty() || ::getaddrinfo(name.c_str(), nullptr, &hints, &found) != 0)
        throw Error(
            Condition::unavailable,
            "Cannot listen on \"" + text + "\": it is not an IP address. Use one such as 127.0.0.1, 0.0.0.0 or ::.");
    Address address;
    address.size = found->ai_addrlen;
    std::memcpy(&address.bytes, found->ai_addr, address.size);
    ::freeaddrinfo(found);
    return address;
}

// That of an IPv4 client of an IPv6 socket as IPv4.
std::string to_text(Address peer) {
    char text[INET6_ADDRSTRLEN] = "";
    if (peer.bytes.ss_family == AF_INET) {
        ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(peer.bytes).sin_addr, text, sizeof text);
        return text;
    }
    const in6_addr& address = reinterpret_cast<const sockaddr_in6&>(peer.bytes).sin6_addr;
    const bool is_mapped = IN6_IS_ADDR_V4MAPPED(&address) != 0;
    ::inet_ntop(is_mapped ? AF_INET : AF_INET6, &address.s6_addr[is_mapped ? 12 : 0], text, sizeof text);
    return text;
}

[[noreturn]] void refuse(const std::string& address, std::uint16_t port, int failure) {
    std::string why = std::strerror(failure), advice = "Choose another address or port.";
    if (failure == EADDRINUSE) {
        why = "the port is in use";
        advice = "Stop the other program or choose another port with --port.";
    } else if (failure == EACCES) {
        why = "permission denied";
        advice = "Ports below 1024 are for root; choose another one with --port.";
    } else if (failure == EADDRNOTAVAIL || failure == EAFNOSUPPORT) {
        why = "this machine does not have that address";
        advice = "Use 127.0.0.1 for this machine alone or 0.0.0.0 for all of its addresses.";
    }
    throw Error(Condition::unavailable,
                "Cannot listen on " + address + " port " + std::to_string(port) + ": " + why + ". " + advice,
                std::strerror(failure));
}

}  // namespace

void Listener::open(const std::string& address, std::uint16_t port, bool share) {
    Address at = address_from(address);
    at.port() = htons(port);
    Descriptor socket(::socket(at.bytes.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int fd = socket.get();
    if (!socket.is_open()) refuse(address, port, errno);
    set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    if (at.bytes.ss_family == AF_INET6) set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    shares_port_ = share && set_option(fd, SOL_SOCKET, SO_REUSEPORT, 1);
    // Linux hands these on to the connections, which saves a call for each. The low-water mark keeps a slow client's
    // answers out of the kernel's memory, and lets its progress be seen.
    set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, unsent_low_water);
    if (::bind(fd, at.any(), at.size) != 0 || ::listen(fd, waiting_connections) != 0 ||
        ::getsockname(fd, at.any(), &at.size) != 0)
        refuse(address, port, errno);
    port_ = ntohs(at.port());
    socket_ = std::move(socket);
}

void Listener::start(EventLoop& loop, Accepted accepted) {
    loop_ = &loop;
    accepted_ = std::move(accepted);
    loop.watch(socket_, *this);
}

void Listener::hand_on(Descriptor socket, std::string peer) {
    try {
        accepted_(std::move(socket), std::move(peer));
    } catch (const std::exception& e) {  // this one is lost; those that wait behind it are not
        log::warning("accept", {{"error", e.what()}});
    }
}

void Listener::try_again_later() {
    if (std::exchange(is_pausing_, true)) return;
    loop_->at(EventLoop::Clock::now() + pause_after_failure, [this] {
        is_pausing_ = false;
        accept_waiting();
    });
}

void Listener::accept_waiting() {
    while (socket_.is_open() && !is_pausing_) {
        Address peer;
        peer.size = sizeof peer.bytes;
        Descriptor socket(::accept4(socket_.get(), peer.any(), &peer.size, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket.is_open()) {
            hand_on(std::move(socket), to_text(peer));
        } else if (errno == EAGAIN) {
            return;
        } else if (errno != ECONNABORTED && errno != EINTR) {
            // Out of files or memory: trying again at once would only burn the processor.
            log::warning("accept", {{"error", std::strerror(errno)}});
            return try_again_later();
        }
    }
}

}  // namespace crm

// For tests: a server on a free port of this machine, and a client that sends raw bytes.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "http/server.hpp"

namespace crm::test {

class Client {
public:
    explicit Client(std::uint16_t port, int receive_buffer = 0) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        if (receive_buffer > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        // The sockets interface is older than C++.
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("cannot connect");
    }
    Client(Client&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client() { close(); }

    void close() {
        if (socket_ >= 0) ::close(std::exchange(socket_, -1));
    }
    // Ends with a reset instead of an end of input.
    void reset() {
        const linger now{1, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close();
    }
    void end_output() { ::shutdown(socket_, SHUT_WR); }

    bool send(std::string_view text) {
        while (!text.empty()) {
            const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    enum class Got { bytes, end, reset, nothing };
    Got receive(std::string& into, int timeout_ms = 5000, std::size_t at_most = 65536) {
        pollfd ready{socket_, POLLIN, 0};
        if (::poll(&ready, 1, timeout_ms) == 0) return Got::nothing;
        std::string buffer(at_most, '\0');
        const auto count = ::recv(socket_, buffer.data(), buffer.size(), 0);
        if (count < 0) return Got::reset;
        into.append(buffer, 0, static_cast<std::size_t>(count));
        return count == 0 ? Got::end : Got::bytes;
    }

    // All that comes until the connection ends. `ended` says how.
    std::string receive_all(Got* ended = nullptr, int timeout_ms = 5000) {
        std::string all;
        Got got;
        while ((got = receive(all, timeout_ms)) == Got::bytes) {
        }
        if (ended) *ended = got;
        return all;
    }

    // Until `text` has come; what comes with it is returned as well.
    std::string receive_until(std::string_view text, int timeout_ms = 5000) {
        std::string all;
        while (all.find(text) == std::string::npos && receive(all, timeout_ms) == Got::bytes) {
        }
        return all;
    }

private:
    int socket_;
};

inline Response plain(int status, std::string body) {
    Response response;
    response.status = status;
    response.add("Content-Type", "text/plain");
    response.body = std::move(body);
    return response;
}

inline Response refuse(int status, std::string_view reason) { return plain(status, "refused: " + std::string(reason)); }

inline void echo(const Request& request, const Server::Reply& reply) {
    reply(plain(200, "<" + request.method + " " + request.path + " " + request.query + " " + request.body + ">"));
}

struct Running {
    explicit Running(Server::Handle handle = echo, ServerLimits limits = {}, Server::LongBodyOf long_body_of = {})
        : server("127.0.0.1", 0, with_threads(limits), std::move(handle), refuse, std::move(long_body_of)) {
        server.start();
    }
    Client client() const { return Client(server.port()); }
    // Sends, says that nothing follows, and returns all that comes back.
    std::string talk(std::string_view text) const {
        Client one = client();
        one.send(text);
        one.end_output();
        Client::Got ended;
        auto all = one.receive_all(&ended);
        if (ended != Client::Got::end) all += "<did not end well>";
        return all;
    }
    Server server;

private:
    static ServerLimits with_threads(ServerLimits limits) {
        if (limits.threads == 0) limits.threads = 2;
        return limits;
    }
};

inline std::string get(std::string_view path, std::string_view fields = "") {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n" + std::string(fields) + "\r\n";
}

inline double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

inline std::size_t count_of(std::string_view all, std::string_view part) {
    std::size_t count = 0;
    for (auto at = all.find(part); at != std::string_view::npos; at = all.find(part, at + 1)) ++count;
    return count;
}

}  // namespace crm::test

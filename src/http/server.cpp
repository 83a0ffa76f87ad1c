// Threads and sockets: one loop per thread, each with a socket of its own that listens on the same port. What happens
// on a connection is connection.cpp's.
#include "http/server.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <thread>
#include <vector>

#include "http/connection.hpp"
#include "http/event_loop.hpp"
#include "http/io_thread.hpp"
#include "http/listener.hpp"

namespace crm {
namespace {

using Clock = EventLoop::Clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds sweep_interval{250};

struct Loop final : IoThread {
    using IoThread::IoThread;
    void sweep();
    void join_turn() override;

    EventLoop events;
    Listener listener;
    std::vector<char> scratch = std::vector<char>(64 * 1024);  // for one read at a time
    bool in_turn = false;
    bool closing = false;  // nothing new begins
    std::thread thread;
};

// One timer for all connections: arming one per request and connection costs more than looking at each of them now and
// then.
void Loop::sweep() {
    if (closing) return;
    events.at(Clock::now() + sweep_interval, [this] { sweep(); });
    const auto now = Clock::now();
    // Backwards, because a connection that closes puts the last one in its place.
    for (auto i = connections.size(); i-- > 0;) connections[i]->check(now);
}

void Loop::join_turn() {
    if (!serving->end_of_turn || std::exchange(in_turn, true)) return;
    events.after_turn([this] {
        in_turn = false;
        serving->end_of_turn(index);
    });
}

class SocketConnection final : public Connection, EventLoop::Watcher {
public:
    SocketConnection(Loop& loop, Descriptor socket, std::string peer)
        : Connection(loop, std::move(peer)), loop_(loop), socket_(std::move(socket)) {}

    void open() { loop_.events.watch(socket_, *this); }

private:
    void on_ready(EventLoop::Ready ready) override {
        const auto self = shared_from_this();
        may_read_ |= ready.readable;
        ended_ |= ready.ended;
        if (ready.readable && std::exchange(awaits_readable_, false)) on_readable();
        if (ready.writable && std::exchange(awaits_writable_, false)) advance();
    }

    static Outcome outcome_of(ssize_t count) {
        if (count > 0) return Outcome::moved;
        if (count == 0) return Outcome::ended;
        return errno == EAGAIN || errno == EINTR ? Outcome::would_block : Outcome::broken;
    }

    Transfer read_socket(std::string_view& bytes) override {
        const auto count = ::recv(socket_.get(), loop_.scratch.data(), loop_.scratch.size(), 0);
        const auto outcome = outcome_of(count);
        // What comes after less than there was room for is told anew, but for the end.
        if (count < std::ssize(loop_.scratch)) may_read_ = ended_;
        if (outcome != Outcome::moved) return {outcome};
        bytes = {loop_.scratch.data(), static_cast<std::size_t>(count)};
        return {outcome, bytes.size()};
    }

    Transfer write_socket(const std::array<std::string_view, 3>& parts) override {
        const bool is_one = parts[1].empty() && parts[2].empty();
        const auto count =
            is_one ? ::send(socket_.get(), parts[0].data(), parts[0].size(), MSG_NOSIGNAL) : send_all(parts);
        return {outcome_of(count), count > 0 ? static_cast<std::size_t>(count) : 0};
    }

    ssize_t send_all(const std::array<std::string_view, 3>& parts) const {
        std::array<iovec, 3> buffers{};
        std::ranges::transform(parts, buffers.begin(), [](auto part) {
            return iovec{const_cast<char*>(part.data()), part.size()};
        });
        msghdr message{};
        message.msg_iov = buffers.data();
        message.msg_iovlen = buffers.size();
        return ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL);
    }

    bool is_input_over() const override { return ended_; }

    void await_readable() override {
        awaits_readable_ = true;
        if (!may_read_) return;
        // There is more, of which the kernel will not tell again.
        loop_.events.after_turn([me = shared_from_this(), this] {
            if (std::exchange(awaits_readable_, false)) on_readable();
        });
    }

    void await_writable() override { awaits_writable_ = true; }

    void await(Clock::time_point due, std::function<void()> then) override {
        loop_.events.at(due, [me = shared_from_this(), then = std::move(then)] { then(); });
    }

    bool end_output() override { return ::shutdown(socket_.get(), SHUT_WR) == 0; }

    void close_socket(bool reset) override {
        constexpr linger at_once{1, 0};
        if (reset) ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        socket_.close();
        awaits_readable_ = awaits_writable_ = false;
        loop_.events.keep(shared_from_this());
    }

    bool post(std::function<void()> task) override { return loop_.events.post(std::move(task)); }

    Loop& loop_;
    Descriptor socket_;
    bool may_read_ = false, ended_ = false;
};

}  // namespace

class Server::Impl {
public:
    Impl(std::string address, std::uint16_t port, std::shared_ptr<Serving> serving)
        : address_(std::move(address)), port_(port), serving_(std::move(serving)) {
        auto count = serving_->limits.threads;
        if (count == 0) count = std::max(1U, std::thread::hardware_concurrency());
        for (unsigned i = 0; i < count; ++i) loops_.push_back(std::make_shared<Loop>(i, serving_));
    }
    ~Impl() { stop(0); }

    void start();
    void stop(int grace_seconds);
    std::uint16_t port() const { return port_; }
    unsigned threads() const { return static_cast<unsigned>(loops_.size()); }
    ServerCounts counts() const;

private:
    void hand_over(Loop& from, Descriptor, std::string peer);
    void adopt(Loop&, Descriptor, std::string peer);
    std::uint64_t open() const;

    const std::string address_;
    std::uint16_t port_;
    std::shared_ptr<Serving> serving_;
    std::vector<std::shared_ptr<Loop>> loops_;
    bool started_ = false;
    std::size_t next_ = 0;  // who gets the next connection when one loop accepts for all
};

void Server::Impl::start() {
    auto& first = loops_.front()->listener;
    // Sharing would let a second server slip in beside a first one unnoticed, so the port must be free to begin with.
    if (port_ != 0) {
        first.open(address_, port_, false);
        first.close();
    }
    for (const auto& loop : loops_) {
        loop->listener.open(address_, port_, loops_.size() > 1);
        port_ = loop->listener.port();
        if (!first.shares_port()) break;
    }
    started_ = true;
    for (const auto& loop : loops_) {
        if (loop->listener.is_open())
            loop->listener.start(loop->events, [this, l = loop.get()](Descriptor socket, std::string peer) {
                hand_over(*l, std::move(socket), std::move(peer));
            });
        loop->sweep();
        loop->thread = std::thread([l = loop.get()] {
            l->enter();
            l->events.run();
        });
    }
}

void Server::Impl::hand_over(Loop& from, Descriptor socket, std::string peer) {
    Loop& target = from.listener.shares_port() ? from : *loops_[next_++ % loops_.size()];
    if (&target == &from) return adopt(target, std::move(socket), std::move(peer));
    const auto moved = std::make_shared<Descriptor>(std::move(socket));
    target.events.post([this, &target, moved, peer] { adopt(target, std::move(*moved), peer); });
}

void Server::Impl::adopt(Loop& loop, Descriptor socket, std::string peer) {
    if (loop.closing) return;
    loop.accepted.add();
    const auto connection = std::make_shared<SocketConnection>(loop, std::move(socket), std::move(peer));
    connection->open();
    if (open() < serving_->limits.max_connections)
        connection->begin();
    else
        connection->turn_away();
    if (serving_->stopping) connection->wind_down();
}

std::uint64_t Server::Impl::open() const {
    std::uint64_t sum = 0;
    for (const auto& loop : loops_) sum += loop->open.load(std::memory_order_relaxed);
    return sum;
}

ServerCounts Server::Impl::counts() const {
    ServerCounts counts;
    for (const auto& loop : loops_) {
        counts.accepted += loop->accepted;
        counts.refused += loop->refused;
        counts.requests += loop->requests;
        counts.bytes_out += loop->bytes_out;
        counts.open += loop->open;
    }
    return counts;
}

void Server::Impl::stop(int grace_seconds) {
    if (!std::exchange(started_, false)) return;
    serving_->stopping = true;
    const auto on_each = [&](auto&& action) {
        for (const auto& loop : loops_) loop->events.post([l = loop.get(), action] { action(*l); });
    };
    on_each([](Loop& loop) {
        // Whoever is connected already would be reset together with the listener.
        if (loop.listener.is_open()) loop.listener.accept_waiting();
        loop.listener.close();
        for (auto i = loop.connections.size(); i-- > 0;) loop.connections[i]->wind_down();
    });
    const auto until = Clock::now() + seconds(grace_seconds);
    while (open() > 0 && Clock::now() < until) std::this_thread::sleep_for(milliseconds(5));
    on_each([](Loop& loop) {
        for (auto i = loop.connections.size(); i-- > 0;) loop.connections[i]->close();
        loop.closing = true;
        loop.events.end();
    });
    for (const auto& loop : loops_) {
        if (loop->thread.joinable()) loop->thread.join();
        loop->events.finish();
    }
}

Server::Server(std::string address, std::uint16_t port, ServerLimits limits, Handle handle, Refuse refuse,
               LongBodyOf long_body_of, EndOfTurn end_of_turn) {
    auto serving = std::make_shared<Serving>(limits, std::move(long_body_of));
    serving->handle = std::move(handle);
    serving->refuse = std::move(refuse);
    serving->end_of_turn = std::move(end_of_turn);
    impl_ = std::make_unique<Impl>(std::move(address), port, std::move(serving));
}
Server::~Server() = default;

void Server::start() { impl_->start(); }
std::uint16_t Server::port() const { return impl_->port(); }
unsigned Server::threads() const { return impl_->threads(); }
ServerCounts Server::counts() const { return impl_->counts(); }
void Server::stop(int grace_seconds) { impl_->stop(grace_seconds); }

}  // namespace crm

// Sockets and threads, with Boost.Asio, which no other file knows: one io_context per thread, each with an acceptor of
// its own on the same port. What happens on a connection is connection.cpp's.
#include "http/server.hpp"

// GCC's thread sanitizer does not know fences; one thread per io_context needs none.
#ifdef __SANITIZE_THREAD__
#define BOOST_ASIO_DISABLE_FENCED_BLOCK
#endif

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio.hpp>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/errors.hpp"
#include "base/log.hpp"
#include "http/connection.hpp"
#include "http/io_thread.hpp"

namespace crm {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using std::chrono::seconds;

constexpr auto sweep_interval = std::chrono::milliseconds(250);
constexpr int unsent_low_water = 128 * 1024;

struct Loop : IoThread {
    using IoThread::IoThread;
    void sweep();

    asio::io_context io{1};
    tcp::acceptor acceptor{io};
    tcp::endpoint peer;  // of the connection being accepted
    asio::steady_timer pause{io}, sweeper{io};
    std::vector<char> scratch = std::vector<char>(64 * 1024);  // for one read at a time
    bool closing = false;  // nothing new begins: a timer may have gone off before it could be cancelled
    std::mutex gate;       // nothing is posted once `ended` is set: whoever waited for it would wait for ever
    bool ended = false;
    std::thread thread;
};

// One timer for all connections: arming one per request and connection costs more than looking at each of them now and
// then.
void Loop::sweep() {
    sweeper.expires_after(sweep_interval);
    sweeper.async_wait([this](error_code failure) {
        if (failure || closing) return;
        sweep();
        const auto now = Clock::now();
        // Backwards, because a connection that closes puts the last one in its place.
        for (auto i = connections.size(); i-- > 0;) connections[i]->check(now);
    });
}

class SocketConnection final : public Connection {
public:
    SocketConnection(Loop& loop, tcp::socket socket, std::string peer)
        : Connection(loop, std::move(peer)), loop_(loop), socket_(std::move(socket)) {}

private:
    std::shared_ptr<SocketConnection> self() { return std::static_pointer_cast<SocketConnection>(shared_from_this()); }

    static Outcome outcome_of(error_code failure) {
        if (!failure) return Outcome::moved;
        if (failure == asio::error::would_block) return Outcome::would_block;
        return failure == asio::error::eof ? Outcome::ended : Outcome::broken;
    }

    Transfer read_socket(std::string_view& bytes) override {
        error_code failure;
        const auto count = socket_.read_some(asio::buffer(loop_.scratch), failure);
        bytes = {loop_.scratch.data(), count};
        return {outcome_of(failure), count};
    }

    Transfer write_socket(const std::array<std::string_view, 3>& parts) override {
        std::array<asio::const_buffer, 3> buffers;
        std::ranges::transform(parts, buffers.begin(), [](auto part) { return asio::buffer(part); });
        error_code failure;
        const auto count = socket_.write_some(buffers, failure);
        return {outcome_of(failure), count};
    }

    void await_readable() override {
        awaits_readable_ = true;
        socket_.async_wait(tcp::socket::wait_read, [me = self()](error_code failure) {
            me->awaits_readable_ = false;
            if (!failure) me->on_readable();
        });
    }

    void await_writable() override {
        awaits_writable_ = true;
        socket_.async_wait(tcp::socket::wait_write, [me = self()](error_code failure) {
            me->awaits_writable_ = false;
            if (!failure) me->advance();
        });
    }

    void await(Clock::time_point due, std::function<void()> then) override {
        delay_.emplace(loop_.io, due);
        delay_->async_wait([me = self(), then = std::move(then)](error_code) { then(); });
    }

    bool end_output() override {
        error_code failure;
        socket_.shutdown(tcp::socket::shutdown_send, failure);
        return !failure;
    }

    void close_socket(bool reset) override {
        error_code ignored;
        if (reset) socket_.set_option(asio::socket_base::linger(true, 0), ignored);
        socket_.close(ignored);
        delay_.reset();
    }

    bool post(std::function<void()> task) override {
        const std::lock_guard lock(loop_.gate);
        if (!loop_.ended) asio::post(loop_.io, std::move(task));
        return !loop_.ended;
    }

    Loop& loop_;
    tcp::socket socket_;
    std::optional<asio::steady_timer> delay_;
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
    tcp::endpoint endpoint() const;
    void listen(Loop&, tcp::endpoint, bool share);
    void accept(Loop&);
    void adopt(Loop&, tcp::socket, const tcp::endpoint& peer);
    void take_waiting(Loop&);
    void run(Loop&);
    std::uint64_t open() const;

    const std::string address_;
    std::uint16_t port_;
    std::shared_ptr<Serving> serving_;
    std::vector<std::shared_ptr<Loop>> loops_;
    bool started_ = false, shares_port_ = true;
    std::size_t next_ = 0;  // who gets the next connection when one acceptor serves all
};

tcp::endpoint Server::Impl::endpoint() const {
    error_code failure;
    const auto address = asio::ip::make_address(address_ == "localhost" ? "127.0.0.1" : address_, failure);
    if (!failure) return {address, port_};
    throw Error(Condition::unavailable, "Cannot listen on \"" + address_ +
                                            "\": it is not an IP address. Use one such as 127.0.0.1, 0.0.0.0 or ::.");
}

void Server::Impl::listen(Loop& loop, tcp::endpoint at, bool share) {
    error_code failure;
    auto& acceptor = loop.acceptor;
    const auto must = [&](auto&& action) {
        if (!failure) action();
    };
    const auto on = [&](int level, int option, int value) {
        return ::setsockopt(acceptor.native_handle(), level, option, &value, sizeof value) == 0;
    };
    must([&] { acceptor.open(at.protocol(), failure); });
    must([&] { acceptor.set_option(tcp::acceptor::reuse_address(true), failure); });
    if (at.address().is_v6()) must([&] { acceptor.set_option(asio::ip::v6_only(false), failure); });
    if (share && !failure) shares_port_ = on(SOL_SOCKET, SO_REUSEPORT, 1);
    must([&] { acceptor.bind(at, failure); });
    // Linux hands these on to the connections, which saves a call for each. The low-water mark keeps a slow client's
    // answers out of the kernel's memory, and lets its progress be seen.
    must([&] {
        on(IPPROTO_TCP, TCP_NODELAY, 1);
        on(IPPROTO_TCP, TCP_NOTSENT_LOWAT, unsent_low_water);
        acceptor.listen(4096, failure);
    });
    must([&] { port_ = acceptor.local_endpoint(failure).port(); });
    if (!failure) return;
    error_code ignored;
    acceptor.close(ignored);
    std::string why = failure.message(), advice = "Choose another address or port.";
    if (failure == asio::error::address_in_use) {
        why = "the port is in use";
        advice = "Stop the other program or choose another port with --port.";
    } else if (failure == asio::error::access_denied) {
        why = "permission denied";
        advice = "Ports below 1024 are for root; choose another one with --port.";
    } else if (failure == boost::system::errc::address_not_available ||
               failure == asio::error::address_family_not_supported) {
        why = "this machine does not have that address";
        advice = "Use 127.0.0.1 for this machine alone or 0.0.0.0 for all of its addresses.";
    }
    throw Error(Condition::unavailable,
                "Cannot listen on " + address_ + " port " + std::to_string(at.port()) + ": " + why + ". " + advice,
                failure.message());
}

void Server::Impl::start() {
    auto at = endpoint();
    // Sharing would let a second server slip in beside a first one unnoticed, so the port must be free to begin with.
    if (port_ != 0) {
        listen(*loops_.front(), at, false);
        loops_.front()->acceptor.close();
    }
    for (const auto& loop : loops_) {
        at.port(port_);
        if (shares_port_) listen(*loop, at, loops_.size() > 1);
    }
    for (const auto& loop : loops_) {
        if (loop->acceptor.is_open()) accept(*loop);
        loop->sweep();
        loop->thread = std::thread([this, l = loop.get()] { run(*l); });
    }
    started_ = true;
}

void Server::Impl::run(Loop& loop) {
    loop.enter();
    for (;;) try {
            loop.io.run();
            return;
        } catch (const std::exception& e) {
            log::error("http", {{"error", e.what()}});
        }
}

void Server::Impl::accept(Loop& loop) {
    Loop& target = shares_port_ ? loop : *loops_[next_++ % loops_.size()];
    loop.acceptor.async_accept(target.io, loop.peer, [this, &loop, &target](error_code failure, tcp::socket socket) {
        if (!failure && &loop == &target)
            adopt(target, std::move(socket), loop.peer);
        else if (!failure)
            asio::post(target.io, [this, &target, s = std::move(socket), peer = loop.peer]() mutable {
                adopt(target, std::move(s), peer);
            });
        if (!loop.acceptor.is_open()) return;
        if (!failure || failure == asio::error::connection_aborted) return accept(loop);
        // Out of files or memory: trying again at once would only burn the processor.
        log::warning("accept", {{"error", failure.message()}});
        loop.pause.expires_after(std::chrono::milliseconds(100));
        loop.pause.async_wait([this, &loop](error_code) {
            if (loop.acceptor.is_open()) accept(loop);
        });
    });
}

void Server::Impl::adopt(Loop& loop, tcp::socket socket, const tcp::endpoint& peer) {
    error_code failure;
    socket.non_blocking(true, failure);
    if (failure || loop.closing) return;
    loop.accepted.add();
    auto address = peer.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    const auto connection = std::make_shared<SocketConnection>(loop, std::move(socket), address.to_string());
    if (open() < serving_->limits.max_connections)
        connection->begin();
    else
        connection->turn_away();
    if (serving_->stopping) connection->wind_down();
}

// Whoever is connected already would be reset together with the acceptor.
void Server::Impl::take_waiting(Loop& loop) {
    error_code failure;
    if (!loop.acceptor.is_open()) return;
    loop.acceptor.non_blocking(true, failure);
    while (!failure) {
        tcp::endpoint peer;
        auto socket = loop.acceptor.accept(loop.io, peer, failure);
        if (!failure) adopt(loop, std::move(socket), peer);
    }
    loop.acceptor.close(failure);
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
        for (const auto& loop : loops_) asio::post(loop->io, [l = loop.get(), action] { action(*l); });
    };
    on_each([this](Loop& loop) {
        take_waiting(loop);
        for (auto i = loop.connections.size(); i-- > 0;) loop.connections[i]->wind_down();
    });
    const auto until = Clock::now() + seconds(grace_seconds);
    while (open() > 0 && Clock::now() < until) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    on_each([](Loop& loop) {
        for (auto i = loop.connections.size(); i-- > 0;) loop.connections[i]->close();
        loop.closing = true;
        loop.sweeper.cancel();
        loop.pause.cancel();
    });
    for (const auto& loop : loops_) {
        loop->thread.join();
        {
            const std::lock_guard lock(loop->gate);
            loop->ended = true;
        }
        loop->io.restart();
        loop->io.poll();
    }
}

Server::Server(std::string address, std::uint16_t port, ServerLimits limits, Handle handle, Refuse refuse,
               TakesLongBody takes_long_body) {
    auto serving = std::make_shared<Serving>(limits, std::move(takes_long_body));
    serving->handle = std::move(handle);
    serving->refuse = std::move(refuse);
    impl_ = std::make_unique<Impl>(std::move(address), port, std::move(serving));
}
Server::~Server() = default;

void Server::start() { impl_->start(); }
std::uint16_t Server::port() const { return impl_->port(); }
unsigned Server::threads() const { return impl_->threads(); }
ServerCounts Server::counts() const { return impl_->counts(); }
void Server::stop(int grace_seconds) { impl_->stop(grace_seconds); }

}  // namespace crm

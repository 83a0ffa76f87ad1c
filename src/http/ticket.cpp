// How an answer gets from the thread that made it to the thread of its connection.
#include "http/ticket.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace crm {
namespace {

struct Gathered : Sink {
    std::string text;
    bool write(std::string_view more) override {
        text += more;
        return true;
    }
};

// There may be thousands, none of which needs to be far ahead of its client.
constexpr std::size_t outlet_bytes = 32 * 1024;

// Lives as long as the maker of what is pushed likes. The thread outlives the connection, which is destroyed first.
struct Wake {
    std::shared_ptr<IoThread> thread;
    std::shared_ptr<Connection> connection;
    void operator()() const {
        connection->on_thread([c = connection] { c->advance(); });
    }
};

}  // namespace

Ticket::Ticket(std::shared_ptr<Connection> connection)
    : thread_(connection->thread().shared_from_this()),
      connection_(std::move(connection)),
      head_only_(connection_->head_only()) {}

Ticket::~Ticket() {
    if (answered_) return;
    try {
        connection_->on_thread([c = connection_] { c->fail(); });
    } catch (const std::exception& e) {
        log::error("http", {{"error", e.what()}});
    }
}

void Ticket::answer(Response response) {
    if (answered_.exchange(true)) return;
    const auto stream = std::exchange(response.stream, nullptr);
    const auto push = std::exchange(response.push, nullptr);
    const bool measured = !stream && !push;
    if (measured || head_only_ || is_bodiless(response.status)) return give(std::move(response), measured);
    if (push) return open(push, std::move(response));
    // An io thread that waited for a slow client would keep itself from serving it.
    if (IoThread::current()) return gather(stream, std::move(response));
    pump(stream, std::move(response));
}

void Ticket::give(Response response, bool measured) {
    if (IoThread::current() == thread_.get()) return connection_->deliver(std::move(response), nullptr, measured);
    connection_->on_thread([c = connection_, r = std::move(response), measured]() mutable {
        c->deliver(std::move(r), nullptr, measured);
    });
}

void Ticket::open(const std::function<void(std::shared_ptr<Outlet>)>& push, Response response) {
    const auto limit = std::min(outlet_bytes, thread_->serving->limits.stream_buffer_bytes);
    const auto pipe = std::make_shared<Pipe>(limit, Wake{thread_, connection_}, Pipe::Maker::pushes);
    const bool taken = connection_->on_thread([c = connection_, r = std::move(response), p = pipe]() mutable {
        c->deliver(std::move(r), std::move(p), false);
    });
    if (!taken) return pipe->close();
    push(pipe);
}

void Ticket::gather(const std::function<void(Sink&)>& stream, Response response) {
    Gathered whole;
    try {
        stream(whole);
    } catch (...) {
        answered_ = false;
        throw;
    }
    response.body = std::move(whole.text);
    give(std::move(response), true);
}

void Ticket::pump(const std::function<void(Sink&)>& stream, Response response) {
    bool started = false;
    std::shared_ptr<Pipe> pipe;
    const auto limit = std::max<std::size_t>(thread_->serving->limits.stream_buffer_bytes / 2, 1);
    pipe = std::make_shared<Pipe>(limit, [&] {
        const bool taken = std::exchange(started, true)
                               ? connection_->on_thread([c = connection_] { c->advance(); })
                               : connection_->on_thread([c = connection_, r = std::move(response), p = pipe]() mutable {
                                     c->deliver(std::move(r), std::move(p), false);
                                 });
        if (!taken) pipe->close();
    });
    try {
        stream(*pipe);
    } catch (...) {
        if (started)
            pipe->abandon();
        else
            answered_ = false;
        throw;
    }
    if (started) return pipe->finish();
    pipe->take(response.body);
    give(std::move(response), true);
}

}  // namespace crm

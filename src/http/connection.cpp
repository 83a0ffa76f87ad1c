// The order of things on a connection, and how long each may take.
#include "http/connection.hpp"

#include "base/log.hpp"
#include "http/ticket.hpp"

namespace crm {
namespace {

using std::chrono::seconds;
using Reading = RequestReader::State;

constexpr auto never = Connection::Clock::time_point::max();
constexpr auto linger = seconds(2);       // for the client to read the last answer before the connection goes
constexpr std::size_t least_rate = 1024;  // bytes per second; who is slower is cut after a timeout
constexpr std::size_t turned_away_at_once = 1024;

}  // namespace

Connection::Connection(IoThread& thread, std::string peer)
    : thread_(thread),
      peer_(std::move(peer)),
      reader_(limits().header_bytes, limits().body_bytes, &thread.serving->long_bodies, &thread.serving->body_memory) {}

void Connection::join_thread() {
    place_ = thread_.connections.size();
    thread_.connections.push_back(shared_from_this());
}

void Connection::begin() {
    join_thread();
    thread_.open.add();
    give_time(limits().idle_timeout_s);
    advance();
}

void Connection::turn_away() {
    thread_.refused.add();
    if (thread_.turned_away >= turned_away_at_once) {
        phase_ = Phase::closed;
        return;
    }
    ++thread_.turned_away;
    turned_away_ = true;
    join_thread();
    refuse(503, "Too many connections.");
    advance();
}

void Connection::close(bool reset) {
    if (phase_ == Phase::closed) return;
    phase_ = Phase::closed;
    writer_.stop();
    close_socket(reset);
    if (turned_away_)
        --thread_.turned_away;
    else
        thread_.open.fetch_sub(1, std::memory_order_relaxed);
    const auto self = shared_from_this();
    auto& all = thread_.connections;
    all[place_] = all.back();
    all[place_]->place_ = place_;
    all.pop_back();
}

void Connection::wind_down() {
    if (writer_.is_pushed()) {
        writer_.finish();
        advance();
        if (phase_ == Phase::writing) close(true);  // a client that is behind would keep the others waiting
        return;
    }
    if (phase_ == Phase::reading) on_readable();
    if (phase_ == Phase::reading && seen_ == Reading::idle) close();
}

void Connection::give_time(int timeout_s) {
    progress_ = 0;
    deadline_ = Clock::now() + seconds(timeout_s);
}

// Bytes move the deadline, but only by the thousand: a trickle does not.
void Connection::made_progress(std::size_t bytes, int timeout_s) {
    if ((progress_ += bytes) >= least_rate * static_cast<std::size_t>(timeout_s)) give_time(timeout_s);
}

void Connection::check(Clock::time_point now) {
    // A slow maker of a stream may have left less than is worth a packet.
    if (phase_ == Phase::writing && writer_.streams()) advance();
    // Whoever has ended their side cannot be told from somebody who left, and a maker may push nothing for long.
    if (phase_ == Phase::writing && writer_.is_pushed() && is_input_over()) return close();
    if (now < deadline_) return;
    if (phase_ != Phase::reading) return close(phase_ == Phase::writing);
    if (seen_ == Reading::idle) return close();
    refuse(408, "The request took too long.");
    advance();
}

void Connection::advance() {
    if (advancing_) return;  // an answer given inside handle(): the loop below goes on with it
    advancing_ = true;
    try {
        while (step()) {
        }
    } catch (const std::exception& e) {
        log::error("http", {{"error", e.what()}});
        close();
    }
    advancing_ = false;
}

bool Connection::step() {
    switch (phase_) {
        case Phase::reading:
            return read_on();
        case Phase::writing:
            return write_on();
        case Phase::draining:
            want_readable();
            return false;
        case Phase::handling:
        case Phase::delayed:
        case Phase::closed:
            return false;
    }
    return false;
}

// Waiting first and reading then costs no more than the other way round, and an idle connection holds no buffer.
void Connection::want_readable() {
    if (!awaits_readable_) await_readable();
}

void Connection::on_readable() {
    if (phase_ != Phase::reading && phase_ != Phase::draining) return;
    std::string_view bytes;
    const auto [outcome, count] = read_socket(bytes);
    if (outcome == Outcome::broken) return close();
    if (outcome == Outcome::ended) {
        if (phase_ == Phase::draining || seen_ == Reading::idle) return close();
        refuse(400, "The request is not complete.");
    } else if (outcome == Outcome::moved && phase_ == Phase::reading) {
        reader_.append(bytes);
        if (seen_ == Reading::body) made_progress(count, limits().body_timeout_s);
    }
    advance();
}

bool Connection::read_on() {
    const auto before = std::exchange(seen_, reader_.read());
    if (seen_ == Reading::complete) return dispatch(), true;
    if (seen_ == Reading::refused) {
        refuse(reader_.refusal().status, reader_.refusal().reason);
        return true;
    }
    if (seen_ == Reading::head && before != seen_) give_time(limits().header_timeout_s);
    if (seen_ == Reading::body && before != seen_) go_on_with_body();
    if (phase_ == Phase::reading) want_readable();
    return false;
}

void Connection::go_on_with_body() {
    give_time(limits().body_timeout_s);
    if (!reader_.waits_for_continue()) return;
    constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    // Nothing else is on its way out, so the socket takes these few bytes, or it is broken.
    if (write_socket({go_on, {}, {}}).bytes != go_on.size()) close();
}

void Connection::learn_request() {
    keep_alive_ = reader_.framing().keep_alive;
    http10_ = reader_.framing().http10;
    head_only_ = reader_.request().method == "HEAD";
    const auto id = reader_.request().header("X-Request-Id");
    constexpr std::string_view allowed = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-";
    const bool usable = !id.empty() && id.size() <= 64 && id.find_first_not_of(allowed) == std::string_view::npos;
    request_id_ = usable ? std::string(id) : thread_.new_id();
}

void Connection::dispatch() {
    learn_request();
    Request request = reader_.take();
    request.peer = peer_;
    request.worker = thread_.index;
    request.id = request_id_;
    request.received = std::chrono::steady_clock::now();
    phase_ = Phase::handling;
    deadline_ = never;
    thread_.requests.add();
    thread_.join_turn();
    const auto ticket = std::make_shared<Ticket>(shared_from_this());
    try {
        thread_.serving->handle(std::move(request), [ticket](Response r) { ticket->answer(std::move(r)); });
    } catch (const std::exception& e) {
        log::error("http", {{"request", request_id_}, {"error", e.what()}});
        if (ticket->withdraw()) fail();
    }
}

void Connection::refuse(int status, std::string_view reason) {
    if (!turned_away_) thread_.refused.add();
    learn_request();
    // A half-read body may lie in a file that others need.
    reader_.clear();
    keep_alive_ = false;
    start_writing(refusal(status, reason), nullptr, true);
}

Response Connection::refusal(int status, std::string_view reason) const {
    Response response;
    try {
        response = thread_.serving->refuse(status, reason);
        response.stream = nullptr;
    } catch (const std::exception& e) {
        log::error("http", {{"error", e.what()}});
        response.status = status;
    }
    return response;
}

void Connection::fail() { deliver(refusal(500, "A server error occurred."), nullptr, true); }

void Connection::deliver(Response response, std::shared_ptr<Pipe> pipe, bool measured) {
    if (phase_ != Phase::handling) {
        if (pipe) pipe->close();
        return;
    }
    const auto due = response.not_before;
    if (!due || *due <= Clock::now()) {
        start_writing(std::move(response), std::move(pipe), measured);
        return advance();
    }
    phase_ = Phase::delayed;
    await(*due, [this, r = std::move(response), p = std::move(pipe), measured]() mutable {
        if (phase_ != Phase::delayed) return p ? p->close() : void();
        start_writing(std::move(r), std::move(p), measured);
        advance();
    });
}

void Connection::start_writing(Response response, std::shared_ptr<Pipe> pipe, bool measured) {
    const auto length = measured ? std::optional<std::uint64_t>(response.whole_body().size()) : response.stream_length;
    // Without chunks and a length the end of the connection is the end of the body.
    if (stopping() || (pipe && http10_ && !length)) keep_alive_ = false;
    HeadFacts facts;
    facts.date = thread_.date();
    facts.request_id = request_id_;
    facts.http10 = http10_;
    facts.keep_alive = keep_alive_;
    facts.chunked = pipe && !http10_ && !length;
    facts.content_length = length;
    writer_.start(std::move(response), std::move(pipe), facts, head_only_);
    phase_ = Phase::writing;
    give_time(limits().write_timeout_s);
    if (stopping() && writer_.is_pushed()) writer_.finish();
}

bool Connection::write_on() {
    if (awaits_writable_) return false;
    while (writer_.has_pending()) {
        const auto [outcome, count] = write_socket(writer_.pending());
        if (outcome == Outcome::would_block) return await_writable(), false;
        if (outcome != Outcome::moved) return close(), false;
        writer_.sent(count);
        thread_.bytes_out.add(count);
        made_progress(count, limits().write_timeout_s);
    }
    switch (writer_.next()) {
        case ResponseWriter::Next::send:
            give_time(limits().write_timeout_s);
            return true;
        // The server's own slowness is not the client's.
        case ResponseWriter::Next::wait:
            deadline_ = never;
            return false;
        // Without the last chunk, or by the reset, the client sees that something is missing.
        case ResponseWriter::Next::broken:
            close(true);
            return false;
        case ResponseWriter::Next::done:
            finish_response();
            return true;
    }
    return false;
}

void Connection::finish_response() {
    if (keep_alive_ && !stopping()) {
        phase_ = Phase::reading;
        seen_ = Reading::idle;
        return give_time(limits().idle_timeout_s);
    }
    // Closing with unread input would reset the connection, and the client might lose the answer.
    if (!end_output()) return close();
    reader_.clear();
    phase_ = Phase::draining;
    deadline_ = Clock::now() + linger;
}

}  // namespace crm

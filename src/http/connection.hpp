// One client's connection: requests in, answers out, in order, each step with a deadline. The socket is server.cpp's.
#pragma once
#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "http/io_thread.hpp"
#include "http/pipe.hpp"
#include "http/request_reader.hpp"
#include "http/response_writer.hpp"

namespace crm {

// Everything here runs on the connection's io thread, except on_thread().
class Connection : public std::enable_shared_from_this<Connection> {
public:
    using Clock = std::chrono::steady_clock;

    Connection(IoThread&, std::string peer);
    virtual ~Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void begin();
    void turn_away();  // 503: there are too many
    void advance();    // as far as it goes without waiting
    void on_readable();
    // `measured`: the body is whole and its length may be told.
    void deliver(Response, std::shared_ptr<Pipe>, bool measured);
    void fail();
    void check(Clock::time_point now);  // of the deadline; called a few times a second
    void wind_down();                   // the server stops: what has arrived is still answered
    void close(bool reset = false);

    // Runs the task on the io thread: at once when called there, later when called elsewhere. False: never, the server
    // has stopped.
    bool on_thread(std::function<void()> task) {
        if (IoThread::current() != &thread_) return post(std::move(task));
        task();
        return true;
    }
    bool head_only() const { return head_only_; }
    IoThread& thread() { return thread_; }

protected:
    enum class Outcome { moved, would_block, ended, broken };
    struct Transfer {
        Outcome outcome;
        std::size_t bytes = 0;
    };
    virtual Transfer read_socket(std::string_view& bytes) = 0;
    virtual Transfer write_socket(const std::array<std::string_view, 3>& parts) = 0;
    virtual bool is_input_over() const = 0;
    virtual void await_readable() = 0;  // then on_readable()
    virtual void await_writable() = 0;  // then advance()
    virtual void await(Clock::time_point, std::function<void()>) = 0;
    virtual bool end_output() = 0;
    virtual void close_socket(bool reset) = 0;  // nothing that was awaited happens after it
    virtual bool post(std::function<void()>) = 0;

    bool awaits_readable_ = false, awaits_writable_ = false;

private:
    enum class Phase { reading, handling, delayed, writing, draining, closed };

    void join_thread();
    bool step();
    bool read_on();
    void go_on_with_body();
    void dispatch();
    void refuse(int status, std::string_view reason);
    Response refusal(int status, std::string_view reason) const;
    void learn_request();
    void start_writing(Response, std::shared_ptr<Pipe>, bool measured);
    bool write_on();
    void finish_response();
    void want_readable();
    void give_time(int timeout_s);
    void made_progress(std::size_t bytes, int timeout_s);
    const ServerLimits& limits() const { return thread_.serving->limits; }
    bool stopping() const { return thread_.serving->stopping.load(std::memory_order_relaxed); }

    IoThread& thread_;
    const std::string peer_;
    std::size_t place_ = 0;  // in IoThread::connections
    Phase phase_ = Phase::reading;
    bool advancing_ = false, turned_away_ = false;
    Clock::time_point deadline_ = Clock::time_point::max();
    std::size_t progress_ = 0;

    RequestReader reader_;
    RequestReader::State seen_ = RequestReader::State::idle;
    std::string request_id_;
    bool keep_alive_ = true, http10_ = false, head_only_ = false;
    ResponseWriter writer_;
};

}  // namespace crm

// Carries a body from the threads that make it to the thread that sends it, in bounded memory.
#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "http/response.hpp"

namespace crm {

class Pipe : public Sink, public Outlet {
public:
    enum class Maker { waits, pushes };

    // `wake` is called on the writing thread when there is something to take: first when a good deal has gathered,
    // later when the reader has come up empty. What is
    // pushed does not gather first.
    Pipe(std::size_t limit, std::function<void()> wake, Maker maker = Maker::waits)
        : limit_(limit), wake_(std::move(wake)), maker_(maker) {}

    bool write(std::string_view) override;  // blocks while the pipe is full; false once closed
    Taken push(std::string_view) override;
    bool is_open() const override;
    bool has_room() const override;
    void finish() override;  // nothing follows
    void abandon();          // what follows is lost: the connection must not end as if all were well

    enum class State { open, finished, abandoned };
    State take(std::string& out);  // replaces `out` by all there is
    void close();                  // the reader is gone
    bool is_pushed() const { return maker_ == Maker::pushes; }

private:
    void wake_reader(std::unique_lock<std::mutex>&);

    const std::size_t limit_;
    std::function<void()> wake_;
    const Maker maker_;
    mutable std::mutex mutex_;
    std::condition_variable room_;
    std::string held_;
    State state_ = State::open;
    bool closed_ = false, reader_waits_ = true;
};

}  // namespace crm

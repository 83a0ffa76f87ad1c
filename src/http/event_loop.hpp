// What one thread waits for: descriptors that become ready, times that come, tasks of other threads. Linux epoll(7).
#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace crm {

// A file descriptor that closes itself.
class Descriptor {
public:
    explicit Descriptor(int fd = -1) : fd_(fd) {}
    Descriptor(Descriptor&& from) noexcept : fd_(std::exchange(from.fd_, -1)) {}
    Descriptor& operator=(Descriptor&& from) noexcept {
        std::swap(fd_, from.fd_);
        return *this;
    }
    ~Descriptor() { close(); }
    void close();
    int get() const { return fd_; }
    bool is_open() const { return fd_ >= 0; }

private:
    int fd_;
};

class EventLoop {
public:
    using Clock = std::chrono::steady_clock;
    using Task = std::function<void()>;

    struct Ready {
        bool readable = false, writable = false;
        bool ended = false;  // nothing more will come in after what is there, or there was an error
    };
    class Watcher {
    public:
        virtual void on_ready(Ready) = 0;  // once each time there is more of it than before

    protected:
        ~Watcher() = default;
    };

    EventLoop();  // throws std::system_error, as watch() does
    ~EventLoop();

    // These are for the loop's own thread. A watcher is told of its descriptor until that is closed, and must live
    // until the end of the turn in which that happens.
    void watch(const Descriptor&, Watcher&);
    void at(Clock::time_point, Task);
    void after_turn(Task);                // when all that is ready now has been handled
    void keep(std::shared_ptr<void> it);  // until then
    void end() { ends_ = true; }          // makes run() return

    bool post(Task);  // from any thread; false: never, finish() was called

    void run();     // what a watcher or a task throws is logged
    void finish();  // after run(), on any thread: runs what was posted, and what would have been run at a later time

private:
    int wait();  // the number of events
    void run_due();
    void run_posted();
    void end_turn();

    Descriptor epoll_, wake_;
    struct Events;
    std::unique_ptr<Events> events_;
    std::multimap<Clock::time_point, Task> timers_;
    std::vector<Task> after_turn_;
    std::vector<std::shared_ptr<void>> kept_;
    bool ends_ = false;

    std::mutex mutex_;  // of what follows
    std::vector<Task> posted_;
    bool sleeps_ = false, finished_ = false;
};

}  // namespace crm

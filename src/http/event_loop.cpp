// Edge-triggered, so that a descriptor is told to the kernel once, however often it becomes ready.
#include "http/event_loop.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

#include "base/log.hpp"

namespace crm {
namespace {

constexpr int most_events = 256;

void require(bool worked, const char* what) {
    if (!worked) throw std::system_error(errno, std::generic_category(), what);
}

void watch_fd(int epoll, int fd, std::uint32_t events, void* whom) {
    epoll_event event{};
    event.events = events | EPOLLET;
    event.data.ptr = whom;
    require(::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl");
}

EventLoop::Ready ready_of(std::uint32_t events) {
    const bool failed = (events & (EPOLLHUP | EPOLLERR)) != 0, ended = failed || (events & EPOLLRDHUP) != 0;
    return {ended || (events & EPOLLIN) != 0, failed || (events & EPOLLOUT) != 0, ended};
}

// What goes wrong in one of them must not keep the others from being run.
void run_guarded(const EventLoop::Task& task) {
    try {
        task();
    } catch (const std::exception& e) {
        log::error("http", {{"error", e.what()}});
    }
}

}  // namespace

void Descriptor::close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

struct EventLoop::Events {
    std::array<epoll_event, most_events> all;
};

EventLoop::EventLoop()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      events_(std::make_unique<Events>()) {
    require(epoll_.is_open() && wake_.is_open(), "epoll");
    // Each write to it is an edge, read or not.
    watch_fd(epoll_.get(), wake_.get(), EPOLLIN, nullptr);
}

EventLoop::~EventLoop() = default;

void EventLoop::watch(const Descriptor& descriptor, Watcher& watcher) {
    watch_fd(epoll_.get(), descriptor.get(), EPOLLIN | EPOLLOUT | EPOLLRDHUP, &watcher);
}

void EventLoop::at(Clock::time_point time, Task task) { timers_.emplace(time, std::move(task)); }

void EventLoop::after_turn(Task task) { after_turn_.push_back(std::move(task)); }

void EventLoop::keep(std::shared_ptr<void> it) { kept_.push_back(std::move(it)); }

bool EventLoop::post(Task task) {
    {
        const std::lock_guard lock(mutex_);
        if (finished_) return false;
        posted_.push_back(std::move(task));
        if (!std::exchange(sleeps_, false)) return true;
    }
    ::eventfd_write(wake_.get(), 1);
    return true;
}

void EventLoop::run() {
    while (!ends_) {
        const int count = wait();
        for (int i = 0; i < count; ++i) {
            const auto& event = events_->all[static_cast<std::size_t>(i)];
            auto* watcher = static_cast<Watcher*>(event.data.ptr);
            if (watcher) run_guarded([=, ready = ready_of(event.events)] { watcher->on_ready(ready); });
        }
        run_due();
        run_posted();
        end_turn();
    }
}

int EventLoop::wait() {
    using std::chrono::milliseconds;
    milliseconds timeout{-1};
    if (!timers_.empty())
        timeout = std::max(milliseconds{0}, std::chrono::ceil<milliseconds>(timers_.begin()->first - Clock::now()));
    {
        const std::lock_guard lock(mutex_);
        sleeps_ = posted_.empty() && after_turn_.empty();
        if (!sleeps_) timeout = milliseconds{0};
    }
    const int count = ::epoll_wait(epoll_.get(), events_->all.data(), most_events, static_cast<int>(timeout.count()));
    return std::max(count, 0);
}

void EventLoop::run_due() {
    while (!timers_.empty() && timers_.begin()->first <= Clock::now()) {
        const auto first = timers_.extract(timers_.begin());
        run_guarded(first.mapped());
    }
}

void EventLoop::run_posted() {
    std::vector<Task> tasks;
    {
        const std::lock_guard lock(mutex_);
        sleeps_ = false;
        tasks.swap(posted_);
    }
    for (const Task& task : tasks) run_guarded(task);
}

void EventLoop::end_turn() {
    std::vector<Task> tasks;
    tasks.swap(after_turn_);
    for (const Task& task : tasks) run_guarded(task);
    kept_.clear();
}

void EventLoop::finish() {
    {
        const std::lock_guard lock(mutex_);
        finished_ = true;
    }
    run_posted();
    while (!timers_.empty()) run_guarded(timers_.extract(timers_.begin()).mapped());
    end_turn();
}

}  // namespace crm

// The bounded buffer between the maker of a stream and its connection.
#include "http/pipe.hpp"

#include <algorithm>

namespace crm {
namespace {
constexpr std::size_t worth_a_packet = 16 * 1024;
}

bool Pipe::write(std::string_view text) {
    std::unique_lock lock(mutex_);
    while (!text.empty() && !closed_) {
        const auto taken = std::min(text.size(), limit_ - held_.size());
        held_.append(text.substr(0, taken));
        text.remove_prefix(taken);
        if (reader_waits_ && held_.size() >= std::min(worth_a_packet, limit_)) wake_reader(lock);
        room_.wait(lock, [&] { return closed_ || text.empty() || held_.size() < limit_; });
    }
    return !closed_;
}

// A text longer than the pipe goes alone, for it must go somehow.
Outlet::Taken Pipe::push(std::string_view text) {
    std::unique_lock lock(mutex_);
    if (closed_ || state_ != State::open) return Taken::never;
    if (!held_.empty() && held_.size() + text.size() > limit_) return Taken::later;
    held_ += text;
    if (reader_waits_) wake_reader(lock);
    return Taken::yes;
}

bool Pipe::is_open() const {
    const std::lock_guard lock(mutex_);
    return !closed_ && state_ == State::open;
}

bool Pipe::has_room() const {
    const std::lock_guard lock(mutex_);
    return held_.size() <= limit_ / 2;
}

void Pipe::finish() {
    std::unique_lock lock(mutex_);
    state_ = State::finished;
    if (reader_waits_) wake_reader(lock);
}

void Pipe::abandon() {
    std::unique_lock lock(mutex_);
    state_ = State::abandoned;
    if (reader_waits_) wake_reader(lock);
}

void Pipe::wake_reader(std::unique_lock<std::mutex>& lock) {
    reader_waits_ = false;
    lock.unlock();
    wake_();
    lock.lock();
}

Pipe::State Pipe::take(std::string& out) {
    std::lock_guard lock(mutex_);
    out.clear();
    out.swap(held_);
    reader_waits_ = out.empty();
    if (reader_waits_) held_ = out = std::string();  // while there is nothing to send, no memory is kept for it
    room_.notify_one();
    return state_;
}

void Pipe::close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
    room_.notify_one();
}

}  // namespace crm

// Threads that wait for work.
#include "app/pool.hpp"

namespace crm {

Pool::Pool(unsigned threads, std::size_t queue_limit, Open open, Pause pause)
    : queue_limit_(queue_limit), open_(std::move(open)), pause_(pause) {
    threads_.reserve(threads);
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Pool::~Pool() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    more_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

bool Pool::submit(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || queue_.size() >= queue_limit_) return false;
        queue_.push_back(std::move(job));
    }
    more_.notify_one();
    return true;
}

std::size_t Pool::queued() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

void Pool::work() {
    constexpr int most_in_a_row = 16;
    const auto database = open_();
    int in_a_row = 0;
    std::unique_lock lock(mutex_);
    for (;;) {
        if (in_a_row > 0 && (queue_.empty() || in_a_row == most_in_a_row)) {
            lock.unlock();
            pause_();
            in_a_row = 0;
            lock.lock();
        }
        more_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (queue_.empty()) return;
        {
            const Job job = std::move(queue_.front());
            queue_.pop_front();
            lock.unlock();
            job(*database);
        }
        ++in_a_row;
        lock.lock();
    }
}

}  // namespace crm

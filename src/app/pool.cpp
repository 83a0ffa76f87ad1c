// Threads that wait for work.
#include "app/pool.hpp"

namespace crm {

Pool::Pool(unsigned threads, std::size_t queue_limit, Open open) : queue_limit_(queue_limit), open_(std::move(open)) {
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
    const auto database = open_();
    std::unique_lock lock(mutex_);
    for (;;) {
        more_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (queue_.empty()) return;
        {
            const Job job = std::move(queue_.front());
            queue_.pop_front();
            lock.unlock();
            job(*database);
        }
        lock.lock();
    }
}

}  // namespace crm

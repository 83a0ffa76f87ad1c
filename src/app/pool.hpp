// A bounded queue and the threads that work it off, each with a database of its own.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "db/database.hpp"

namespace crm {

class Pool {
public:
    using Job = std::function<void(Database&)>;  // must not throw
    using Open = std::function<std::unique_ptr<Database>()>;
    using Pause = void (*)();

    // A thread calls `pause` before it waits for more, and after some jobs in a row.
    Pool(
        unsigned threads, std::size_t queue_limit, Open open, Pause pause = [] {});
    ~Pool();  // works off what is queued, then stops

    bool submit(Job);  // false when the queue is full or the pool is stopping
    std::size_t queued() const;

private:
    void work();

    const std::size_t queue_limit_;
    const Open open_;
    const Pause pause_;
    mutable std::mutex mutex_;
    std::condition_variable more_;
    std::deque<Job> queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace crm

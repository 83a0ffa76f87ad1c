// Clears away, once an hour, what no longer matters: expired refresh tokens, old counts of failed sign-ins, kept
// answers.
#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>

#include "app/config.hpp"

namespace crm {

class Housekeeping {
public:
    explicit Housekeeping(const Config&);
    ~Housekeeping();

private:
    void work();

    const Config& config_;
    std::mutex mutex_;
    std::condition_variable stop_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace crm

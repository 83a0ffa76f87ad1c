// The memory that the bodies of all requests may take together, so that many who send long ones cannot take it all.
#pragma once
#include <atomic>
#include <cstddef>
#include <utility>

namespace crm {

// May be used from any thread.
class BodyMemory {
public:
    explicit BodyMemory(std::size_t bytes) : bytes_(bytes) {}

    // What one request holds of it.
    class Share {
    public:
        explicit Share(BodyMemory* of) : of_(of) {}  // null: there is enough for all
        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;
        ~Share() { release(); }

        // Makes it `bytes`, or leaves it as it is and answers false: there is not so much left. Never smaller.
        bool grow_to(std::size_t bytes) {
            if (!of_ || bytes <= held_) return true;
            const std::size_t more = bytes - held_;
            if (of_->used_.fetch_add(more) + more > of_->bytes_) {
                of_->used_ -= more;
                return false;
            }
            held_ = bytes;
            return true;
        }
        void release() {
            if (held_ > 0) of_->used_ -= std::exchange(held_, 0);
        }

    private:
        BodyMemory* const of_;
        std::size_t held_ = 0;
    };

private:
    const std::size_t bytes_;
    std::atomic<std::size_t> used_ = 0;
};

}  // namespace crm

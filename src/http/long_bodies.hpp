// Bodies that are too long for memory: whose may be, how long, and in how many files at a time.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

#include "base/temporary_file.hpp"
#include "http/request.hpp"

namespace crm {

// Up to here also a body that may be long stays in memory.
inline constexpr std::size_t longest_body_in_memory = 64 * 1024;

// Those of one server; may be used from any thread.
class LongBodies {
public:
    using Allowed = std::function<bool(const Request&)>;

    // `bytes`: how long one may be; `at_once`: how many files there may be.
    LongBodies(Allowed allowed, std::uint64_t bytes, unsigned at_once)
        : allowed_(std::move(allowed)), bytes_(bytes), at_once_(at_once) {}

    // Of a request of which only the head is known.
    bool allowed(const Request& head) const { return allowed_ && allowed_(head); }
    std::uint64_t bytes() const { return bytes_; }
    // An empty file that counts until its last owner lets go of it, which may be after this is gone. Null: there are
    // too many. Throws Error as TemporaryFile does.
    std::shared_ptr<TemporaryFile> open();

private:
    struct Counted;

    const Allowed allowed_;
    const std::uint64_t bytes_;
    const unsigned at_once_;
    const std::shared_ptr<std::atomic<unsigned>> count_ = std::make_shared<std::atomic<unsigned>>(0);
};

}  // namespace crm

// Bodies that are too long for memory: whose may be, how long, and in how many files at a time.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>

#include "base/temporary_file.hpp"
#include "http/request.hpp"
#include "http/server.hpp"

namespace crm {

// Up to here also a body that may be long stays in memory.
inline constexpr std::size_t longest_body_in_memory = 64 * 1024;

// Those of one server; may be used from any thread.
class LongBodies {
public:
    // `bytes`: how long one may be; `at_once`: how many files there may be.
    LongBodies(Server::LongBodyOf of, std::uint64_t bytes, unsigned at_once)
        : of_(std::move(of)), bytes_(bytes), at_once_(at_once) {}

    // Of a request of which only the head is known.
    LongBody of(const Request& head) const { return of_ ? of_(head) : LongBody::refused; }
    std::uint64_t bytes() const { return bytes_; }
    // An empty file that counts until its last owner lets go of it, which may be after this is gone. Null: there are
    // too many. Throws Error as TemporaryFile does.
    std::shared_ptr<TemporaryFile> open(LongBody);

private:
    struct Counted;

    const Server::LongBodyOf of_;
    const std::uint64_t bytes_;
    const unsigned at_once_;
    const std::shared_ptr<std::atomic<unsigned>> count_ = std::make_shared<std::atomic<unsigned>>(0);
};

}  // namespace crm

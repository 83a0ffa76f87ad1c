// Passive checkpoints, for which no reader and no writer waits. The log begins anew when all of it has been brought
// over at a moment at which nobody writes; the writer sees to that when the log is long (sqlite.cpp).
#include "db/checkpoints.hpp"

#include <algorithm>
#include <chrono>

#include "base/log.hpp"

namespace crm {
namespace {
constexpr std::int64_t worth_it = 12'000;  // pages of 4 KiB
constexpr std::chrono::seconds pause{1};
}  // namespace

Checkpoints::Checkpoints(const DatabaseUrl& url, const SourceLimits& limits)
    : url_(url), limits_(limits), thread_([this] { run(); }) {}

Checkpoints::~Checkpoints() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void Checkpoints::note(std::int64_t wal_pages) {
    bool much = false;
    {
        const std::lock_guard lock(mutex_);
        if (wal_pages < pages_) done_ = 0;  // it has begun anew
        pages_ = wal_pages;
        much = pages_ - done_ >= worth_it;
    }
    if (much) changed_.notify_one();
}

std::int64_t Checkpoints::checkpoint(Session& session) {
    std::int64_t done = 0;
    session.first("PRAGMA wal_checkpoint(PASSIVE)", {}, [&](const Row& row) { done = row.integer(2); });
    return done;
}

void Checkpoints::run() {
    std::unique_ptr<Session> session;
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return stopping_ || pages_ - done_ >= worth_it; });
        if (stopping_) return;
        const std::int64_t pages = pages_;
        lock.unlock();
        std::int64_t done = 0;
        bool failed = false;
        try {
            if (!session) session = open_session(url_, Access::write, limits_);
            done = checkpoint(*session);
        } catch (const std::exception& e) {
            const auto* error = dynamic_cast<const DatabaseError*>(&e);
            log::warning("checkpoint_failed", {{"detail", error ? error->detail : e.what()}});
            session.reset();
            failed = true;
        }
        lock.lock();
        const bool is_held_up = done <= done_;
        if (pages_ >= pages) done_ = std::max(done_, done);
        // Another checkpoint is under way, somebody still reads what was there before, or something is wrong.
        if (failed || is_held_up) changed_.wait_for(lock, pause, [this] { return stopping_; });
    }
}

}  // namespace crm

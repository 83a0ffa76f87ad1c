// One thread that sleeps for an hour at a time.
#include "app/housekeeping.hpp"

#include "auth/refresh.hpp"
#include "auth/throttle.hpp"
#include "base/log.hpp"
#include "db/database.hpp"
#include "resource/idempotency.hpp"

namespace crm {

Housekeeping::Housekeeping(const Config& config) : config_(config), thread_([this] { work(); }) {}

Housekeeping::~Housekeeping() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stop_.notify_all();
    thread_.join();
}

void Housekeeping::work() {
    std::unique_lock lock(mutex_);
    while (!stop_.wait_for(lock, std::chrono::hours(1), [this] { return stopping_; })) {
        try {
            // A connection of its own and short transactions: the writer waits for them at most a moment.
            const auto database = open_database(config_.database, config_.database_limits);
            database->write([](Session& session) { purge_refresh(session, now()); });
            database->write([](Session& session) { purge_attempts(session, now()); });
            database->write([](Session& session) { purge_answers(session, now()); });
        } catch (const std::exception& error) {
            log::warning("housekeeping_failed", {{"reason", error.what()}});
        }
    }
}

}  // namespace crm

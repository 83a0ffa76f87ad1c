// One thread that sleeps for a minute at a time.
#include "app/housekeeping.hpp"

#include "auth/refresh.hpp"
#include "auth/throttle.hpp"
#include "base/log.hpp"
#include "db/database.hpp"
#include "resource/idempotency.hpp"

namespace crm {
namespace {

void clear_away(Database& database) {
    database.write([](Session& session) { purge_refresh(session, now()); });
    database.write([](Session& session) { purge_attempts(session, now()); });
    database.write([](Session& session) { purge_answers(session, now()); });
}

}  // namespace

Housekeeping::Housekeeping(const Config& config, KeyUses& key_uses, Backups& backups)
    : config_(config), key_uses_(key_uses), backups_(backups), thread_([this] { work(); }) {}

Housekeeping::~Housekeeping() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stop_.notify_all();
    thread_.join();
}

void Housekeeping::work() {
    constexpr int minutes_an_hour = 60;
    std::unique_lock lock(mutex_);
    for (int minute = 1;; ++minute) {
        const bool stopping = stop_.wait_for(lock, std::chrono::minutes(1), [this] { return stopping_; });
        if (!key_uses_.empty()) attempt([this](Database& database) { key_uses_.write(database); });
        backups_.clear_away();
        if (stopping) return;
        if (minute % minutes_an_hour == 0) attempt([](Database& database) { clear_away(database); });
    }
}

// On a connection of its own and in short transactions: the writer waits for them at most a moment.
void Housekeeping::attempt(FunctionRef<void(Database&)> work) {
    try {
        work(*open_database(config_.database, config_.database_limits));
    } catch (const std::exception& error) {
        log::warning("housekeeping_failed", {{"reason", error.what()}});
    }
}

}  // namespace crm

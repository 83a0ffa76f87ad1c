// The database is looked at on a thread and a connection of its own, which nothing else waits for.
#include "app/readiness.hpp"

#include <chrono>
#include <future>

namespace crm {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds deadline{2};

SourceLimits impatient(SourceLimits limits) {
    constexpr int seconds = 2;
    for (int* limit : {&limits.connect_timeout_s, &limits.statement_timeout_s, &limits.silence_timeout_s})
        if (*limit == 0 || *limit > seconds) *limit = seconds;
    return limits;
}

}  // namespace

struct Readiness::Look {
    Clock::time_point began = Clock::now();
    std::promise<SchemaState> promise;
    std::shared_future<SchemaState> state = promise.get_future().share();

    bool is_over() const { return state.wait_for(Clock::duration::zero()) == std::future_status::ready; }

    void take(Database& database) {
        try {
            promise.set_value(database.read(
                [](Session& session) { return schema_state(session, migrations_for(session.engine())); }));
        } catch (...) {
            promise.set_exception(std::current_exception());
        }
    }
};

Readiness::Readiness(const Config& config)
    : pool_(1, 1, [&config] { return open_database(config.database, impatient(config.database_limits)); }) {}

SchemaState Readiness::schema() {
    std::shared_ptr<Look> look;
    {
        const std::lock_guard lock(mutex_);
        if (!look_ || look_->is_over()) {
            look_ = std::make_shared<Look>();
            pool_.submit([look = look_](Database& database) { look->take(database); });
        }
        look = look_;
    }
    if (look->state.wait_until(look->began + deadline) != std::future_status::ready)
        throw DatabaseError(DatabaseError::Kind::lost, "the database has not answered for two seconds");
    return look->state.get();
}

}  // namespace crm

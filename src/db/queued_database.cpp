// SQLite for a thread that reads by itself and hands its writes to the writer.
#include <condition_variable>
#include <mutex>

#include "db/database.hpp"

namespace crm {
namespace {

// Waiting for a job. Not std::promise: whoever waits may be gone with it before set_value has returned.
class Completion {
public:
    void wait() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return done_; });
    }
    void complete() {
        const std::lock_guard lock(mutex_);
        done_ = true;
        changed_.notify_one();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool done_ = false;
};

class QueuedDatabase final : public Database {
public:
    QueuedDatabase(const DatabaseUrl& url, const SourceLimits& limits, Writer& writer, Snapshots snapshots)
        : url_(url), limits_(limits), writer_(writer), snapshots_(snapshots) {}
    Engine engine() const override { return url_.engine; }

    void end_snapshot() override {
        if (!session_ || !session_->in_transaction()) return;
        try {
            session_->commit();
        } catch (const DatabaseError&) {
            session_.reset();
        }
    }

private:
    void run_read(FunctionRef<void(Session&)> f) override {
        if (auto* job = Writer::current_job()) return job->read([&](Session& s) { f(s); });
        if (!session_) session_ = open_session(url_, Access::read, limits_);
        try {
            if (snapshots_ == Snapshots::shared) join_snapshot();
            f(*session_);
        } catch (const DatabaseError& e) {
            if (e.kind == DatabaseError::Kind::lost) session_.reset();
            throw;
        }
    }

    // Whoever was told of a commit finds it in what is read from then on.
    void join_snapshot() {
        const auto commits = writer_.commits();
        if (session_->in_transaction() && commits == seen_commits_) return;
        session_->rollback();
        session_->begin();
        seen_commits_ = commits;
    }

    void run_write(FunctionRef<void(Session&)> f) override {
        if (auto* job = Writer::current_job()) return job->write([&](Session& s) { f(s); });
        std::exception_ptr thrown;
        Completion committed;
        const bool taken = writer_.submit({[&](Database& database) {
                                               thrown = nullptr;
                                               try {
                                                   database.write([&](Session& s) { f(s); });
                                               } catch (...) {
                                                   thrown = std::current_exception();
                                               }
                                           },
                                           [&](std::exception_ptr error) {
                                               if (!thrown) thrown = std::move(error);
                                               committed.complete();
                                           }});
        if (!taken) {
            Error full(Condition::unavailable, "The server is busy. Please try again.", "the write queue is full");
            full.retry_after = 1;
            throw full;
        }
        committed.wait();
        if (thrown) std::rethrow_exception(thrown);
    }

    DatabaseUrl url_;
    SourceLimits limits_;
    Writer& writer_;
    const Snapshots snapshots_;
    std::unique_ptr<Session> session_;
    std::uint64_t seen_commits_ = 0;  // by the snapshot
};

}  // namespace

std::unique_ptr<Database> open_queued_database(const DatabaseUrl& url, const SourceLimits& limits, Writer& writer,
                                               Snapshots snapshots) {
    return std::make_unique<QueuedDatabase>(url, limits, writer, snapshots);
}

}  // namespace crm

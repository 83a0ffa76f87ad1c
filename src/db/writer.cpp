// The one thread that writes to a SQLite database, and the Database that hands it work.
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "base/log.hpp"
#include "db/open_transaction.hpp"

namespace crm {
namespace {

// The database of the job that runs on this thread, if it is the writer's: a job that writes again must not queue
// behind itself.
thread_local Database* current_job = nullptr;

std::string reason(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "unknown";
    }
}

}  // namespace

class Writer::Loop {
public:
    Loop(const DatabaseUrl& url, const SourceLimits& limits, std::size_t queue_limit, std::size_t batch_limit)
        : url_(url),
          limits_(limits),
          queue_limit_(queue_limit),
          batch_limit_(std::max<std::size_t>(batch_limit, 1)),
          session_(open_session(url, Access::write, limits)),
          thread_([this] { run(); }) {}

    ~Loop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        filled_.notify_one();
        thread_.join();
    }

    bool submit(Job job) {
        bool was_empty = false;
        {
            const std::lock_guard lock(mutex_);
            if (queue_.size() >= queue_limit_) return false;
            was_empty = queue_.empty();
            queue_.push_back(std::move(job));
        }
        if (was_empty) filled_.notify_one();
        return true;
    }

    std::size_t queued() const {
        const std::lock_guard lock(mutex_);
        return queue_.size();
    }

private:
    void run() {
        std::vector<Job> batch;
        while (take(batch)) {
            run_batch(batch);
            batch.clear();
        }
    }

    bool take(std::vector<Job>& batch) {
        std::unique_lock lock(mutex_);
        filled_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        while (!queue_.empty() && batch.size() < batch_limit_) {
            batch.push_back(std::move(queue_.front()));
            queue_.pop_front();
        }
        return !batch.empty();
    }

    void run_batch(std::vector<Job>& batch) {
        if (auto refused = begin()) {
            for (auto& job : batch) finish(job, refused);
            return;
        }
        std::vector<std::exception_ptr> errors(batch.size());
        for (std::size_t i = 0; i < batch.size() && session_->in_transaction(); ++i) errors[i] = run_job(batch[i]);
        if (auto failure = commit()) {
            if (batch.size() > 1)
                log::warning("write_batch_failed",
                             {{"jobs", static_cast<std::int64_t>(batch.size())}, {"detail", reason(failure)}});
            for (auto& job : batch) run_alone(job);
            return;
        }
        for (std::size_t i = 0; i < batch.size(); ++i) finish(batch[i], errors[i]);
    }

    void run_alone(Job& job) {
        auto failure = begin();
        if (!failure) {
            failure = run_job(job);
            auto at_commit = commit();
            if (!failure) failure = at_commit;
        }
        finish(job, failure);
    }

    // Jobs keep their own errors; what one throws all the same is its result.
    std::exception_ptr run_job(Job& job) {
        OpenTransaction database(*session_);
        current_job = &database;
        std::exception_ptr thrown;
        try {
            job.run(database);
        } catch (...) {
            thrown = std::current_exception();
        }
        current_job = nullptr;
        return thrown;
    }

    std::exception_ptr begin() {
        try {
            if (!session_) session_ = open_session(url_, Access::write, limits_);
            session_->begin();
            return nullptr;
        } catch (const DatabaseError& e) {
            // Busy and full pass; with anything else a new connection may help.
            if (e.kind != DatabaseError::Kind::rerun && e.kind != DatabaseError::Kind::full) session_.reset();
            return std::current_exception();
        } catch (...) {
            return std::current_exception();
        }
    }

    std::exception_ptr commit() {
        try {
            session_->commit();
            return nullptr;
        } catch (...) {
            session_->rollback();
            return std::current_exception();
        }
    }

    static void finish(Job& job, const std::exception_ptr& error) {
        try {
            job.done(error);
        } catch (...) {
            log::error("write_done_failed", {{"detail", reason(std::current_exception())}});
        }
    }

    DatabaseUrl url_;
    SourceLimits limits_;
    std::size_t queue_limit_, batch_limit_;
    std::unique_ptr<Session> session_;
    mutable std::mutex mutex_;
    std::condition_variable filled_;
    std::deque<Job> queue_;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses all the others
};

Writer::Writer(const DatabaseUrl& url, const SourceLimits& limits, std::size_t queue_limit, std::size_t batch_limit)
    : loop_(std::make_unique<Loop>(url, limits, queue_limit, batch_limit)) {}
Writer::~Writer() = default;

bool Writer::submit(Job job) { return loop_->submit(std::move(job)); }
std::size_t Writer::queued() const { return loop_->queued(); }

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
    QueuedDatabase(const DatabaseUrl& url, const SourceLimits& limits, Writer& writer)
        : url_(url), limits_(limits), writer_(writer) {}
    Engine engine() const override { return url_.engine; }

private:
    void run_read(FunctionRef<void(Session&)> f) override {
        if (current_job) return current_job->read([&](Session& s) { f(s); });
        if (!session_) session_ = open_session(url_, Access::read, limits_);
        try {
            f(*session_);
        } catch (const DatabaseError& e) {
            if (e.kind == DatabaseError::Kind::lost) session_.reset();
            throw;
        }
    }

    void run_write(FunctionRef<void(Session&)> f) override {
        if (current_job) return current_job->write([&](Session& s) { f(s); });
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
    std::unique_ptr<Session> session_;
};

}  // namespace

std::unique_ptr<Database> open_queued_database(const DatabaseUrl& url, const SourceLimits& limits, Writer& writer) {
    return std::make_unique<QueuedDatabase>(url, limits, writer);
}

}  // namespace crm

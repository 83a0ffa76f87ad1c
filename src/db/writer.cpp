// The one thread that writes to a SQLite database.
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "base/log.hpp"
#include "db/checkpoints.hpp"
#include "db/open_transaction.hpp"

namespace crm {
namespace {

thread_local Database* job_running_here = nullptr;

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
          checkpoints_(url, limits),
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

    std::uint64_t commits() const { return commits_.load(std::memory_order_acquire); }

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
        auto failure = run_jobs(batch, errors, OpenTransaction::Undo::none);
        if (spoiled_) {
            session_->rollback();
            failure = begin();
            if (!failure) failure = run_jobs(batch, errors, OpenTransaction::Undo::each);
        }
        if (failure) {
            if (batch.size() > 1)
                log::warning("write_batch_failed",
                             {{"jobs", static_cast<std::int64_t>(batch.size())}, {"detail", reason(failure)}});
            for (auto& job : batch) run_alone(job);
            return;
        }
        log::hold();
        for (std::size_t i = 0; i < batch.size(); ++i) finish(batch[i], errors[i]);
        log::release();
    }

    // To the commit, unless one of them has spoiled what the others did.
    std::exception_ptr run_jobs(std::vector<Job>& batch, std::vector<std::exception_ptr>& errors,
                                OpenTransaction::Undo undo) {
        spoiled_ = false;
        for (std::size_t i = 0; i < batch.size() && session_->in_transaction(); ++i) {
            errors[i] = run_job(batch[i], undo);
            if (spoiled_) return nullptr;
        }
        return commit();
    }

    void run_alone(Job& job) {
        auto failure = begin();
        if (!failure) {
            failure = run_job(job, OpenTransaction::Undo::each);
            auto at_commit = commit();
            if (!failure) failure = at_commit;
        }
        finish(job, failure);
    }

    // Jobs keep their own errors; what one throws all the same is its result.
    std::exception_ptr run_job(Job& job, OpenTransaction::Undo undo) {
        OpenTransaction database(*session_, undo);
        job_running_here = &database;
        std::exception_ptr thrown;
        try {
            job.run(database);
        } catch (...) {
            thrown = std::current_exception();
        }
        job_running_here = nullptr;
        spoiled_ = database.is_spoiled();
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
            commits_.fetch_add(1, std::memory_order_release);
            checkpoints_.note(session_->wal_pages());
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
    Checkpoints checkpoints_;
    std::unique_ptr<Session> session_;
    mutable std::mutex mutex_;
    std::condition_variable filled_;
    std::deque<Job> queue_;
    std::atomic<std::uint64_t> commits_ = 0;
    bool stopping_ = false, spoiled_ = false;
    std::thread thread_;  // last: it uses all the others
};

Writer::Writer(const DatabaseUrl& url, const SourceLimits& limits, std::size_t queue_limit, std::size_t batch_limit)
    : loop_(std::make_unique<Loop>(url, limits, queue_limit, batch_limit)) {}
Writer::~Writer() = default;

bool Writer::submit(Job job) { return loop_->submit(std::move(job)); }
std::size_t Writer::queued() const { return loop_->queued(); }
std::uint64_t Writer::commits() const { return loop_->commits(); }
Database* Writer::current_job() { return job_running_here; }

}  // namespace crm

// What a handler is given: reads, and write transactions that may be run more than once.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>

#include "db/session.hpp"
#include "db/source.hpp"

namespace crm {

// Belongs to one thread. What a function given to read or write does outside the database must not matter if it happens
// twice.
class Database {
public:
    virtual ~Database() = default;
    virtual Engine engine() const = 0;

    // Runs `f(Session&)` on a session for reading and returns what it returns.
    template <class F>
    auto read(F&& f) {
        return with_result(std::forward<F>(f), [this](FunctionRef<void(Session&)> g) { run_read(g); });
    }
    // Reads until end_snapshot() may see the same snapshot, but always all that the writer of this process has
    // acknowledged. Only on databases that were opened so; nothing to end on others.
    virtual void end_snapshot() {}
    // Runs `f(Session&)` in one transaction: committed when it returns, rolled back when it throws, run again after a
    // deadlock or a serialisation failure (at most max_attempts, with growing pauses), on a new connection after a lost
    // one. A commit whose outcome is unknown is never repeated: DatabaseError(commit_unknown).
    template <class F>
    auto write(F&& f) {
        return with_result(std::forward<F>(f), [this](FunctionRef<void(Session&)> g) { run_write(g); });
    }

    static constexpr int max_attempts = 5;

protected:
    virtual void run_read(FunctionRef<void(Session&)>) = 0;
    virtual void run_write(FunctionRef<void(Session&)>) = 0;

private:
    template <class F, class Run>
    static auto with_result(F&& f, Run run) {
        using R = std::invoke_result_t<F, Session&>;
        if constexpr (std::is_void_v<R>) {
            run([&](Session& s) { f(s); });
        } else {
            std::optional<R> result;
            run([&](Session& s) { result.emplace(f(s)); });
            return std::move(*result);
        }
    }
};

// A database of one session, opened when first needed and replaced when lost: the pool threads on MySQL and PostgreSQL,
// the commands, and SQLite where nothing else writes (commands). Reads are re-run once on a new connection; writes as
// said above.
std::unique_ptr<Database> open_database(const DatabaseUrl&, const SourceLimits& = {});

// The one thread that writes to a SQLite database. Jobs run in the order they came; many share one COMMIT (at most
// `batch_limit`), and `done` is called after it: with nullptr, or with what was thrown by the commit. If one fails
// after it has changed something, all are run again, each in its own savepoint; if the whole transaction fails (disk
// full), the jobs of the batch are run again one by one, so each learns its own fate.
class Writer {
public:
    struct Job {
        std::function<void(Database&)> run;            // may be called again; keeps its own errors
        std::function<void(std::exception_ptr)> done;  // called once, on the writer thread
    };
    Writer(const DatabaseUrl&, const SourceLimits&, std::size_t queue_limit, std::size_t batch_limit);
    ~Writer();  // runs what is queued, then stops

    bool submit(Job);  // false when the queue is full
    std::size_t queued() const;
    std::uint64_t commits() const;  // so far; counted before `done` is called
    // The database of the job that runs on this thread, if it is the writer's: a job that writes again must not queue
    // behind itself.
    static Database* current_job();

private:
    class Loop;
    std::unique_ptr<Loop> loop_;
};

// SQLite for a thread that reads on its own session and hands its writes to the writer thread, waiting for their
// COMMIT. A full queue throws Error(unavailable) with retry_after 1. With shared snapshots, which save two thirds of a
// short read, the owner must call end_snapshot() soon after the reads and before it waits for anything.
enum class Snapshots { own, shared };
std::unique_ptr<Database> open_queued_database(const DatabaseUrl&, const SourceLimits&, Writer&,
                                               Snapshots = Snapshots::own);

}  // namespace crm

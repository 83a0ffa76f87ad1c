// A database of one session: transactions run again where that helps, lost connections replaced.
#include "db/database.hpp"

#include <random>
#include <thread>

#include "base/log.hpp"
#include "db/open_transaction.hpp"

namespace crm {
namespace {

using Kind = DatabaseError::Kind;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds give_up_after{3000};
constexpr int max_read_attempts = 3;

std::string_view to_text(Kind kind) { return kind == Kind::rerun ? "rerun" : "lost"; }

// How often and how long the same work is tried.
class Attempts {
public:
    explicit Attempts(int most) : most_(most) {}

    // Waits before the next attempt; false when there is none.
    bool another(const DatabaseError& e) {
        if (++made_ >= most_) return false;
        const std::chrono::milliseconds step{10 << made_};
        thread_local std::minstd_rand jitter{std::random_device{}()};
        const auto pause =
            step + std::chrono::milliseconds(std::uniform_int_distribution<long>(0, step.count())(jitter));
        if (Clock::now() + pause > start_ + give_up_after) return false;
        log::warning("database_retry", {{"reason", to_text(e.kind)}, {"attempt", made_}, {"detail", e.detail}});
        std::this_thread::sleep_for(pause);
        return true;
    }

private:
    Clock::time_point start_ = Clock::now();
    int most_, made_ = 0;
};

class SingleDatabase final : public Database {
public:
    SingleDatabase(const DatabaseUrl& url, const SourceLimits& limits) : url_(url), limits_(limits) {}
    Engine engine() const override { return url_.engine; }

private:
    void run_read(FunctionRef<void(Session&)> f) override {
        if (transaction_) return transaction_->run_read(f);
        if (in_use_) return f(*session_);
        for (Attempts attempts(max_read_attempts);;) {
            try {
                const Use use(*this);
                return f(*session_);
            } catch (const DatabaseError& e) {
                after(e);
                // A read waits for no lock, but on Galera for what the other nodes have (wsrep_sync_wait): this one may
                // be cut off from them, and only whoever connects anew is led past it.
                if (e.kind == Kind::rerun) session_.reset();
                if ((e.kind != Kind::lost && e.kind != Kind::rerun) || !attempts.another(e)) throw;
            }
        }
    }

    void run_write(FunctionRef<void(Session&)> f) override {
        if (transaction_) return transaction_->run_write(f);
        if (in_use_) return run_transaction(f);  // within a read, whose session must stay what it is
        for (Attempts attempts(max_attempts);;) {
            try {
                const Use use(*this);
                return run_transaction(f);
            } catch (const DatabaseError& e) {
                after(e);
                if (e.kind != Kind::lost && e.kind != Kind::rerun) throw;
                if (attempts.another(e)) continue;
                session_.reset();  // likewise
                throw;
            }
        }
    }

    void run_transaction(FunctionRef<void(Session&)> f) {
        session_->begin();
        try {
            transaction_.emplace(*session_);
            f(*session_);
            transaction_.reset();
            session_->commit();
        } catch (...) {
            transaction_.reset();
            session_->rollback();
            throw;
        }
    }

    // The session while somebody works with it, opened if there is none.
    struct Use {
        SingleDatabase& owner;
        explicit Use(SingleDatabase& o) : owner(o) {
            if (!owner.session_) owner.session_ = open_session(owner.url_, Access::write, owner.limits_);
            owner.in_use_ = true;
        }
        Use(const Use&) = delete;
        Use& operator=(const Use&) = delete;
        ~Use() { owner.in_use_ = false; }
    };

    void after(const DatabaseError& e) {
        if (e.kind == Kind::lost || e.kind == Kind::commit_unknown) session_.reset();
    }

    DatabaseUrl url_;
    SourceLimits limits_;
    std::unique_ptr<Session> session_;
    std::optional<OpenTransaction> transaction_;
    bool in_use_ = false;
};

}  // namespace

std::unique_ptr<Database> open_database(const DatabaseUrl& url, const SourceLimits& limits) {
    return std::make_unique<SingleDatabase>(url, limits);
}

}  // namespace crm

// A Database within a transaction that is open already: a write in it can be undone, a read sees what it wrote.
#pragma once
#include "db/database.hpp"

namespace crm {

class OpenTransaction final : public Database {
public:
    // How a write that fails is undone: each by its savepoint, for which SQLite copies every page before it changes, or
    // none alone: once one has failed after it had changed something, the transaction is spoiled.
    enum class Undo { each, none };
    explicit OpenTransaction(Session& session, Undo undo = Undo::each) : session_(session), undo_(undo) {}
    bool is_spoiled() const { return spoiled_; }
    Engine engine() const override { return session_.engine(); }

    void run_read(FunctionRef<void(Session&)> f) override { f(session_); }

    void run_write(FunctionRef<void(Session&)> f) override {
        // Sessions have one level of savepoints: what is nested deeper stands and falls with the level above.
        if (in_savepoint_) return f(session_);
        const std::int64_t before = session_.rows_changed();
        if (undo_ == Undo::each) session_.savepoint();
        in_savepoint_ = true;
        try {
            f(session_);
            in_savepoint_ = false;
            if (undo_ == Undo::each) session_.release_savepoint();
        } catch (...) {
            in_savepoint_ = false;
            if (undo_ == Undo::each)
                undo();
            else if (session_.rows_changed() != before && session_.in_transaction())
                spoiled_ = true;
            throw;
        }
    }

private:
    void undo() noexcept {
        if (!session_.in_transaction()) return;
        try {
            session_.rollback_to_savepoint();
            session_.release_savepoint();
        } catch (...) {
            session_.rollback();  // whoever commits finds that there is nothing to commit
        }
    }

    Session& session_;
    const Undo undo_;
    bool in_savepoint_ = false, spoiled_ = false;
};

}  // namespace crm

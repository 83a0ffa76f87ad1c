// A Database within a transaction that is open already: a write in it is a savepoint, a read sees what it wrote.
#pragma once
#include "db/database.hpp"

namespace crm {

class OpenTransaction final : public Database {
public:
    explicit OpenTransaction(Session& session) : session_(session) {}
    Engine engine() const override { return session_.engine(); }

    void run_read(FunctionRef<void(Session&)> f) override { f(session_); }

    void run_write(FunctionRef<void(Session&)> f) override {
        // Sessions have one level of savepoints: what is nested deeper stands and falls with the level above.
        if (in_savepoint_) return f(session_);
        session_.savepoint();
        in_savepoint_ = true;
        try {
            f(session_);
            in_savepoint_ = false;
            session_.release_savepoint();
        } catch (...) {
            in_savepoint_ = false;
            undo();
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
    bool in_savepoint_ = false;
};

}  // namespace crm

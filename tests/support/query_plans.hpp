// What the engine would do for each statement of a request: whether it reads a whole table, or sorts one.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "db/database.hpp"

namespace crm::for_tests {

struct QueryPlan {
    std::string sql, steps;  // as the engine describes them, a line for each
    bool reads_all = false;  // every row of a table or index, although there are conditions
    bool sorts = false;      // what it found, as no index has it in that order
};

// Reads like any session, and asks for the plan of every statement before.
class PlannedDatabase final : public Database {
public:
    explicit PlannedDatabase(std::unique_ptr<Session>);
    ~PlannedDatabase() override;
    Engine engine() const override;
    const std::vector<QueryPlan>& plans() const;
    void forget();

protected:
    void run_read(FunctionRef<void(Session&)>) override;
    void run_write(FunctionRef<void(Session&)>) override;

private:
    class PlannedSession;
    std::unique_ptr<PlannedSession> session_;
};

}  // namespace crm::for_tests

// Reads the plans of three engines.
#include "support/query_plans.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <map>

namespace crm::for_tests {
namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

// The statement names the records it reads, or the ids between which they are: so it ends soon, however it is run.
bool is_bounded(std::string_view sql) {
    return has(sql, " id IN (?") || has(sql, " record_id IN (?") || (has(sql, " id >= ?") && has(sql, " id <= ?"));
}

bool has_conditions(std::string_view sql) {
    const auto where = sql.find(" WHERE ");
    return where != sql.npos && (!sql.substr(where).starts_with(" WHERE 1 = 1") || has(sql.substr(where), " AND "));
}

std::string_view explain(Engine engine) { return engine == Engine::sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN "; }

// Of tables whose number of rows stays small nobody minds.
bool is_of_large_table(std::string_view step) {
    for (const std::string_view table : {"customers", "opportunities", "interactions"})
        if (has(step, table)) return true;
    return false;
}

// Sorting so few, as the engine expects, is no work: about as many as are looked at for a page in so small a table.
constexpr std::int64_t few_rows = 2'000;

std::int64_t expected_rows(const std::string& step) {
    const auto at = step.find("rows=");
    return at == step.npos ? 0 : std::atoll(step.c_str() + at + std::string_view("rows=").size());
}

// A count goes no further than `count_bound`, so reading the table in its order is as good where many rows meet the
// condition: PostgreSQL tells how many do, MariaDB in the step before how many of the table's.
bool ends_soon(std::string_view sql, const std::string& step, std::int64_t counted) {
    if (!has(sql, "AS counted")) return false;
    return counted > 0 ? counted * 16 > expected_rows(step) : expected_rows(step) > few_rows;
}

// So much of the table is asked for that reading or sorting all of it is no worse. MariaDB thinks so early, where the
// keys of the index are long.
// PostgreSQL does of a block, where there are as few of them as here.
bool asks_for_much(Engine engine, std::string_view sql, std::span<const Bound> values, const std::string& step) {
    if (engine == Engine::postgres && has(sql, "FROM blocks")) return true;
    if (engine == Engine::sqlite || !sql.ends_with(" LIMIT ?")) return false;
    return std::get<std::int64_t>(values.back()) * (engine == Engine::mysql ? 64 : 8) > expected_rows(step);
}

// SQLite calls every way through a virtual table a scan; the number or the letter behind INDEX tell what it looks for:
// a range of words, or a MATCH.
bool is_of_word_index(const std::string& step) {
    constexpr std::string_view index = "VIRTUAL TABLE INDEX ";
    const auto at = step.find(index);
    return at != step.npos && (step[at + index.size()] != '0' || has(std::string_view(step).substr(at), ":M"));
}

struct Step {
    std::string text;
    bool reads_all = false, sorts = false;
};

Step step_of(Engine engine, const Row& row) {
    Step step;
    switch (engine) {
        case Engine::sqlite:
            step.text = row.text(3);
            step.reads_all = step.text.starts_with("SCAN ") && !is_of_word_index(step.text);
            step.sorts = has(step.text, "USE TEMP B-TREE FOR ORDER BY");
            break;
        case Engine::mysql: {
            // id, select_type, table, type, possible_keys, key, key_len, ref, rows, Extra
            const std::string type(row.text(3)), extra(row.text(9));
            step.text = std::string(row.text(2)) + " " + type + " key=" + std::string(row.text(5)) +
                        " rows=" + std::string(row.text(8)) + " " + extra;
            step.reads_all = type == "ALL" || type == "index";
            step.sorts = has(extra, "Using filesort") && expected_rows(step.text) > few_rows;
            break;
        }
        case Engine::postgres:
            step.text = row.text(0);
            step.reads_all = has(step.text, "Seq Scan");
            step.sorts =
                has(step.text, "Sort  (") && !has(step.text, "Incremental") && expected_rows(step.text) > few_rows;
            break;
    }
    return step;
}

// As an engine may plan otherwise for other values.
std::vector<std::string> statement_with(std::string_view sql, std::span<const Bound> values) {
    std::vector<std::string> all{std::string(sql)};
    for (const Bound& value : values) {
        if (const auto* text = std::get_if<std::string_view>(&value))
            all.emplace_back(*text);
        else if (const auto* number = std::get_if<std::int64_t>(&value))
            all.push_back(std::to_string(*number));
        else
            all.emplace_back(std::holds_alternative<bool>(value) ? (std::get<bool>(value) ? "true" : "false") : "NULL");
    }
    return all;
}

}  // namespace

class PlannedDatabase::PlannedSession final : public Session {
public:
    explicit PlannedSession(std::unique_ptr<Session> session) : session_(std::move(session)) {}
    Engine engine() const override { return session_->engine(); }
    void query(std::string_view sql, std::span<const Bound> values, FunctionRef<bool(const Row&)> each) override {
        plans.push_back(plan_of(sql, values));
        session_->query(sql, values, each);
    }
    std::int64_t execute(std::string_view sql, std::span<const Bound> values) override {
        return session_->execute(sql, values);
    }
    std::int64_t insert(std::string_view sql, std::span<const Bound> values, std::string_view key) override {
        return session_->insert(sql, values, key);
    }
    void run_script(std::string_view sql) override { session_->run_script(sql); }
    void begin() override { session_->begin(); }
    void commit() override { session_->commit(); }
    void rollback() noexcept override { session_->rollback(); }
    bool in_transaction() const override { return session_->in_transaction(); }
    void savepoint() override { session_->savepoint(); }
    void release_savepoint() override { session_->release_savepoint(); }
    void rollback_to_savepoint() override { session_->rollback_to_savepoint(); }
    bool is_alive() noexcept override { return session_->is_alive(); }

    std::vector<QueryPlan> plans;

private:
    // Most statements come again and again, and asking takes as long as they do.
    const QueryPlan& plan_of(std::string_view sql, std::span<const Bound> values) {
        const auto [at, is_new] = known_.try_emplace(statement_with(sql, values));
        if (is_new) at->second = asked_plan(sql, values);
        return at->second;
    }

    QueryPlan asked_plan(std::string_view sql, std::span<const Bound> values) {
        QueryPlan plan;
        plan.sql = sql;
        std::int64_t counted = 0;
        session_->query(std::string(explain(engine())) + plan.sql, values, [&](const Row& row) {
            const Step step = step_of(engine(), row);
            plan.steps += step.text + "\n";
            if (step.text.starts_with("<derived")) counted = expected_rows(step.text);
            if (is_bounded(plan.sql) || ends_soon(plan.sql, step.text, counted)) return true;
            if (asks_for_much(engine(), plan.sql, values, step.text)) return true;
            plan.reads_all |= step.reads_all && is_of_large_table(step.text) && has_conditions(plan.sql);
            plan.sorts |= step.sorts;
            return true;
        });
        return plan;
    }

    std::unique_ptr<Session> session_;
    std::map<std::vector<std::string>, QueryPlan> known_;
};

PlannedDatabase::PlannedDatabase(std::unique_ptr<Session> session)
    : session_(std::make_unique<PlannedSession>(std::move(session))) {}
PlannedDatabase::~PlannedDatabase() = default;
Engine PlannedDatabase::engine() const { return session_->engine(); }
const std::vector<QueryPlan>& PlannedDatabase::plans() const { return session_->plans; }
void PlannedDatabase::forget() { session_->plans.clear(); }
void PlannedDatabase::run_read(FunctionRef<void(Session&)> f) { f(*session_); }
void PlannedDatabase::run_write(FunctionRef<void(Session&)>) { FAIL("a list writes nothing"); }

}  // namespace crm::for_tests

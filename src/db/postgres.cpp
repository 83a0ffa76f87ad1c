// PostgreSQL: the only file that sees libpq-fe.h.
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "db/placeholders.hpp"
#include "db/source.hpp"
#include "db/statements.hpp"

namespace crm {
namespace {

using Kind = DatabaseError::Kind;

struct Close {
    void operator()(PGconn* db) const { PQfinish(db); }
    void operator()(PGresult* result) const { PQclear(result); }
    void operator()(PGcancel* cancel) const { PQfreeCancel(cancel); }
};
using Connection = std::unique_ptr<PGconn, Close>;
using Result = std::unique_ptr<PGresult, Close>;

constexpr Oid bigint = 20;

Kind kind_of(std::string_view state) {
    if (state == "23505") return Kind::unique;
    if (state == "23503") return Kind::foreign_key;
    // Too long, out of range and invalid text are what the other engines call a broken constraint, too.
    if (state.starts_with("23") || state == "22001" || state == "22003") return Kind::other_constraint;
    // The last: somebody else holds a lock for longer than lock_timeout.
    if (state == "40001" || state == "40P01" || state == "55P03") return Kind::rerun;
    if (state.starts_with("08") || state == "57P01" || state == "57P02" || state == "57P03" || state == "57P05" ||
        state == "25006" || state == "25P03" || state == "53300")
        return Kind::lost;
    if (state == "53100") return Kind::full;
    return Kind::failed;
}

class PostgresRow final : public Row {
public:
    explicit PostgresRow(const PGresult* result) : result_(result) {}
    bool is_null(int column) const override { return PQgetisnull(result_, 0, column) != 0; }
    std::int64_t integer(int column) const override {
        const auto value = text(column);
        if (value == "t") return 1;  // what an expression such as EXISTS gives
        std::int64_t number = 0;
        std::from_chars(value.data(), value.data() + value.size(), number);
        return number;
    }
    std::string_view text(int column) const override {
        auto value = PQgetvalue(result_, 0, column);
        if (!value) return {};
        return {value, static_cast<std::size_t>(PQgetlength(result_, 0, column))};
    }

private:
    const PGresult* result_;
};

struct Statement {
    std::string name;
    std::size_t values = 0;
};

class PostgresSession final : public Session {
public:
    PostgresSession(Connection db, int answer_timeout_ms) : db_(std::move(db)), answer_timeout_ms_(answer_timeout_ms) {}
    Engine engine() const override { return Engine::postgres; }

    void query(std::string_view sql, std::span<const Bound> values, FunctionRef<bool(const Row&)> each) override {
        Exchange exchange(*this, sql);
        exchange.start(values);
        if (PQsetSingleRowMode(db_.get()) != 1) fail(sql);
        while (auto result = exchange.next()) {
            if (PQresultStatus(result.get()) != PGRES_SINGLE_TUPLE) continue;
            if (!each(PostgresRow(result.get()))) break;
        }
    }

    std::int64_t execute(std::string_view sql, std::span<const Bound> values) override {
        Exchange exchange(*this, sql);
        exchange.start(values);
        std::int64_t affected = 0;
        while (auto result = exchange.next()) {
            const std::string_view digits = PQcmdTuples(result.get());
            if (PQresultStatus(result.get()) == PGRES_COMMAND_OK)
                std::from_chars(digits.data(), digits.data() + digits.size(), affected);
        }
        return affected;
    }

    std::int64_t insert(std::string_view sql, std::span<const Bound> values, std::string_view key) override {
        check_usable(sql);
        returning_.assign(sql).append(" RETURNING ").append(key);
        Exchange exchange(*this, returning_);
        exchange.start(values);
        std::int64_t id = 0;
        while (auto result = exchange.next())
            if (PQntuples(result.get()) > 0) id = PostgresRow(result.get()).integer(0);
        return id;
    }

    void run_script(std::string_view sql) override { run_text(std::string(sql)); }

    void begin() override {
        run_text("BEGIN");
        began_ = true;
        undone_by_ = Kind::failed;
    }
    void commit() override {
        const bool lost_before = broken_;
        try {
            // A transaction with a failed statement in it is rolled back by COMMIT, without an error.
            if (run_text("COMMIT") != "COMMIT")
                throw DatabaseError(undone_by_, "the transaction was rolled back after an earlier error");
        } catch (const DatabaseError& e) {
            rollback();
            if (e.kind == Kind::lost && !lost_before) throw DatabaseError(Kind::commit_unknown, e.detail);
            throw;
        }
        began_ = false;
    }
    void rollback() noexcept override {
        try {
            if (!broken_ && in_transaction()) run_text("ROLLBACK");
        } catch (...) {
            broken_ = true;
        }
        began_ = false;
    }
    bool in_transaction() const override {
        const auto status = PQtransactionStatus(db_.get());
        return !broken_ && status != PQTRANS_IDLE && status != PQTRANS_UNKNOWN;
    }
    void savepoint() override { run_text("SAVEPOINT s"); }
    void release_savepoint() override { run_text("RELEASE SAVEPOINT s"); }
    void rollback_to_savepoint() override { run_text("ROLLBACK TO SAVEPOINT s"); }
    bool is_alive() noexcept override {
        try {
            run_text("");
            return true;
        } catch (...) {
            return false;
        }
    }

    // Answers the tag of the last command.
    std::string run_text(const std::string& sql) {
        Exchange exchange(*this, sql);
        exchange.open = true;
        if (PQsendQuery(db_.get(), sql.c_str()) != 1) fail(sql);
        std::string tag;
        while (auto result = exchange.next()) tag = PQcmdStatus(result.get());
        return tag;
    }

private:
    // From sending until nothing of the answer is left on the wire.
    struct Exchange {
        PostgresSession& session;
        std::string_view sql;
        bool open = false;

        Exchange(PostgresSession& s, std::string_view text) : session(s), sql(text) { session.check_usable(sql); }
        Exchange(const Exchange&) = delete;
        Exchange& operator=(const Exchange&) = delete;
        ~Exchange() {
            session.running_ = false;
            if (open) session.drain();
        }

        void start(std::span<const Bound> values) {
            auto& statement = session.prepared(sql, values);
            session.set_values(values, sql);
            open = true;
            if (PQsendQueryPrepared(session.db_.get(), statement.name.c_str(), static_cast<int>(values.size()),
                                    session.pointers_.data(), nullptr, nullptr, 0) != 1)
                session.fail(sql);
            session.running_ = true;
        }

        Result next() {
            session.await_result(sql);
            Result result(PQgetResult(session.db_.get()));
            if (!result) {
                open = false;
                // A lost connection ends a script or an empty answer without any result.
                if (PQstatus(session.db_.get()) != CONNECTION_OK) session.fail(sql);
                return result;
            }
            switch (PQresultStatus(result.get())) {
                case PGRES_FATAL_ERROR:
                case PGRES_NONFATAL_ERROR:
                case PGRES_BAD_RESPONSE:
                    session.fail(result.get(), sql);
                default:
                    return result;
            }
        }
    };

    // Until the next result is there whole, or the connection is known to be lost. False when nothing came in time.
    bool has_result() noexcept {
        while (PQisBusy(db_.get())) {
            pollfd socket{PQsocket(db_.get()), POLLIN, 0};
            int ready = 0;
            do ready = ::poll(&socket, 1, answer_timeout_ms_);
            while (ready < 0 && errno == EINTR);
            if (ready <= 0) return false;
            if (PQconsumeInput(db_.get()) != 1) return true;  // PQgetResult says what is wrong
        }
        return true;
    }

    void await_result(std::string_view sql) {
        if (has_result()) return;
        broken_ = true;
        throw noted({Kind::lost, "postgres: no answer in time [" + std::string(sql.substr(0, 500)) + "]"});
    }

    const Statement& prepared(std::string_view sql, std::span<const Bound> values) {
        if (auto found = statements_.find(sql)) {
            check_count(found->values, values, sql);
            return *found;
        }
        if (auto oldest = statements_.make_room()) run_text("DEALLOCATE " + oldest->name);
        std::size_t count = 0;
        const auto text = with_numbered_placeholders(sql, count);
        check_count(count, values, sql);
        // Numbers have a type from the start; texts get theirs from where they stand.
        std::vector<Oid> types;
        for (auto& value : values)
            types.push_back(std::holds_alternative<std::int64_t>(value) || std::holds_alternative<bool>(value) ? bigint
                                                                                                               : 0);
        Statement statement{"s" + std::to_string(++last_name_), count};
        {
            Exchange exchange(*this, sql);
            exchange.open = true;
            if (PQsendPrepare(db_.get(), statement.name.c_str(), text.c_str(), static_cast<int>(count), types.data()) !=
                1)
                fail(sql);
            while (exchange.next()) {
            }
        }
        return statements_.add(sql, std::move(statement));
    }

    static void check_count(std::size_t expected, std::span<const Bound> values, std::string_view sql) {
        if (values.size() != expected)
            throw DatabaseError(Kind::failed, "wrong number of values: " + std::string(sql.substr(0, 500)));
    }

    // libpq wants texts that end with a zero: all of them stand in one buffer, which is kept.
    void set_values(std::span<const Bound> values, std::string_view sql) {
        constexpr std::size_t number_size = 24, most_kept = 65536;
        std::size_t size = 0;
        for (auto& value : values) {
            auto text = std::get_if<std::string_view>(&value);
            if (text && text->find('\0') != std::string_view::npos)
                throw DatabaseError(Kind::failed,
                                    "PostgreSQL has no text with U+0000: " + std::string(sql.substr(0, 500)));
            size += text ? text->size() + 1 : number_size;
        }
        if (buffer_.size() < size || buffer_.size() > most_kept) {
            buffer_ = std::vector<char>(std::max(size, number_size));
        }
        pointers_.resize(values.size());
        char* at = buffer_.data();
        for (std::size_t i = 0; i < values.size(); ++i) {
            pointers_[i] = at;
            if (auto text = std::get_if<std::string_view>(&values[i])) {
                at = std::copy(text->begin(), text->end(), at);
            } else if (auto number = std::get_if<std::int64_t>(&values[i])) {
                at = std::to_chars(at, at + number_size - 1, *number).ptr;
            } else if (auto yes = std::get_if<bool>(&values[i])) {
                *at++ = *yes ? '1' : '0';
            } else {
                pointers_[i] = nullptr;
                continue;
            }
            *at++ = '\0';
        }
    }

    // Reads what is left. Many rows are cancelled, but not within a transaction, which that would end. A server that
    // does not answer is not waited for again.
    void drain() noexcept {
        constexpr int few = 1000;
        for (int rows = 0; !broken_; ++rows) {
            if (!has_result()) {
                broken_ = true;
                return;
            }
            const Result result(PQgetResult(db_.get()));
            if (!result) break;
            if (rows != few || PQtransactionStatus(db_.get()) != PQTRANS_ACTIVE || began_) continue;
            const std::unique_ptr<PGcancel, Close> cancel(PQgetCancel(db_.get()));
            std::array<char, 256> message{};
            if (cancel)
                PQcancel(cancel.get(), message.data(), static_cast<int>(message.size()));  // else it is all read
        }
        if (PQstatus(db_.get()) != CONNECTION_OK) broken_ = true;
    }

    void check_usable(std::string_view sql) const {
        if (running_)
            throw DatabaseError(Kind::failed, "a session was used within `each`: " + std::string(sql.substr(0, 500)));
        if (broken_) throw DatabaseError(Kind::lost, "postgres: the connection was lost before");
    }

    DatabaseError noted(DatabaseError error) {
        if (error.kind == Kind::lost) broken_ = true;
        undone_by_ = error.kind;
        return error;
    }
    [[noreturn]] void fail(std::string_view sql) {
        const bool bad = PQstatus(db_.get()) != CONNECTION_OK;
        throw noted({bad ? Kind::lost : Kind::failed, std::string("postgres: ") + PQerrorMessage(db_.get()) + " [" +
                                                          std::string(sql.substr(0, 500)) + "]"});
    }
    [[noreturn]] void fail(const PGresult* result, std::string_view sql) {
        const auto part = [&](int field) {
            auto text = PQresultErrorField(result, field);
            return std::string(text ? text : "");
        };
        const auto state = part(PG_DIAG_SQLSTATE);
        if (state.empty()) fail(sql);
        auto detail = "postgres " + state + ": " + part(PG_DIAG_MESSAGE_PRIMARY);
        detail.append(" [").append(sql.substr(0, 500)).append("]");
        // The table is not what it was when this was prepared, or a pooler gave us another server.
        const bool outdated = (state == "0A000" || state == "26000") && statements_.take(sql);
        throw noted({outdated ? Kind::rerun : kind_of(state), std::move(detail)});
    }

    Connection db_;
    StatementCache<Statement> statements_;
    int answer_timeout_ms_;
    std::uint64_t last_name_ = 0;
    std::string returning_;
    std::vector<char> buffer_;
    std::vector<const char*> pointers_;
    Kind undone_by_ = Kind::failed;
    bool began_ = false, running_ = false, broken_ = false;
};

const char* sslmode(DatabaseUrl::Tls tls) {
    switch (tls) {
        case DatabaseUrl::Tls::off:
            return "disable";
        case DatabaseUrl::Tls::prefer:
            return "prefer";
        case DatabaseUrl::Tls::require:
            return "require";
        case DatabaseUrl::Tls::verify:
            break;
    }
    return "verify-full";
}

}  // namespace

std::unique_ptr<Session> open_postgres(const DatabaseUrl& url, const DatabaseUrl::Host& host,
                                       const SourceLimits& limits) {
    const auto port = std::to_string(host.port), timeout = std::to_string(limits.connect_timeout_s);
    // A host that works on a statement still acknowledges what it is sent, and asked whether it is there; one that is
    // gone without a word does not, and would be waited for as long as a statement may take.
    const auto silence = std::to_string(limits.silence_timeout_s * 1000);
    const auto idle = std::to_string((limits.silence_timeout_s + 1) / 2);
    std::vector<const char*> names, values;
    const auto set = [&](const char* name, const char* value) {
        names.push_back(name);
        values.push_back(value);
    };
    set("host", url.socket.empty() ? host.name.c_str() : url.socket.c_str());
    set("port", port.c_str());
    set("dbname", url.name.c_str());
    if (!url.user.empty()) set("user", url.user.c_str());
    if (!url.password.empty()) set("password", url.password.c_str());
    set("connect_timeout", timeout.c_str());
    set("sslmode", sslmode(url.tls));
    if (url.tls == DatabaseUrl::Tls::verify)
        set("sslrootcert", url.ca.empty() ? "/etc/ssl/certs/ca-certificates.crt" : url.ca.c_str());
    set("gssencmode", "disable");
    set("target_session_attrs", "read-write");
    set("client_encoding", "UTF8");
    set("application_name", "connectcrm");
    set("keepalives_idle", idle.c_str());
    set("keepalives_interval", "1");
    set("tcp_user_timeout", silence.c_str());
    names.push_back(nullptr);
    values.push_back(nullptr);

    Connection db(PQconnectdbParams(names.data(), values.data(), 0));
    if (!db) throw DatabaseError(Kind::failed, "postgres: out of memory");
    if (PQstatus(db.get()) != CONNECTION_OK)
        throw DatabaseError(Kind::lost, std::string("postgres: ") + PQerrorMessage(db.get()));
    PQsetNoticeProcessor(
        db.get(), [](void*, const char*) {}, nullptr);
    const int seconds = limits.statement_timeout_s;
    // The server gives up first; waiting here is for one that does not answer any more.
    auto session = std::make_unique<PostgresSession>(std::move(db), seconds > 0 ? (seconds + 5) * 1000 : -1);
    // Not as start-up options, which connection poolers refuse.
    session->run_script(
        "SET timezone = 'UTC'; SET default_transaction_isolation = 'read committed'; SET lock_timeout = '2s'; "
        "SET standard_conforming_strings = on; SET idle_in_transaction_session_timeout = " +
        std::to_string(idle_limit_s(limits) * 1000) +  // it would keep the locks of somebody who is gone without a word
        "; SET statement_timeout = " + std::to_string(seconds * 1000));
    return session;
}

std::string postgres_version() {
    const int number = PQlibVersion();
    return std::to_string(number / 10000) + "." + std::to_string(number % 10000);
}

}  // namespace crm

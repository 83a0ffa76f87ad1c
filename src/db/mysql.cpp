// MySQL and MariaDB through MariaDB Connector/C: the only file that sees mysql.h.
#include <errmsg.h>
#include <mysql.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <mutex>

#include "db/source.hpp"
#include "db/statements.hpp"

namespace crm {
namespace {

using Kind = DatabaseError::Kind;

struct Close {
    void operator()(MYSQL* db) const { mysql_close(db); }
    void operator()(MYSQL_STMT* statement) const { mysql_stmt_close(statement); }
    void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};
using Connection = std::unique_ptr<MYSQL, Close>;
using Result = std::unique_ptr<MYSQL_RES, Close>;

template <std::size_t n>
constexpr bool is_one_of(unsigned code, const unsigned (&codes)[n]) {
    return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

constexpr unsigned unique_codes[] = {1062, 1586, 1859};
constexpr unsigned foreign_key_codes[] = {1216, 1217, 1451, 1452};
// Null, out of range, wrong value, too long, no default, CHECK (MySQL, MariaDB).
constexpr unsigned constraint_codes[] = {1048, 1264, 1265, 1292, 1364, 1366, 1406, 3819, 4025};
// Lock wait, deadlock, changed since it was read (MariaDB), group replication, TiDB.
constexpr unsigned rerun_codes[] = {1205, 1213, 1020, 3101, 3572, 8022, 9007};
// The server refuses to write at all, so that what was in the transaction is certainly not there.
constexpr unsigned read_only_codes[] = {1290, 1792, 1836};
// Too many connections, Galera not ready, shut down, killed, network, offline, idle too long.
constexpr unsigned lost_codes[] = {1040, 1047, 1053, 1077, 1079, 1080, 1129, 1152, 1158, 1159,
                                   1160, 1161, 1180, 1184, 1203, 1927, 3032, 3169, 4031};
constexpr unsigned lost_client_codes[] = {
    CR_CONNECTION_ERROR, CR_CONN_HOST_ERROR,  CR_IPSOCK_ERROR,         CR_UNKNOWN_HOST,         CR_SERVER_GONE_ERROR,
    CR_SERVER_LOST,      CR_MALFORMED_PACKET, CR_SERVER_HANDSHAKE_ERR, CR_SSL_CONNECTION_ERROR, CR_SERVER_LOST_EXTENDED,
    CR_STMT_CLOSED,      CR_ERR_NET_READ,     CR_ERR_NET_WRITE};

Kind kind_of(unsigned code, std::string_view text) {
    if (is_one_of(code, unique_codes)) return Kind::unique;
    if (is_one_of(code, foreign_key_codes)) return Kind::foreign_key;
    if (is_one_of(code, constraint_codes)) return Kind::other_constraint;
    if (is_one_of(code, rerun_codes)) return Kind::rerun;
    if (is_one_of(code, lost_codes) || is_one_of(code, read_only_codes) || is_one_of(code, lost_client_codes))
        return Kind::lost;
    if (code == 1021 || code == 1114 || text.find("No space left on device") != std::string_view::npos ||
        text.find("Got error 28") != std::string_view::npos)
        return Kind::full;
    return Kind::failed;
}

DatabaseError error_of(unsigned code, const char* text, std::string_view sql) {
    std::string detail = "mysql " + std::to_string(code) + ": " + text;
    if (!sql.empty()) detail.append(" [").append(sql.substr(0, 500)).append("]");
    return {kind_of(code, text), std::move(detail), static_cast<int>(code)};
}

// A column of the result, and where the client library puts its values.
struct Cell {
    static constexpr std::size_t usual_size = 512, most_kept = 65536;

    bool is_integer = false;
    my_bool is_null = 0, was_cut = 0;
    long long number = 0;
    unsigned long length = 0;
    std::vector<char> buffer;
    mutable std::array<char, 24> digits{};

    MYSQL_BIND bound() {
        MYSQL_BIND bind{};
        bind.is_null = &is_null;
        bind.error = &was_cut;
        bind.length = &length;
        if (is_integer) {
            bind.buffer_type = MYSQL_TYPE_LONGLONG;
            bind.buffer = &number;
        } else {
            bind.buffer_type = MYSQL_TYPE_STRING;
            bind.buffer = buffer.data();
            bind.buffer_length = buffer.size();
        }
        return bind;
    }
};

class MysqlRow final : public Row {
public:
    explicit MysqlRow(const std::vector<Cell>& cells) : cells_(cells) {}
    bool is_null(int column) const override { return cell(column).is_null != 0; }
    std::int64_t integer(int column) const override {
        auto& c = cell(column);
        if (c.is_null) return 0;
        if (c.is_integer) return c.number;
        std::int64_t number = 0;  // SUM is a DECIMAL
        std::from_chars(c.buffer.data(), c.buffer.data() + c.length, number);
        return number;
    }
    std::string_view text(int column) const override {
        auto& c = cell(column);
        if (c.is_null) return {};
        if (!c.is_integer) return {c.buffer.data(), c.length};
        auto end = std::to_chars(c.digits.data(), c.digits.data() + c.digits.size(), c.number).ptr;
        return {c.digits.data(), static_cast<std::size_t>(end - c.digits.data())};
    }

private:
    const Cell& cell(int column) const { return cells_.at(static_cast<std::size_t>(column)); }
    const std::vector<Cell>& cells_;
};

struct Statement {
    std::unique_ptr<MYSQL_STMT, Close> handle;
    std::vector<MYSQL_BIND> values;
    std::vector<long long> numbers;
    std::vector<Cell> cells;
    std::vector<MYSQL_BIND> columns;
    bool is_moved = false;  // a cell's buffer is elsewhere than the library was told

    void set_columns() {
        auto* fields = mariadb_stmt_fetch_fields(handle.get());
        cells = std::vector<Cell>(mysql_stmt_field_count(handle.get()));
        for (std::size_t i = 0; i < cells.size(); ++i) {
            switch (fields[i].type) {
                case MYSQL_TYPE_TINY:
                case MYSQL_TYPE_SHORT:
                case MYSQL_TYPE_INT24:
                case MYSQL_TYPE_LONG:
                case MYSQL_TYPE_LONGLONG:
                case MYSQL_TYPE_YEAR:
                    cells[i].is_integer = true;
                    break;
                default:
                    cells[i].buffer.resize(Cell::usual_size);
            }
        }
        bind_columns();
    }
    void bind_columns() {
        columns.clear();
        for (auto& cell : cells) columns.push_back(cell.bound());
        if (!columns.empty()) mysql_stmt_bind_result(handle.get(), columns.data());
        is_moved = false;
    }
};

class MysqlSession final : public Session {
public:
    explicit MysqlSession(Connection db) : db_(std::move(db)) {}
    Engine engine() const override { return Engine::mysql; }

    void query(std::string_view sql, std::span<const Bound> values, FunctionRef<bool(const Row&)> each) override {
        Run run(*this, sql, values);
        if (mysql_stmt_field_count(run.handle()) != run.statement.cells.size()) run.statement.set_columns();
        const MysqlRow row(run.statement.cells);
        while (run.fetch() && each(row)) {
        }
    }

    std::int64_t execute(std::string_view sql, std::span<const Bound> values) override {
        const Run run(*this, sql, values);
        const auto affected = mysql_stmt_affected_rows(run.handle());
        return affected == static_cast<my_ulonglong>(-1) ? 0 : static_cast<std::int64_t>(affected);
    }

    std::int64_t insert(std::string_view sql, std::span<const Bound> values, std::string_view) override {
        const Run run(*this, sql, values);
        if (mysql_stmt_affected_rows(run.handle()) == 0) return 0;
        return static_cast<std::int64_t>(mysql_stmt_insert_id(run.handle()));
    }

    void run_script(std::string_view sql) override {
        check_usable(sql);
        const auto first_end = sql.find(';');
        const bool several = first_end != std::string_view::npos &&
                             sql.find_first_not_of("; \t\r\n", first_end) != std::string_view::npos;
        if (!several) return run_text(sql);
        // Several statements in one text are an injection's way in: open only as long as this takes.
        if (mysql_set_server_option(db_.get(), MYSQL_OPTION_MULTI_STATEMENTS_ON) != 0) fail(sql);
        try {
            run_text(sql);
        } catch (...) {
            mysql_set_server_option(db_.get(), MYSQL_OPTION_MULTI_STATEMENTS_OFF);
            throw;
        }
        if (mysql_set_server_option(db_.get(), MYSQL_OPTION_MULTI_STATEMENTS_OFF) != 0) fail(sql);
    }

    void begin() override {
        check_usable("START TRANSACTION");
        run_text("START TRANSACTION");
        began_ = true;
        undone_ = false;
    }
    void commit() override {
        try {
            check_usable("COMMIT");
            run_text("COMMIT");
        } catch (const DatabaseError& e) {
            const bool certain = is_one_of(static_cast<unsigned>(e.native_code), read_only_codes) || !began_ || undone_;
            rollback();
            if (e.kind == Kind::lost && !certain) throw DatabaseError(Kind::commit_unknown, e.detail, e.native_code);
            throw;
        }
        began_ = false;
    }
    void rollback() noexcept override {
        if (began_ && !broken_ && mysql_real_query(db_.get(), "ROLLBACK", 8) != 0) broken_ = true;
        began_ = undone_ = false;
    }
    bool in_transaction() const override { return began_ && !undone_ && !broken_; }
    void savepoint() override { run_checked("SAVEPOINT s"); }
    void release_savepoint() override { run_checked("RELEASE SAVEPOINT s"); }
    void rollback_to_savepoint() override { run_checked("ROLLBACK TO SAVEPOINT s"); }
    bool is_alive() noexcept override { return !broken_ && mysql_ping(db_.get()) == 0; }

    void run_checked(std::string_view sql) {
        check_usable(sql);
        run_text(sql);
    }

    // Rows of a statement such as SHOW, which not every version can prepare.
    template <class Each>
    void each_text(std::string_view sql, Each each) {
        if (mysql_real_query(db_.get(), sql.data(), sql.size()) != 0) fail(sql);
        const Result result(mysql_store_result(db_.get()));
        if (!result) fail(sql);
        while (auto row = mysql_fetch_row(result.get())) each(row);
    }

    MYSQL* handle() const { return db_.get(); }

private:
    // A statement from binding until nothing of its result is left on the wire.
    struct Run {
        MysqlSession& session;
        std::string_view sql;
        Statement& statement;

        Run(MysqlSession& s, std::string_view text, std::span<const Bound> values)
            : session(s), sql(text), statement(s.prepared(text)) {
            session.bind(statement, sql, values);
            if (mysql_stmt_execute(handle()) != 0) session.fail(statement, sql);
            session.running_ = true;
        }
        Run(const Run&) = delete;
        Run& operator=(const Run&) = delete;
        ~Run() {
            session.running_ = false;
            if (mysql_stmt_free_result(handle()) != 0) session.broken_ = true;
            for (auto& cell : statement.cells)
                if (cell.buffer.size() > Cell::most_kept) {
                    cell.buffer = std::vector<char>(Cell::usual_size);
                    statement.is_moved = true;
                }
        }
        MYSQL_STMT* handle() const { return statement.handle.get(); }

        bool fetch() {
            // Only between rows: some versions of the library take the lengths of the present row for lost when told.
            if (statement.is_moved) statement.bind_columns();
            const int code = mysql_stmt_fetch(handle());
            if (code == MYSQL_NO_DATA) return false;
            if (code != 0 && code != MYSQL_DATA_TRUNCATED) session.fail_running(statement, sql);
            for (std::size_t i = 0; i < statement.cells.size(); ++i) {
                auto& cell = statement.cells[i];
                if (cell.is_integer || cell.is_null || cell.length <= cell.buffer.size()) continue;
                cell.buffer.resize(cell.length);
                auto bind = cell.bound();
                if (mysql_stmt_fetch_column(handle(), &bind, static_cast<unsigned>(i), 0) != 0)
                    session.fail_running(statement, sql);
                statement.is_moved = true;
            }
            return true;
        }
    };

    Statement& prepared(std::string_view sql) {
        check_usable(sql);
        if (auto found = statements_.find(sql)) return *found;
        Statement statement;
        statement.handle.reset(mysql_stmt_init(db_.get()));
        if (!statement.handle) fail(sql);
        if (mysql_stmt_prepare(statement.handle.get(), sql.data(), sql.size()) != 0)
            throw noted(
                error_of(mysql_stmt_errno(statement.handle.get()), mysql_stmt_error(statement.handle.get()), sql));
        statement.values.resize(mysql_stmt_param_count(statement.handle.get()));
        statement.numbers.resize(statement.values.size());
        statement.set_columns();
        statements_.make_room();
        return statements_.add(sql, std::move(statement));
    }

    void bind(Statement& statement, std::string_view sql, std::span<const Bound> values) {
        if (values.size() != statement.values.size())
            throw DatabaseError(Kind::failed, "wrong number of values: " + std::string(sql.substr(0, 500)));
        for (std::size_t i = 0; i < values.size(); ++i) {
            auto& bind = statement.values[i];
            bind = MYSQL_BIND{};
            if (auto text = std::get_if<std::string_view>(&values[i])) {
                bind.buffer_type = MYSQL_TYPE_STRING;
                bind.buffer = const_cast<char*>(text->data() ? text->data() : "");
                bind.buffer_length = text->size();
                continue;
            }
            bind.buffer_type = MYSQL_TYPE_LONGLONG;
            bind.buffer = &statement.numbers[i];
            if (auto number = std::get_if<std::int64_t>(&values[i]))
                statement.numbers[i] = *number;
            else if (auto yes = std::get_if<bool>(&values[i]))
                statement.numbers[i] = *yes ? 1 : 0;
            else
                bind.buffer_type = MYSQL_TYPE_NULL;
        }
        if (!values.empty() && mysql_stmt_bind_param(statement.handle.get(), statement.values.data()) != 0)
            fail(statement, sql);
    }

    void run_text(std::string_view sql) {
        if (mysql_real_query(db_.get(), sql.data(), sql.size()) != 0) fail(sql);
        for (int next = 0; next == 0;) {
            const Result result(mysql_store_result(db_.get()));
            if (!result && mysql_field_count(db_.get()) != 0) fail(sql);
            next = mysql_next_result(db_.get());
            if (next > 0) fail(sql);
        }
    }

    void check_usable(std::string_view sql) const {
        if (running_)
            throw DatabaseError(Kind::failed, "a session was used within `each`: " + std::string(sql.substr(0, 500)));
        if (broken_) throw DatabaseError(Kind::lost, "mysql: the connection was lost before");
        // After a deadlock the server has rolled back, and further statements would be committed one by one.
        if (began_ && undone_)
            throw DatabaseError(Kind::rerun, "the transaction was rolled back after an earlier error");
    }

    DatabaseError noted(DatabaseError error) {
        if (error.kind == Kind::lost) broken_ = true;
        if (error.kind == Kind::rerun) undone_ = true;
        return error;
    }
    [[noreturn]] void fail(std::string_view sql) {
        throw noted(error_of(mysql_errno(db_.get()), mysql_error(db_.get()), sql));
    }
    DatabaseError error_now(const Statement& statement, std::string_view sql) {
        auto* handle = statement.handle.get();
        if (mysql_stmt_errno(handle) != 0)
            return noted(error_of(mysql_stmt_errno(handle), mysql_stmt_error(handle), sql));
        // While rows are fetched, the library tells the reason to the connection and not to the statement.
        if (mysql_errno(db_.get()) != 0) return noted(error_of(mysql_errno(db_.get()), mysql_error(db_.get()), sql));
        return noted(error_of(CR_SERVER_LOST, "the rows ended without a reason", sql));
    }
    [[noreturn]] void fail_running(const Statement& statement, std::string_view sql) {
        throw error_now(statement, sql);
    }
    // Prepared again the next time, in case its table is not what it was.
    [[noreturn]] void fail(const Statement& statement, std::string_view sql) {
        auto error = error_now(statement, sql);
        if (error.kind == Kind::failed) statements_.take(sql);
        throw error;
    }

    StatementCache<Statement> statements_;
    Connection db_;  // closed first, so that no statement is closed over a dead connection
    bool began_ = false, undone_ = false, running_ = false, broken_ = false;
};

void set_tls(MYSQL* db, const DatabaseUrl& url) {
    using enum DatabaseUrl::Tls;
    if (url.tls == off || !url.socket.empty()) return;
    const my_bool yes = 1;
    mysql_optionsv(db, MYSQL_OPT_SSL_ENFORCE, &yes);
    if (url.tls != verify) return;
    mysql_optionsv(db, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
    mysql_optionsv(db, MYSQL_OPT_SSL_CA, url.ca.empty() ? "/etc/ssl/certs/ca-certificates.crt" : url.ca.c_str());
}

// A host that works on a statement still acknowledges what it is sent, and asked whether it is there; one that is gone
// without a word does not, and would be waited for as long as a statement may take.
void give_up_when_silent(MYSQL* db, int seconds) {
    const auto set = [socket = mysql_get_socket(db)](int level, int option, int value) {
        ::setsockopt(socket, level, option, &value, sizeof value);
    };
    set(SOL_SOCKET, SO_KEEPALIVE, 1);
    set(IPPROTO_TCP, TCP_KEEPIDLE, (seconds + 1) / 2);
    set(IPPROTO_TCP, TCP_KEEPINTVL, 1);
    set(IPPROTO_TCP, TCP_USER_TIMEOUT, seconds * 1000);
}

Connection connect(const DatabaseUrl& url, const DatabaseUrl::Host& host, const SourceLimits& limits) {
    static std::once_flag once;
    std::call_once(once, [] {
        if (mysql_server_init(0, nullptr, nullptr) != 0) throw DatabaseError(Kind::failed, "mysql: library not usable");
    });
    Connection db(mysql_init(nullptr));
    if (!db) throw DatabaseError(Kind::failed, "mysql: out of memory");
    const auto connect_timeout = static_cast<unsigned>(limits.connect_timeout_s);
    mysql_optionsv(db.get(), MYSQL_OPT_CONNECT_TIMEOUT, &connect_timeout);
    if (limits.statement_timeout_s > 0) {
        // The server gives up first; this is for one that does not answer any more.
        const auto timeout = static_cast<unsigned>(limits.statement_timeout_s) + 5;
        mysql_optionsv(db.get(), MYSQL_OPT_READ_TIMEOUT, &timeout);
        mysql_optionsv(db.get(), MYSQL_OPT_WRITE_TIMEOUT, &timeout);
    }
    const unsigned no_files = 0;
    mysql_optionsv(db.get(), MYSQL_OPT_LOCAL_INFILE, &no_files);
    mysql_optionsv(db.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
    const unsigned tcp = MYSQL_PROTOCOL_TCP;
    if (url.socket.empty()) mysql_optionsv(db.get(), MYSQL_OPT_PROTOCOL, &tcp);
    set_tls(db.get(), url);
    const bool local = !url.socket.empty();
    if (!mysql_real_connect(db.get(), local ? nullptr : host.name.c_str(), url.user.c_str(), url.password.c_str(),
                            url.name.c_str(), host.port, local ? url.socket.c_str() : nullptr, CLIENT_FOUND_ROWS))
        throw error_of(mysql_errno(db.get()), mysql_error(db.get()), {});
    // The library falls back to plain text where the server has no TLS.
    if (!local && (url.tls == DatabaseUrl::Tls::require || url.tls == DatabaseUrl::Tls::verify) &&
        !mysql_get_ssl_cipher(db.get()))
        throw DatabaseError(Kind::lost, "mysql: the server does not offer TLS");
    if (!local) give_up_when_silent(db.get(), limits.silence_timeout_s);
    return db;
}

void check_ready(MysqlSession& session) {
    bool galera = false, read_only = false, gives_hot = false;
    session.each_text(
        "SHOW VARIABLES WHERE Variable_name IN ('wsrep_on', 'wsrep_sst_method', 'read_only', 'innodb_read_only')",
        [&](MYSQL_ROW row) {
            const std::string_view name = row[0], value = row[1];
            const bool on = value == "ON" || value == "1";
            if (name == "wsrep_sst_method")
                gives_hot = value.starts_with("mariabackup") || value.starts_with("xtrabackup") || value == "clone";
            else
                (name == "wsrep_on" ? galera : read_only) |= on;
        });
    if (read_only) throw DatabaseError(Kind::lost, "mysql: the server is read-only");
    if (!galera) return;
    std::string ready, state;
    session.each_text("SHOW STATUS WHERE Variable_name IN ('wsrep_ready', 'wsrep_local_state')",
                      [&](MYSQL_ROW row) { (std::string_view(row[0]) == "wsrep_ready" ? ready : state) = row[1]; });
    // While a node gives its files to another by rsync, it says that it is ready, and every write to it waits.
    constexpr std::string_view donor = "2", synced = "4";
    if (ready != "ON" || (state != synced && !(state == donor && gives_hot)))
        throw DatabaseError(Kind::lost, "mysql: the Galera node is not ready (wsrep_ready " + ready +
                                            ", wsrep_local_state " + state + ")");
}

}  // namespace

std::unique_ptr<Session> open_mysql(const DatabaseUrl& url, const DatabaseUrl::Host& host, const SourceLimits& limits) {
    auto db = connect(url, host, limits);
    const bool mariadb = mariadb_connection(db.get()) != 0;
    auto session = std::make_unique<MysqlSession>(std::move(db));
    check_ready(*session);
    // Standard SQL as the other engines have it: "name" is a name, || joins, \ is an ordinary character.
    session->run_checked(
        "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
        "NO_ENGINE_SUBSTITUTION,ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES', time_zone = '+00:00', "
        "innodb_lock_wait_timeout = 2, lock_wait_timeout = 10");
    session->run_checked("SET NAMES utf8mb4 COLLATE utf8mb4_bin");
    session->run_checked("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
    // The server would keep a transaction, and its locks, of somebody who is gone without a word. MySQL has no such
    // limit.
    if (mariadb) session->run_checked("SET SESSION idle_transaction_timeout = " + std::to_string(idle_limit_s(limits)));
    if (limits.statement_timeout_s > 0)
        session->run_checked(
            (mariadb ? "SET SESSION max_statement_time = " + std::to_string(limits.statement_timeout_s)
                     : "SET SESSION max_execution_time = " + std::to_string(limits.statement_timeout_s) + "000"));
    return session;
}

std::string mysql_version() { return mysql_get_client_info(); }

}  // namespace crm

// SQLite: with sqlite_wal.cpp the only file that sees sqlite3.h.
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <thread>

#include "db/source.hpp"
#include "db/sqlite_wal.hpp"
#include "db/statements.hpp"

namespace crm {
namespace {

using Kind = DatabaseError::Kind;

constexpr std::chrono::duration<int, std::milli> busy_wait{5000};
// Pages of the write-ahead log before the writer itself makes a checkpoint, 96 MB: the words of records lie on many
// pages, which are then written back once for many commits.
constexpr int longest_wal = 24'000;
// Where the disk has little room: half of it, so that the database has some to grow, but no less than SQLite's default.
// It is looked at anew after as many pages as `room_is_known_for`.
constexpr int shortest_wal = 1'000, room_is_known_for = 256;
// Bytes. At most 0x1ffff: what SQLite 3.40 writes at once to a file is masked with that, so a longer journal would look
// like a full disk (seekAndWriteFd in os_unix.c).
constexpr int kept_in_memory_by_savepoint = 124 * 1024;

struct Close {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Connection = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

Kind kind_of(sqlite3* db, int code) {
    switch (code) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID:
            return Kind::unique;
        case SQLITE_CONSTRAINT_FOREIGNKEY:
            return Kind::foreign_key;
    }
    switch (code & 0xff) {
        case SQLITE_CONSTRAINT:
            return Kind::other_constraint;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return Kind::rerun;
        case SQLITE_FULL:
            return Kind::full;
        case SQLITE_IOERR: {
            const int system = sqlite3_system_errno(db);
            return system == ENOSPC || system == EDQUOT || system == EFBIG ? Kind::full : Kind::failed;
        }
        case SQLITE_CANTOPEN:
        case SQLITE_NOTADB:
            return Kind::lost;
        default:
            return Kind::failed;
    }
}

DatabaseError error_of(sqlite3* db, int code, std::string_view sql) {
    std::string detail = "sqlite " + std::to_string(code) + ": " + sqlite3_errmsg(db);
    detail.append(" [").append(sql.substr(0, 500)).append("]");
    return {kind_of(db, code), std::move(detail), code};
}

void run_raw(sqlite3* db, const std::string& sql) {
    if (int code = sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr); code != SQLITE_OK)
        throw error_of(db, code, sql);
}

// The only row and column of a pragma.
std::string answer(sqlite3* db, const std::string& sql) {
    sqlite3_stmt* raw = nullptr;
    int code = sqlite3_prepare_v2(db, sql.c_str(), -1, &raw, nullptr);
    Statement statement(raw);
    if (code != SQLITE_OK) throw error_of(db, code, sql);
    code = sqlite3_step(raw);
    if (code != SQLITE_ROW) throw error_of(db, code, sql);
    auto text = sqlite3_column_text(raw, 0);
    return text ? reinterpret_cast<const char*>(text) : "";
}

class SqliteRow final : public Row {
public:
    explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
    bool is_null(int column) const override { return sqlite3_value_type(value(column)) == SQLITE_NULL; }
    std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
    std::string_view text(int column) const override {
        // One look at the column for both; the value is this session's alone.
        sqlite3_value* const found = value(column);
        auto text = reinterpret_cast<const char*>(sqlite3_value_text(found));
        if (!text) return {};
        return {text, static_cast<std::size_t>(sqlite3_value_bytes(found))};
    }

private:
    sqlite3_value* value(int column) const { return sqlite3_column_value(statement_, column); }

    sqlite3_stmt* statement_;
};

class SqliteSession final : public Session {
public:
    SqliteSession(Connection db, Access access) : db_(std::move(db)), access_(access) {
        if (access == Access::write) sqlite3_wal_hook(db_.get(), &after_commit, this);
    }
    SqliteSession(const SqliteSession&) = delete;
    SqliteSession& operator=(const SqliteSession&) = delete;
    ~SqliteSession() override { rollback(); }
    Engine engine() const override { return Engine::sqlite; }

    void query(std::string_view sql, std::span<const Bound> values, FunctionRef<bool(const Row&)> each) override {
        Run run(*this, sql, values);
        const SqliteRow row(run.statement);
        while (run.step() && each(row)) {
        }
    }

    std::int64_t execute(std::string_view sql, std::span<const Bound> values) override {
        Run run(*this, sql, values);
        return run.changes();
    }

    std::int64_t insert(std::string_view sql, std::span<const Bound> values, std::string_view) override {
        Run run(*this, sql, values);
        return run.changes() == 0 ? 0 : sqlite3_last_insert_rowid(db_.get());
    }

    void run_script(std::string_view sql) override {
        check_usable(sql);
        const std::string text(sql);
        if (int code = sqlite3_exec(db_.get(), text.c_str(), nullptr, nullptr, nullptr); code != SQLITE_OK)
            fail(code, sql);
    }

    void begin() override {
        execute(access_ == Access::write ? "BEGIN IMMEDIATE" : "BEGIN", {});
        began_ = true;
    }
    void commit() override {
        try {
            execute("COMMIT", {});
            began_ = false;
        } catch (...) {
            rollback();
            throw;
        }
    }
    void rollback() noexcept override {
        // Nothing is left to undo where SQLite has rolled back by itself.
        if (in_transaction()) sqlite3_exec(db_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
        forget_gathered(db_.get());
        began_ = false;
    }
    bool in_transaction() const override { return sqlite3_get_autocommit(db_.get()) == 0; }
    void savepoint() override { execute("SAVEPOINT s", {}); }
    void release_savepoint() override { execute("RELEASE s", {}); }
    void rollback_to_savepoint() override { execute("ROLLBACK TO s", {}); }
    std::int64_t wal_pages() const override { return wal_pages_; }
    std::int64_t rows_changed() const override { return sqlite3_total_changes64(db_.get()); }
    bool is_alive() noexcept override { return true; }

    using Session::execute;

private:
    // A statement from binding to reset. One that is not reset would keep the session on an old snapshot.
    struct Run {
        SqliteSession& session;
        std::string_view sql;
        sqlite3_stmt* statement;

        Run(SqliteSession& s, std::string_view text, std::span<const Bound> values)
            : session(s), sql(text), statement(s.prepared(text)) {
            session.running_ = true;
            try {
                session.bind(statement, sql, values);
            } catch (...) {
                end();
                throw;
            }
        }
        Run(const Run&) = delete;
        Run& operator=(const Run&) = delete;
        ~Run() { end(); }

        bool step() {
            const int code = sqlite3_step(statement);
            if (code == SQLITE_ROW) return true;
            if (code != SQLITE_DONE) session.fail(code, sql);
            return false;
        }
        std::int64_t changes() {
            const auto before = sqlite3_total_changes64(session.db_.get());
            while (step()) {
            }
            // After a statement that changes nothing, changes64 still has the number of the one before.
            return sqlite3_total_changes64(session.db_.get()) == before ? 0 : sqlite3_changes64(session.db_.get());
        }
        void end() noexcept {
            sqlite3_reset(statement);  // repeats the code of the step, which has been looked at
            sqlite3_clear_bindings(statement);
            session.running_ = false;
        }
    };

    // Takes the place of SQLite's own wal_autocheckpoint.
    static int after_commit(void* session, sqlite3* db, const char* name, int pages) {
        auto& self = *static_cast<SqliteSession*>(session);
        if (pages < self.wal_pages_ || pages >= self.room_known_until_) {
            self.wal_limit_ = std::clamp(pages_of_room(sqlite3_db_filename(db, name)) / 2, shortest_wal, longest_wal);
            self.room_known_until_ = pages + room_is_known_for;
        }
        self.wal_pages_ = pages;
        // Its failure is not that of the commit; the next one tries again.
        if (pages >= self.wal_limit_) sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        return SQLITE_OK;
    }

    // As many as are of use to know.
    static int pages_of_room(const char* path) {
        struct statvfs disk {};
        if (::statvfs(path, &disk) != 0) return 2 * longest_wal;
        constexpr std::uint64_t page_bytes = 4096;
        return static_cast<int>(std::min<std::uint64_t>(disk.f_bavail * disk.f_frsize / page_bytes, 2 * longest_wal));
    }

    sqlite3_stmt* prepared(std::string_view sql) {
        check_usable(sql);
        if (auto found = statements_.find(sql)) return found->get();
        sqlite3_stmt* raw = nullptr;
        const char* rest = nullptr;
        const int code = sqlite3_prepare_v3(db_.get(), sql.data(), static_cast<int>(sql.size()),
                                            SQLITE_PREPARE_PERSISTENT, &raw, &rest);
        Statement statement(raw);
        if (code != SQLITE_OK) fail(code, sql);
        const auto tail = sql.substr(static_cast<std::size_t>(rest - sql.data()));
        if (!raw || tail.find_first_not_of(" \t\r\n;") != std::string_view::npos)
            throw DatabaseError(Kind::failed, "not one statement: " + std::string(sql.substr(0, 500)));
        statements_.make_room();
        return statements_.add(sql, std::move(statement)).get();
    }

    void bind(sqlite3_stmt* statement, std::string_view sql, std::span<const Bound> values) {
        if (static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)) != values.size())
            throw DatabaseError(Kind::failed, "wrong number of values: " + std::string(sql.substr(0, 500)));
        int index = 0;
        for (auto& value : values) {
            ++index;
            int code = SQLITE_OK;
            if (auto text = std::get_if<std::string_view>(&value))
                // A null pointer would bind NULL instead of the empty text.
                code = sqlite3_bind_text64(statement, index, text->data() ? text->data() : "", text->size(),
                                           SQLITE_STATIC, SQLITE_UTF8);
            else if (auto number = std::get_if<std::int64_t>(&value))
                code = sqlite3_bind_int64(statement, index, *number);
            else if (auto yes = std::get_if<bool>(&value))
                code = sqlite3_bind_int(statement, index, *yes ? 1 : 0);
            else
                code = sqlite3_bind_null(statement, index);
            if (code != SQLITE_OK) fail(code, sql);
        }
    }

    // After SQLite rolled back by itself (disk full, I/O error), further statements would be committed one by one.
    void check_usable(std::string_view sql) const {
        if (running_)
            throw DatabaseError(Kind::failed, "a session was used within `each`: " + std::string(sql.substr(0, 500)));
        if (began_ && !in_transaction())
            throw DatabaseError(undone_by_, "the transaction was rolled back after an earlier error");
    }

    [[noreturn]] void fail(int code, std::string_view sql) {
        auto error = error_of(db_.get(), code, sql);
        if (!in_transaction()) {
            forget_gathered(db_.get());
            if (began_) undone_by_ = error.kind;
        }
        throw error;
    }

    Connection db_;
    StatementCache<Statement> statements_;  // gone before the connection
    Access access_;
    bool began_ = false, running_ = false;
    std::int64_t wal_pages_ = 0, room_known_until_ = 0;
    int wal_limit_ = shortest_wal;
    Kind undone_by_ = Kind::failed;
};

Connection connect(const std::string& path, int flags) {
    static std::once_flag once;
    // Refused when SQLite runs already, and then nothing is lost but speed: a mutex at every allocation is saved, and
    // what a savepoint would have to undo stays in memory unless it is much.
    std::call_once(once, [] {
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, kept_in_memory_by_savepoint);
    });
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, gathering_wal());
    Connection db(raw);
    if (!db) throw DatabaseError(Kind::failed, "sqlite: out of memory");
    if (code != SQLITE_OK) throw error_of(raw, code, path);
    if (sqlite3_extended_result_codes(raw, 1) != SQLITE_OK || sqlite3_busy_timeout(raw, busy_wait.count()) != SQLITE_OK)
        throw error_of(raw, sqlite3_errcode(raw), path);
    return db;
}

// Other connections that open the same new file change its mode at the same moment. SQLite's own wait does not cover
// that: the change raises a lock it holds already, where waiting could be for each other.
std::string use_wal(sqlite3* db) {
    const auto give_up = std::chrono::steady_clock::now() + busy_wait;
    while (true) {
        try {
            return answer(db, "PRAGMA journal_mode=WAL");
        } catch (const DatabaseError& error) {
            if (error.kind != Kind::rerun || std::chrono::steady_clock::now() > give_up) throw;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

// With the mode from the start, before anything is in it. Only a new file is opened here: closing a descriptor of one
// that is in use would drop the locks that this process holds on it.
void create_private(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd >= 0) {
        ::close(fd);
    } else if (errno != EEXIST) {
        throw DatabaseError(errno == ENOSPC || errno == EDQUOT ? Kind::full : Kind::lost,
                            "cannot create " + path + ": " + std::strerror(errno));
    }
}

}  // namespace

std::unique_ptr<Session> open_sqlite(const DatabaseUrl& url, Access access, const SourceLimits& limits) {
    if (access == Access::write) create_private(url.path);
    auto db = connect(url.path, SQLITE_OPEN_READWRITE);
    if (access == Access::write && use_wal(db.get()) != "wal")
        throw DatabaseError(Kind::failed, url.path + ": the file system does not support WAL (a network share?)");
    // Temporary files, since what a long transaction would have to undo, or a long sort, does not fit into memory.
    run_raw(db.get(),
            "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=FILE;"
            "PRAGMA journal_size_limit=134217728; PRAGMA cache_size=-" +
                std::to_string(limits.sqlite_cache_kib));
    if (answer(db.get(), "PRAGMA foreign_keys") != "1") throw DatabaseError(Kind::failed, "sqlite has no foreign keys");
    if (access == Access::read) run_raw(db.get(), "PRAGMA query_only=ON");
    return std::make_unique<SqliteSession>(std::move(db), access);
}

void copy_sqlite(const std::string& from, const std::string& to) {
    const std::string part = to + ".part";
    if (::access(to.c_str(), F_OK) == 0) throw DatabaseError(Kind::failed, to + " exists already");
    if (::unlink(part.c_str()) != 0 && errno != ENOENT)
        throw DatabaseError(Kind::failed, "cannot remove " + part + ": " + std::strerror(errno));
    create_private(part);
    try {
        auto source = connect(from, SQLITE_OPEN_READWRITE);
        auto target = connect(part, SQLITE_OPEN_READWRITE);
        auto* backup = sqlite3_backup_init(target.get(), "main", source.get(), "main");
        if (!backup) throw error_of(target.get(), sqlite3_errcode(target.get()), part);
        // All pages in one step: it reads one snapshot and holds up no writer, while smaller steps start again at every
        // commit of somebody else.
        int code = sqlite3_backup_step(backup, -1);
        if (int finished = sqlite3_backup_finish(backup); finished != SQLITE_OK) code = finished;
        if (code != SQLITE_DONE) throw error_of(target.get(), code, part);
        // One file that stands for itself, without -wal and -shm.
        if (answer(target.get(), "PRAGMA journal_mode=DELETE") != "delete")
            throw DatabaseError(Kind::failed, "cannot finish " + part);
        target = connect(part, SQLITE_OPEN_READWRITE);
        if (auto result = answer(target.get(), "PRAGMA integrity_check"); result != "ok")
            throw DatabaseError(Kind::failed, "the copy of " + from + " is damaged: " + result);
        target.reset();
        if (std::rename(part.c_str(), to.c_str()) != 0)
            throw DatabaseError(Kind::failed, "cannot rename " + part + ": " + std::strerror(errno));
    } catch (...) {
        ::unlink(part.c_str());
        throw;
    }
}

std::string sqlite_version() { return sqlite3_libversion(); }

}  // namespace crm

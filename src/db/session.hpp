// One connection to a database: prepared statements, bound values, typed reads, explicit transactions.
#pragma once
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/errors.hpp"

namespace crm {

enum class Engine { sqlite, mysql, postgres };
std::string_view to_text(Engine);

// A value bound to a `?`. Text is not copied: it must outlive the call.
using Bound = std::variant<std::monostate, bool, std::int64_t, std::string_view>;

// One row of a result, valid until the next is read. Columns count from 0.
class Row {
public:
    virtual bool is_null(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;   // also booleans (0, 1); 0 for null
    virtual std::string_view text(int column) const = 0;  // empty for null
    bool boolean(int column) const { return integer(column) != 0; }

protected:
    ~Row() = default;
};

// What went wrong in the database, the same on every engine. Each driver translates its own codes.
struct DatabaseError : Error {
    enum class Kind {
        unique,  // a unique constraint; `detail` has the engine's text
        foreign_key,
        other_constraint,
        rerun,  // deadlock or serialisation failure: the whole transaction may be run again (1213, 1205, 40001, 40P01,
                // SQLITE_BUSY)
        lost,   // connection lost, or the server not ready (Galera 1047, read only 1290, 25006): nothing of the
                // transaction is committed
        commit_unknown,  // connection lost while committing: it may or may not have happened
        full,            // disk full
        failed,          // anything else
    };
    // condition: unavailable, out_of_storage or internal, with a text for the client
    DatabaseError(Kind, std::string log_detail, int native_code = 0);
    Kind kind;
    int native_code;  // the number that SQLite or MySQL gave; 0 on PostgreSQL
};

// Refers to a callable for the length of a call, without allocating.
template <class Signature>
class FunctionRef;
template <class R, class... A>
class FunctionRef<R(A...)> {
public:
    template <class F, class = std::enable_if_t<!std::is_same_v<std::remove_cvref_t<F>, FunctionRef>>>
    FunctionRef(F&& f)
        : object_(const_cast<void*>(static_cast<const void*>(std::addressof(f)))),
          call_([](void* object, A... args) -> R {
              return (*static_cast<std::remove_reference_t<F>*>(object))(std::forward<A>(args)...);
          }) {}
    R operator()(A... args) const { return call_(object_, std::forward<A>(args)...); }

private:
    void* object_;
    R (*call_)(void*, A...);
};

// Not thread safe: one thread uses it at a time. Statements are prepared once per distinct SQL text and cached.
// Every call throws DatabaseError.
class Session {
public:
    virtual ~Session() = default;
    virtual Engine engine() const = 0;

    // Calls `each` for every row as it arrives, in constant memory; false from `each` stops. No other call on this
    // session may be made from within `each`.
    virtual void query(std::string_view sql, std::span<const Bound> values, FunctionRef<bool(const Row&)> each) = 0;
    // The number of rows matched (not only those whose values differ).
    virtual std::int64_t execute(std::string_view sql, std::span<const Bound> values) = 0;
    // Inserts one row and answers the id that the database gave its `id` (or `sequence`) column `key`; 0 when the row
    // was ignored (insert_ignoring in dialect.hpp).
    virtual std::int64_t insert(std::string_view sql, std::span<const Bound> values, std::string_view key = "id") = 0;
    // Statements without values and results, several at once where the engine allows: migrations, settings. Not cached.
    virtual void run_script(std::string_view sql) = 0;

    virtual void begin() = 0;  // SQLite: BEGIN IMMEDIATE on a session that writes, BEGIN on one that reads
    virtual void commit() = 0;
    virtual void rollback() noexcept = 0;
    virtual bool in_transaction() const = 0;
    // On SQLite: pages in the write-ahead log after the last commit here, and rows changed here so far.
    virtual std::int64_t wal_pages() const { return 0; }
    virtual std::int64_t rows_changed() const { return 0; }
    virtual void savepoint() = 0;  // one level
    virtual void release_savepoint() = 0;
    virtual void rollback_to_savepoint() = 0;

    virtual bool is_alive() noexcept = 0;  // cheap check; a ping on servers

    void query(std::string_view sql, std::initializer_list<Bound> values, FunctionRef<bool(const Row&)> each) {
        query(sql, std::span(values.begin(), values.size()), each);
    }
    std::int64_t execute(std::string_view sql, std::initializer_list<Bound> values = {}) {
        return execute(sql, std::span(values.begin(), values.size()));
    }
    std::int64_t insert(std::string_view sql, std::initializer_list<Bound> values) {
        return insert(sql, std::span(values.begin(), values.size()));
    }
    // Calls `each` for the first row; false when there is none.
    bool first(std::string_view sql, std::span<const Bound> values, FunctionRef<void(const Row&)> each);
    bool first(std::string_view sql, std::initializer_list<Bound> values, FunctionRef<void(const Row&)> each) {
        return first(sql, std::span(values.begin(), values.size()), each);
    }
    // The first column of the first row; 0 when there is none.
    std::int64_t integer(std::string_view sql, std::initializer_list<Bound> values = {});
};

}  // namespace crm

// What every session can do whatever its engine, and how database errors look to a client.
#include "db/session.hpp"

namespace crm {

std::string_view to_text(Engine engine) {
    switch (engine) {
        case Engine::sqlite:
            return "sqlite";
        case Engine::mysql:
            return "mysql";
        case Engine::postgres:
            return "postgres";
    }
    return "";
}

namespace {

Error as_seen_by_client(DatabaseError::Kind kind, std::string log_detail) {
    using enum DatabaseError::Kind;
    switch (kind) {
        case rerun:
            return {Condition::unavailable, "The server is busy. Please try again.", std::move(log_detail)};
        case lost:
            return {Condition::unavailable, "The database is not available at the moment. Please try again.",
                    std::move(log_detail)};
        case commit_unknown:
            return {
                Condition::unavailable,
                "It is not known whether the change was saved. Repeat the request with the same Idempotency-Key, or "
                "look before you try again.",
                std::move(log_detail)};
        case full:
            return {Condition::out_of_storage, "The server has run out of storage space.", std::move(log_detail)};
        case unique:
        case foreign_key:
        case other_constraint:
        case failed:
            break;
    }
    return {Condition::internal, "Internal server error.", std::move(log_detail)};
}

}  // namespace

DatabaseError::DatabaseError(Kind k, std::string log_detail, int native)
    : Error(as_seen_by_client(k, std::move(log_detail))), kind(k), native_code(native) {
    if (condition == Condition::unavailable) retry_after = 1;
}

bool Session::first(std::string_view sql, std::span<const Bound> values, FunctionRef<void(const Row&)> each) {
    bool found = false;
    query(sql, values, [&](const Row& row) {
        found = true;
        each(row);
        return false;
    });
    return found;
}

std::int64_t Session::integer(std::string_view sql, std::initializer_list<Bound> values) {
    std::int64_t result = 0;
    first(sql, values, [&](const Row& row) { result = row.integer(0); });
    return result;
}

}  // namespace crm

// Each engine is asked in its own words.
#include "db/sizes.hpp"

namespace crm {
namespace {

std::optional<std::int64_t> number(Session& session, std::string_view sql, std::initializer_list<Bound> values = {}) {
    std::optional<std::int64_t> found;
    session.first(sql, values, [&](const Row& row) {
        if (!row.is_null(0)) found = row.integer(0);
    });
    return found;
}

}  // namespace

std::string server_version(Session& session) {
    std::string version;
    const bool embedded = session.engine() == Engine::sqlite, postgres = session.engine() == Engine::postgres;
    session.first(embedded   ? "SELECT sqlite_version()"
                  : postgres ? "SELECT current_setting('server_version')"
                             : "SELECT VERSION()",
                  {}, [&](const Row& row) { version = row.text(0); });
    return version;
}

std::optional<std::int64_t> database_bytes(Session& session) {
    switch (session.engine()) {
        case Engine::sqlite:
            return number(session, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
        case Engine::mysql:
            return number(session,
                          "SELECT CAST(SUM(data_length + index_length) AS SIGNED) FROM information_schema.tables "
                          "WHERE table_schema = DATABASE()");
        case Engine::postgres:
            return number(session, "SELECT pg_database_size(current_database())");
    }
    return std::nullopt;
}

std::optional<std::int64_t> table_bytes(Session& session, std::string_view table) {
    switch (session.engine()) {
        case Engine::sqlite:
            return std::nullopt;
        case Engine::mysql:
            return number(session,
                          "SELECT CAST(data_length + index_length AS SIGNED) FROM information_schema.tables "
                          "WHERE table_schema = DATABASE() AND table_name = ?",
                          {table});
        case Engine::postgres:
            return number(session, "SELECT pg_total_relation_size(CAST(CAST(? AS text) AS regclass))", {table});
    }
    return std::nullopt;
}

}  // namespace crm

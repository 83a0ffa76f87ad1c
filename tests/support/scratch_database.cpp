// Makes the database of this process on any engine, and empties it between tests.
#include "support/scratch_database.hpp"

#include <variant>

#include "db/engines_for_tests.hpp"
#include "db/migrate.hpp"

namespace crm::for_tests {
namespace {

std::variant<std::monostate, Fresh<Sqlite>, Fresh<Mysql>, Fresh<Postgres>> scratch;

const DatabaseUrl* url_of_scratch() {
    return std::visit(
        [](const auto& fresh) -> const DatabaseUrl* {
            if constexpr (requires { fresh.url; })
                return &fresh.url;
            else
                return nullptr;
        },
        scratch);
}

std::string_view sql_for_tables(Engine engine) {
    switch (engine) {
        case Engine::sqlite:
            return "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' ORDER BY name";
        case Engine::mysql:
            return "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1";
        case Engine::postgres:
            return "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY 1";
    }
    return {};
}

}  // namespace

Engine test_engine() {
    const std::string name = required("TEST_ENGINE");
    for (const Engine engine : {Engine::sqlite, Engine::mysql, Engine::postgres})
        if (to_text(engine) == name) return engine;
    FAIL("TEST_ENGINE is " << name);
    return Engine::sqlite;
}

const DatabaseUrl& scratch_database() {
    if (const DatabaseUrl* url = url_of_scratch()) return *url;
    const Engine engine = test_engine();
    if (engine == Engine::sqlite) scratch.emplace<Fresh<Sqlite>>();
    if (engine == Engine::mysql) scratch.emplace<Fresh<Mysql>>();
    if (engine == Engine::postgres) scratch.emplace<Fresh<Postgres>>();
    const DatabaseUrl& url = *url_of_scratch();
    migrate(*open_session(url, Access::write), migrations_for(engine));
    return url;
}

void drop_scratch_database() { scratch.emplace<std::monostate>(); }

std::vector<std::string> tables_of(Session& session) {
    std::vector<std::string> tables;
    session.query(sql_for_tables(session.engine()), {}, [&](const Row& row) {
        const std::string_view name = row.text(0);
        if (!name.starts_with("schema_") && !name.starts_with("sqlite_")) tables.emplace_back(name);
        return true;
    });
    return tables;
}

std::vector<std::string> word_indexes_of(Session& session) {
    std::vector<std::string> tables;
    session.query("SELECT name FROM pragma_table_list WHERE type = 'virtual' AND name LIKE '%_words' ORDER BY name", {},
                  [&](const Row& row) { return tables.emplace_back(row.text(0)), true; });
    return tables;
}

void empty_tables(Session& session) {
    const auto tables = tables_of(session);
    if (session.engine() == Engine::postgres) {
        std::string sql = "TRUNCATE ";
        for (const auto& table : tables) sql += (&table == &tables.front() ? "" : ", ") + table;
        return session.run_script(sql);
    }
    const bool is_mysql = session.engine() == Engine::mysql;
    session.begin();
    session.run_script(is_mysql ? "SET foreign_key_checks = 0" : "PRAGMA defer_foreign_keys = ON");
    for (const auto& table : tables) session.execute("DELETE FROM " + table);
    if (!is_mysql)
        for (const auto& table : word_indexes_of(session))
            session.execute("INSERT INTO " + table + " (" + table + ") VALUES ('delete-all')");
    session.commit();
    if (is_mysql) session.run_script("SET foreign_key_checks = 1");
}

}  // namespace crm::for_tests

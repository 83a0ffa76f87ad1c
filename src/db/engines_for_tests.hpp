// What the database tests share: the three engines, and places for tables that go away again.
#pragma once
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/random.hpp"
#include "db/database.hpp"
#include "db/source.hpp"

namespace crm::for_tests {

inline std::string required(const char* variable) {
    const char* value = std::getenv(variable);
    if (!value) FAIL(std::string(variable) << " is not set; run tests/support/engines.sh start DIR and . DIR/env");
    return value;
}

struct Sqlite {
    static constexpr Engine engine = Engine::sqlite;
};
struct Mysql {
    static constexpr Engine engine = Engine::mysql;
    static DatabaseUrl server() { return DatabaseUrl::parse(required("TEST_MYSQL_URL")); }
};
struct Postgres {
    static constexpr Engine engine = Engine::postgres;
    static DatabaseUrl server() { return DatabaseUrl::parse(required("TEST_POSTGRES_URL")); }
};

// An empty database that nobody else uses.
template <class E>
class Fresh {
public:
    Fresh() {
        const auto name = "connectcrm_" + random_hex(6);
        if constexpr (E::engine == Engine::sqlite) {
            folder_ = std::filesystem::temp_directory_path() / name;
            std::filesystem::create_directory(folder_);
            url = DatabaseUrl::parse("sqlite:///" + (folder_ / "test.db").string());
        } else {
            url = E::server();
            open_session(url, Access::write)->run_script("CREATE DATABASE " + name);
            url.name = name;
        }
    }
    Fresh(const Fresh&) = delete;
    Fresh& operator=(const Fresh&) = delete;
    ~Fresh() {
        if constexpr (E::engine == Engine::sqlite) {
            std::filesystem::remove_all(folder_);
        } else {
            const auto force = E::engine == Engine::postgres ? " WITH (FORCE)" : "";
            open_session(E::server(), Access::write)->run_script("DROP DATABASE " + url.name + force);
        }
    }
    std::unique_ptr<Session> session(Access access = Access::write) const { return open_session(url, access); }

    DatabaseUrl url;

private:
    std::filesystem::path folder_;
};

// The kind of error that `f` ends with.
template <class F>
DatabaseError::Kind kind_thrown_by(F&& f) {
    try {
        f();
    } catch (const DatabaseError& e) {
        return e.kind;
    }
    FAIL("no DatabaseError");
    return DatabaseError::Kind::failed;
}

}  // namespace crm::for_tests

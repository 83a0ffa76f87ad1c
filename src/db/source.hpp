// Where the data is: DATABASE_URL, and sessions opened on it.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"

namespace crm {

// sqlite:///relative.db  sqlite:////absolute.db
// mysql://user:password@host:3306,host2:3306/name?tls=verify&ca=/path.pem        (also mariadb://, mysql2://)
// postgres://user:password@host:5432,host2/name?sslmode=verify-full&sslrootcert=/path.pem   (also postgresql://)
// A host of the form `?socket=/path` (mysql) or `?host=/dir` (postgres) is a Unix socket. User, password and name
// percent-encoded.
struct DatabaseUrl {
    struct Host {
        std::string name;
        std::uint16_t port = 0;
    };
    Engine engine = Engine::sqlite;
    std::string path;         // SQLite
    std::vector<Host> hosts;  // in the order in which they are tried
    std::string user, password, name, socket;
    enum class Tls {
        off,
        prefer,
        require,
        verify
    } tls = Tls::prefer;  // verify: certificate against `ca`, and the host's name
    std::string ca;       // file; empty: the system's

    // Throws Error(bad_request) whose message says which part is wrong and what is expected, never the password.
    static DatabaseUrl parse(std::string_view);
    std::string masked() const;  // as a URL, with the password as ***
};

enum class Access { read, write };

struct SourceLimits {
    int connect_timeout_s = 5;
    int statement_timeout_s = 60;  // servers only; 0 for none
    int silence_timeout_s = 5;     // servers only: how long a host may not even acknowledge what it is sent
    int sqlite_cache_kib = 8192;   // page cache of one connection
};

// How long a server keeps a transaction between two statements before it takes us for gone; 0 for any time, where
// somebody waits meanwhile for what takes as long as it takes.
inline int idle_limit_s(const SourceLimits& limits) {
    return limits.statement_timeout_s == 0 ? 0 : 2 * limits.silence_timeout_s;
}

// Opens a new session: the first host that answers and is ready (writable, Galera node synced) wins. Throws
// DatabaseError(lost) with every host's reason in the log detail. Sessions are set up alike: UTC, utf8mb4 or UTF8, READ
// COMMITTED on servers, strict mode, found-rows counting; SQLite: WAL, synchronous=FULL, foreign_keys=ON, busy_timeout,
// file mode 0600; Access::read sets query_only.
std::unique_ptr<Session> open_session(const DatabaseUrl&, Access, const SourceLimits& = {});

// The three drivers; each .cpp is the only one that sees its client library, but for the layer below SQLite.
std::unique_ptr<Session> open_sqlite(const DatabaseUrl&, Access, const SourceLimits&);
std::unique_ptr<Session> open_mysql(const DatabaseUrl&, const DatabaseUrl::Host&, const SourceLimits&);
std::unique_ptr<Session> open_postgres(const DatabaseUrl&, const DatabaseUrl::Host&, const SourceLimits&);

// Of the client libraries that are loaded.
std::string sqlite_version();
std::string mysql_version();
std::string postgres_version();

// Copies a SQLite database to `to` while it is in use (online backup), then opens the copy and checks it. Throws
// DatabaseError.
void copy_sqlite(const std::string& from, const std::string& to);

}  // namespace crm

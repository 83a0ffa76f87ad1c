// Dumps by mariadb-dump and pg_dump. Passwords go by the environment, which only this account can read.
#include "db/dump.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/program.hpp"
#include "db/dialect.hpp"

namespace crm {
namespace {

[[noreturn]] void refuse(std::string message, std::string detail = {}) {
    throw Error(Condition::internal, std::move(message), std::move(detail));
}

class MappedFile {
public:
    explicit MappedFile(const std::string& path) {
        const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        struct stat status {};
        if (fd >= 0 && ::fstat(fd, &status) == 0 && status.st_size > 0) {
            size_ = static_cast<std::size_t>(status.st_size);
            start_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd, 0);
        }
        const int error = errno;
        if (fd >= 0) ::close(fd);
        if (start_ == MAP_FAILED || (fd < 0)) refuse(path + " cannot be read: " + std::strerror(error) + ".");
    }
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    ~MappedFile() {
        if (start_) ::munmap(start_, size_);
    }
    std::string_view text() const { return {static_cast<const char*>(start_), size_}; }

private:
    void* start_ = nullptr;
    std::size_t size_ = 0;
};

// The host that a session would be opened on.
DatabaseUrl with_ready_host(DatabaseUrl url, const SourceLimits& limits) {
    for (const DatabaseUrl::Host& host : url.hosts) {
        DatabaseUrl one = url;
        one.hosts = {host};
        try {
            open_session(one, Access::read, limits);
            return one;
        } catch (const DatabaseError&) {
            if (&host == &url.hosts.back()) open_session(url, Access::read, limits);  // says of each host what is wrong
        }
    }
    return url;
}

constexpr const char* system_authorities = "/etc/ssl/certs/ca-certificates.crt";

Program mysql_program(const char* name, const DatabaseUrl& url) {
    using enum DatabaseUrl::Tls;
    Program program{name, {"--no-defaults", "--default-character-set=utf8mb4", "--max-allowed-packet=1G"}, {}, {}, {}};
    auto& arguments = program.arguments;
    if (!url.user.empty()) arguments.push_back("--user=" + url.user);
    if (!url.password.empty()) program.environment.emplace_back("MYSQL_PWD", url.password);
    if (!url.socket.empty()) {
        arguments.push_back("--socket=" + url.socket);
        return program;
    }
    arguments.insert(arguments.end(), {"--protocol=tcp", "--host=" + url.hosts.front().name,
                                       "--port=" + std::to_string(url.hosts.front().port)});
    arguments.emplace_back(url.tls == off ? "--skip-ssl" : "--ssl");
    if (url.tls == verify)
        arguments.insert(arguments.end(), {"--ssl-verify-server-cert",
                                           "--ssl-ca=" + (url.ca.empty() ? std::string(system_authorities) : url.ca)});
    return program;
}

Program postgres_program(const char* name, const DatabaseUrl& url) {
    static constexpr const char* modes[] = {"disable", "prefer", "require", "verify-full"};  // by Tls
    Program program{name, {}, {}, {}, {}};
    auto& environment = program.environment;
    const auto& host = url.hosts.front();
    environment = {{"PGHOST", url.socket.empty() ? host.name : url.socket},
                   {"PGPORT", std::to_string(host.port)},
                   {"PGDATABASE", url.name},
                   {"PGSSLMODE", modes[static_cast<int>(url.tls)]},
                   {"PGAPPNAME", "connectcrm"}};
    if (!url.user.empty()) environment.emplace_back("PGUSER", url.user);
    if (!url.password.empty()) environment.emplace_back("PGPASSWORD", url.password);
    if (url.tls == DatabaseUrl::Tls::verify)
        environment.emplace_back("PGSSLROOTCERT", url.ca.empty() ? system_authorities : url.ca);
    return program;
}

Program program_for(const DatabaseUrl& url, const char* const (&names)[3]) {
    const char* name = names[static_cast<std::size_t>(url.engine)];
    refuse_missing_program(name, url.engine);
    return url.engine == Engine::mysql ? mysql_program(name, url) : postgres_program(name, url);
}

void run_or_refuse(const Program& program) {
    const Ended ended = run(program);
    if (!ended.well) refuse(program.name + " failed, and said:", ended.errors);
}

std::vector<std::string> recorded_migrations(Session& session) {
    std::vector<std::string> names;
    session.query("SELECT name FROM schema_migrations ORDER BY number", {}, [&](const Row& row) {
        names.emplace_back(row.text(0));
        return true;
    });
    return names;
}

// What the database held at one moment. `name` is that moment for pg_dump; MySQL has none that can be shared.
struct Moment {
    Seal seal;
    RowCounts rows;
    std::string name;
};

Moment now_in(Session& session) {
    Moment moment;
    moment.seal = {session.engine(), recorded_migrations(session)};
    if (session.engine() == Engine::postgres)
        session.first("SELECT pg_export_snapshot()", {}, [&](const Row& row) { moment.name = row.text(0); });
    moment.rows = count_rows(session, migrations_for(session.engine()));
    return moment;
}

void begin_moment(Session& session) {
    session.run_script(session.engine() == Engine::mysql
                           ? "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
                           : "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    session.begin();
}

void make_dump(const DatabaseUrl& url, const Moment& moment, const std::string& path) {
    Program program = program_for(url, dump_programs);
    program.output = path;
    auto& arguments = program.arguments;
    if (url.engine == Engine::mysql) {
        arguments.insert(arguments.end(), {"--single-transaction", "--quick", "--no-tablespaces", "--skip-triggers",
                                           "--skip-add-drop-table", url.name});
        for (const auto& [table, rows] : moment.rows) arguments.push_back(table);
    } else {
        arguments = {"--no-owner", "--no-privileges", "--encoding=UTF8", "--lock-wait-timeout=10s",
                     "--snapshot=" + moment.name};
        for (const auto& [table, rows] : moment.rows) arguments.push_back("--table=" + table);
    }
    run_or_refuse(program);
}

std::int64_t count_of(const RowCounts& rows, const std::string& table) {
    const auto found = rows.find(table);
    return found == rows.end() ? 0 : found->second;
}

// What leaves no entry in the log: signing in, using a key, and what follows from the records.
bool is_unlogged(const std::string& table) {
    static constexpr std::string_view names[] = {"login_attempts", "refresh_tokens",   "setup_tokens",
                                                 "api_key_uses",   "idempotency_keys", "rewrites"};
    return table.ends_with("_words") || std::ranges::find(names, table) != std::end(names);
}

// PostgreSQL dumps the moment that was counted. MySQL dumps a later one; the log, which only grows, tells how many rows
// were made or removed in between, as each has its entry there.
void compare_rows(Engine engine, const RowCounts& before, const RowCounts& dumped) {
    const bool later = engine == Engine::mysql;
    const std::int64_t written = later ? count_of(dumped, "changes") - count_of(before, "changes") : 0;
    for (const auto& [table, rows] : before) {
        if (later && is_unlogged(table)) continue;
        const std::int64_t found = count_of(dumped, table);
        if (std::abs(found - rows) > written)
            refuse("The dump has " + std::to_string(found) + " rows of " + table + ", the database " +
                   std::to_string(rows) + ". Start again; if it stays so, look into the log of the database server.");
    }
}

void append(const std::string& path, const std::string& text) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    const bool written = fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const int error = errno;
    if (fd >= 0) ::close(fd);
    if (!written) refuse(path + " cannot be written: " + std::strerror(error) + ".");
}

SourceLimits without_hurry(SourceLimits limits) {
    limits.statement_timeout_s = 0;
    return limits;
}

}  // namespace

RowCounts count_rows(Session& session, std::span<const Migration> migrations) {
    RowCounts rows;
    for (const std::string& table : tables_of(migrations))
        if (table_exists(session, table)) rows[table] = session.integer("SELECT COUNT(*) FROM " + table);
    return rows;
}

bool holds_something(Session& session, const RowCounts& rows) {
    std::int64_t records = 0;
    for (const auto& [table, count] : rows)
        if (!table.starts_with("schema_") && !table.ends_with("_words") && table != "changes" && table != "rewrites")
            records += count;
    if (!rows.contains("changes")) return records > 0;
    const std::int64_t made_here = session.integer("SELECT COUNT(*) FROM changes WHERE actor = 'migration'");
    return rows.at("changes") > made_here || records > made_here;
}

std::string in_words(const RowCounts& rows) {
    std::string text;
    for (const auto& [table, count] : rows)
        if (!table.starts_with("schema_"))
            text.append(text.empty() ? "" : ", ").append(table + " (" + std::to_string(count) + ")");
    return text;
}

void refuse_missing_program(const std::string& name, Engine engine) {
    if (can_run(name)) return;
    throw Error(Condition::unavailable, name + " is not installed. On Debian, as root:\n    apt-get install " +
                                            (engine == Engine::mysql ? "mariadb-client" : "postgresql-client"));
}

RowCounts dump_server(const DatabaseUrl& url, const SourceLimits& limits, const std::string& path) {
    const DatabaseUrl one = with_ready_host(url, limits);
    const auto session = open_session(one, Access::read, without_hurry(limits));
    begin_moment(*session);
    const Moment moment = now_in(*session);
    make_dump(one, moment, path);
    session->rollback();

    const MappedFile file(path);
    if (!is_whole_dump(url.engine, file.text()))
        refuse("The dump is not whole. Start again; if it stays so, look into the log of the database server.");
    RowCounts rows = rows_in_dump(url.engine, file.text());
    compare_rows(url.engine, moment.rows, rows);
    for (const auto& [table, count] : moment.rows) rows.try_emplace(table, 0);  // those without a row are in no INSERT
    append(path, seal_line(moment.seal, file.text()));
    return rows;
}

DumpSummary read_dump(const std::string& path) {
    const MappedFile file(path);
    try {
        const SealedDump found = read_seal(file.text());
        return {found.seal, rows_in_dump(found.seal.engine, found.dump)};
    } catch (const Error& e) {
        refuse(path + ": " + e.message);
    }
}

void load_server(const DatabaseUrl& url, const SourceLimits& limits, const RowCounts& replaced,
                 const std::string& path) {
    const DatabaseUrl one = with_ready_host(url, limits);
    Program program = program_for(one, load_programs);
    auto& arguments = program.arguments;
    if (url.engine == Engine::mysql) {
        const auto session = open_session(one, Access::write, without_hurry(limits));
        session->run_script("SET SESSION foreign_key_checks = 0");
        for (const auto& [table, rows] : replaced) session->run_script("DROP TABLE " + table);
        arguments.push_back(url.name);
        program.input = path;
    } else {
        std::string tables;
        for (const auto& [table, rows] : replaced) tables.append(tables.empty() ? "" : ", ").append(table);
        arguments = {"--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"};
        if (!tables.empty()) arguments.push_back("--command=DROP TABLE " + tables);
        arguments.push_back("--file=" + path);
    }
    run_or_refuse(program);
}

}  // namespace crm

// The settings of MySQL, MariaDB, Galera and PostgreSQL that trade acknowledged writes for speed.
#include "db/durability.hpp"

#include <algorithm>
#include <map>

namespace crm {
namespace {

constexpr std::string_view after_crash = " Acknowledged writes are lost when its machine crashes: set it to ";

std::map<std::string, std::string> settings(Session& session, std::string_view sql) {
    std::map<std::string, std::string> found;
    session.query(sql, {}, [&](const Row& row) {
        found.emplace(row.text(0), row.text(1));
        return true;
    });
    return found;
}

void add_mysql(Session& session, const DatabaseUrl& url, std::span<const Migration> migrations,
               std::vector<std::string>& warnings) {
    auto set = settings(session,
                        "SHOW VARIABLES WHERE Variable_name IN ('innodb_flush_log_at_trx_commit', 'log_bin', "
                        "'sync_binlog', 'wsrep_on', 'wsrep_sync_wait')");
    if (const auto& flush = set["innodb_flush_log_at_trx_commit"]; flush != "1")
        warnings.push_back("The database server has innodb_flush_log_at_trx_commit=" + flush + "." +
                           std::string(after_crash) + "1.");
    // After a crash the server throws away what is not in its binary log, if it keeps one.
    if (const auto& sync = set["sync_binlog"]; set["log_bin"] == "ON" && sync != "1")
        warnings.push_back("The database server keeps a binary log and has sync_binlog=" + sync + "." +
                           std::string(after_crash) + "1.");
    if (set["wsrep_on"] == "ON" && set["wsrep_sync_wait"] == "0" && url.hosts.size() > 1)
        warnings.emplace_back(
            "The Galera cluster has wsrep_sync_wait=0. A client may read what was before its own acknowledged write: "
            "set it to 1 on every node.");
    const auto ours = tables_of(migrations);
    session.query(
        "SELECT table_name, engine FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = "
        "'BASE TABLE' AND engine <> 'InnoDB' ORDER BY table_name",
        {}, [&](const Row& row) {
            const std::string table(row.text(0));
            if (std::ranges::find(ours, table) != ours.end())
                warnings.push_back("The table " + table + " is kept by " + std::string(row.text(1)) +
                                   ", which cannot undo half a write. Run on it: ALTER TABLE " + table +
                                   " ENGINE=InnoDB");
            return true;
        });
}

void add_postgres(Session& session, const DatabaseUrl& url, std::vector<std::string>& warnings) {
    auto set = settings(session,
                        "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', "
                        "'synchronous_commit', 'synchronous_standby_names')");
    for (const char* name : {"fsync", "full_page_writes", "synchronous_commit"})
        if (set[name] == "off")
            warnings.push_back(std::string("The database server has ") + name + "=off." + std::string(after_crash) +
                               "on.");
    const auto& commit = set["synchronous_commit"];
    if (url.hosts.size() > 1 && commit != "off" && (commit == "local" || set["synchronous_standby_names"].empty()))
        warnings.emplace_back(
            "DATABASE_URL names several hosts, but the database server waits for no standby. Acknowledged writes are "
            "lost when another host takes over: set synchronous_standby_names, and synchronous_commit to on.");
}

}  // namespace

std::vector<std::string> durability_warnings(Session& session, const DatabaseUrl& url,
                                             std::span<const Migration> migrations) {
    std::vector<std::string> warnings;
    if (session.engine() == Engine::mysql) add_mysql(session, url, migrations, warnings);
    if (session.engine() == Engine::postgres) add_postgres(session, url, warnings);
    return warnings;
}

}  // namespace crm

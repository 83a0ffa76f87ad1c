// `connectcrm serve`: key, database, server, and a quiet end.
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <thread>

#include "app/app.hpp"
#include "app/dispatch.hpp"
#include "app/first_run.hpp"
#include "app/housekeeping.hpp"
#include "app/prepare.hpp"
#include "app/secret_key.hpp"
#include "base/log.hpp"
#include "db/durability.hpp"
#include "http/problem.hpp"

namespace crm {
namespace {

// Between saying on /readyz that we stop and no longer taking connections, so that a balancer can look elsewhere.
constexpr auto notice = std::chrono::milliseconds(500);

std::string address_of(const Config& config, std::uint16_t port) {
    if (!config.public_url.empty()) return config.public_url;
    const bool any = config.host == "0.0.0.0" || config.host == "::";
    const std::string host = any ? "127.0.0.1" : config.host;
    return "http://" + (host.find(':') == host.npos ? host : "[" + host + "]") + ":" + std::to_string(port);
}

// On an empty database: where the first admin is made, for whoever reads this terminal.
void offer_setup(const Config& config, Database& database, std::uint16_t port) {
    if (database.read([](Session& session) { return has_admin(session); })) return;
    const auto address = setup_address(config.host, port, make_setup_token(database, now()));
    std::cout << "\n  There is no admin yet.";
    if (address)
        std::cout << " Within 30 minutes, open this address on this machine:\n\n    " << *address << "\n\n  or";
    std::cout << " run: connectcrm createsuperuser\n\n" << std::flush;
}

void warn_of_lost_writes(const Config& config, Database& database) {
    try {
        const auto migrations = migrations_for(config.database.engine);
        const auto warnings =
            database.read([&](Session& session) { return durability_warnings(session, config.database, migrations); });
        for (const std::string& text : warnings) log::warning("durability", {{"warning", text}});
    } catch (const DatabaseError& e) {
        log::warning("durability",
                     {{"warning", "The settings of the database server cannot be read"}, {"detail", e.detail}});
    }
}

// Raises the limit of open files to what the settings need, as far as the system lets us.
void allow_open_files(const Config& config) {
    constexpr rlim_t others = 256;  // the database's files and connections, logs, libraries
    const rlim_t needed = static_cast<rlim_t>(config.server.max_connections) + others;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed) return;
    limit.rlim_cur = std::min(needed, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < needed)
        log::warning("configuration", {{"warning", "The system allows " + std::to_string(limit.rlim_cur) +
                                                       " open files, MAX_CONNECTIONS needs " + std::to_string(needed) +
                                                       ": raise it (ulimit -n, LimitNOFILE=) or lower the setting."}});
}

// Each answer of a database on this machine wakes a thread of ours. If that interrupted whoever runs, the database and
// we would spend more time on changing places than on work (docs/decisions.md). Threads that are begun from now on
// inherit it.
void wait_for_turn() {
    const sched_param none{};
    if (sched_setscheduler(0, SCHED_BATCH, &none) != 0)
        log::info("scheduling", {{"detail", "SCHED_BATCH was refused"}});
}

Response refusal(int status, std::string_view reason) {
    std::string body;
    json::Object(body).text("detail", reason).end();
    Response response = json_response(status, std::move(body));
    if (status == 401) response.set("WWW-Authenticate", "Bearer realm=\"api\"");
    if (status == 503) response.set("Retry-After", "1");
    return response;
}

}  // namespace

int serve(const Config& config) {
    log::configure(config.log_format, config.log_level);
    for (const std::string& text : warnings(config)) log::warning("configuration", {{"warning", text}});

    // Blocked before any thread starts, so that only sigwait below gets them.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow any more is an error of that write alone

    allow_open_files(config);
    const SigningKeys keys = signing_keys(config);
    prepare_database(config, true);

    if (config.database.engine != Engine::sqlite) wait_for_turn();
    App app(config, keys);
    std::unique_ptr<Dispatch> dispatch;
    Server server(
        config.host, config.port, config.server,
        [&](Request request, Server::Reply reply) { dispatch->handle(std::move(request), std::move(reply)); }, refusal,
        [&](const Request& head) { return app.long_body(head); }, [&](unsigned worker) { dispatch->end_turn(worker); });
    dispatch = std::make_unique<Dispatch>(app, server.threads());
    app.metrics().add({"connectcrm_queued_requests", "gauge", "Requests waiting for a thread.",
                       [&] { return static_cast<double>(dispatch->queued()); }});
    app.metrics().add({"http_connections_open", "gauge", "Open connections.",
                       [&] { return static_cast<double>(server.counts().open); }});
    app.metrics().add({"connectcrm_event_streams", "gauge", "Open streams of events.",
                       [&] { return static_cast<double>(app.live_feed().streams()); }});
    app.metrics().add({"http_connections_refused_total", "counter", "Connections over the limit.",
                       [&] { return static_cast<double>(server.counts().refused); }});
    server.start();
    const std::string address = address_of(config, server.port());
    log::info("started", {{"version", CONNECTCRM_VERSION},
                          {"address", address},
                          {"database", config.database.masked()},
                          {"pid", std::int64_t{getpid()}}});
    {
        const auto database = open_database(config.database, config.database_limits);
        offer_setup(config, *database, server.port());
        warn_of_lost_writes(config, *database);
    }
    const Housekeeping housekeeping(config, app.key_uses(), app.backups());

    int signal = 0;
    sigwait(&signals, &signal);
    log::info("stopping", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
    app.set_ready(false);
    std::this_thread::sleep_for(notice);
    server.stop(config.shutdown_timeout_s);
    dispatch.reset();
    log::info("stopped");
    return 0;
}

}  // namespace crm

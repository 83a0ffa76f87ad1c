// The rows of the table of settings, as they appear in `connectcrm config`, the help and the manual.
#include "app/settings.hpp"

#include <array>

#include "app/setting_rules.hpp"

namespace crm {
namespace {

// The member at the end of a path of members.
template <auto... Path>
Target at(Config& config) {
    return &(config.*....*Path);
}

constexpr int day = 24 * 60 * 60;
constexpr int year = 366 * day;

constexpr Setting listening[] = {
    {"HOST", "127.0.0.1", "ADDRESS", "Address to listen on; 0.0.0.0 for every network of this machine.",
     at<&Config::host>, 0, 0, address_or_localhost},
    {"PORT", "8000", "NUMBER", "Port to listen on.", at<&Config::port>, 0, 65535},
    {"PUBLIC_URL", "", "URL", "Address under which people reach this server, when a proxy stands before it.",
     at<&Config::public_url>, 0, 0, origin, "https://crm.example.com"},
    {"ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "HOST,...",
     "Host names this server answers to; .example.com with its subdomains, * for any. The host of PUBLIC_URL is added.",
     at<&Config::allowed_hosts>, 0, 0, host_pattern},
    {"TRUSTED_PROXIES", "", "NETWORK,...", "Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.",
     at<&Config::trusted_proxies>, 0, 0, nullptr, "10.0.0.0/8,::1"},
    {"CORS_ALLOWED_ORIGINS", "", "ORIGIN,...", "Other sites whose scripts may use the API from a browser; * for any.",
     at<&Config::cors_allowed_origins>, 0, 0, origin_or_any, "https://app.example.com"},
    {"METRICS_ALLOWED_FROM", "127.0.0.0/8,::1", "NETWORK,...", "Who may read /metrics.",
     at<&Config::metrics_allowed_from>},
};

constexpr Setting database[] = {
    {"DATABASE_URL", "sqlite:///data/connectcrm.db", "URL",
     "sqlite:///file, mysql://user:password@host/name or postgres://user:password@host/name; several hosts with "
     "commas, "
     "?tls=verify&ca=FILE for TLS.",
     at<&Config::database>},
    {"DATABASE_POOL", "8", "NUMBER", "Connections to MySQL or PostgreSQL.", at<&Config::database_pool>, 1, 1000},
    {"DATABASE_CONNECT_TIMEOUT", "5", "s", "How long to wait for one host to answer.",
     at<&Config::database_limits, &SourceLimits::connect_timeout_s>, 1, 600},
    {"DATABASE_STATEMENT_TIMEOUT", "60", "s", "How long one statement may take on MySQL or PostgreSQL; 0 for any time.",
     at<&Config::database_limits, &SourceLimits::statement_timeout_s>, 0, day},
    {"DATABASE_SILENCE_TIMEOUT", "5", "s",
     "How long the host of MySQL or PostgreSQL may acknowledge nothing before its connections are given up.",
     at<&Config::database_limits, &SourceLimits::silence_timeout_s>, 1, 600},
    {"SQLITE_CACHE", "8192", "KiB", "Page cache of each connection to SQLite.",
     at<&Config::database_limits, &SourceLimits::sqlite_cache_kib>, 64, 4 * 1024 * 1024},
    {"WRITE_BATCH", "64", "NUMBER", "Writes to SQLite that share one commit, at most.", at<&Config::write_batch>, 1,
     10'000},
};

constexpr Setting sign_in[] = {
    {.name = "CONNECTCRM_SECRET_KEY",
     .fallback = "",
     .unit = "KEY",
     .help = "Signs tokens; at least 32 bytes. Made and kept in SECRET_KEY_FILE when there is none and SQLite is used.",
     .target = at<&Config::secret_key>,
     .alias = "DJANGO_SECRET_KEY",
     .secret = true},
    {.name = "CONNECTCRM_OLD_SECRET_KEYS",
     .fallback = "",
     .unit = "KEY,...",
     .help = "Former keys, whose tokens are still taken.",
     .target = at<&Config::old_secret_keys>,
     .secret = true},
    {"SECRET_KEY_FILE", "", "FILE", "Where the key is kept; secret.key beside the SQLite database unless given.",
     at<&Config::secret_key_file>, 0, 0, nullptr, "/etc/connectcrm/secret.key"},
    {"ACCESS_TOKEN_LIFETIME", "300", "s", "How long an access token is valid.", at<&Config::access_token_lifetime_s>, 1,
     day},
    {"REFRESH_TOKEN_LIFETIME", "86400", "s", "How long a refresh token is valid.",
     at<&Config::refresh_token_lifetime_s>, 1, year},
    {"REFRESH_ROTATION", "off", "", "Whether a refresh token sent in a body can be used only once.",
     at<&Config::refresh_rotation>},
    {"LOGIN_THROTTLE", "on", "", "Whether guessing passwords is slowed down; off is for tests.",
     at<&Config::throttle, &ThrottleRules::on>},
    {"LOGIN_FREE_FAILURES", "5", "NUMBER", "Wrong passwords for one account before it has to wait.",
     at<&Config::throttle, &ThrottleRules::free_failures>, 1, 1000},
    {"LOGIN_LONGEST_WAIT", "900", "s", "The longest time an account has to wait.",
     at<&Config::throttle, &ThrottleRules::longest_wait_s>, 1, day},
    {"LOGIN_ADDRESS_FAILURES", "20", "NUMBER", "Wrong passwords from one address within LOGIN_ADDRESS_WINDOW.",
     at<&Config::throttle, &ThrottleRules::address_failures>, 1, 1'000'000},
    {"LOGIN_ADDRESS_WINDOW", "600", "s", "The time in which wrong passwords from one address are counted.",
     at<&Config::throttle, &ThrottleRules::address_window_s>, 1, day},
};

constexpr Setting logging[] = {
    {"LOG_FORMAT", "text", "", "Form of the log on standard output.", at<&Config::log_format>},
    {"LOG_LEVEL", "info", "", "The least important events that are logged.", at<&Config::log_level>},
};

constexpr std::int64_t mebi = 1024 * 1024;

constexpr Setting limits[] = {
    {"THREADS", "0", "NUMBER", "Threads that read requests; 0 for one per processor core.",
     at<&Config::server, &ServerLimits::threads>, 0, 1024},
    {"HASH_THREADS", "0", "NUMBER", "Threads that hash passwords; 0 for half as many as there are processor cores.",
     at<&Config::hash_threads>, 0, 1024},
    {"LONG_THREADS", "2", "NUMBER", "Threads for whole lists, exports and reports.", at<&Config::long_threads>, 1,
     1024},
    {"WRITE_QUEUE", "1000", "NUMBER", "Writes to SQLite that may wait; more are answered 503.",
     at<&Config::write_queue>, 1, 1'000'000},
    {"POOL_QUEUE", "1000", "NUMBER", "Requests that may wait for a connection to MySQL or PostgreSQL.",
     at<&Config::pool_queue>, 1, 1'000'000},
    {"HASH_QUEUE", "100", "NUMBER", "Passwords that may wait to be hashed.", at<&Config::hash_queue>, 1, 1'000'000},
    {"LONG_QUEUE", "32", "NUMBER", "Whole lists, exports and reports that may wait.", at<&Config::long_queue>, 1,
     1'000'000},
    {"MAX_CONNECTIONS", "16000", "NUMBER", "Connections at the same time; more are answered 503.",
     at<&Config::server, &ServerLimits::max_connections>, 1, 1'000'000},
    {"EVENT_STREAMS", "5000", "NUMBER", "Streams of events at the same time; more are answered 503.",
     at<&Config::event_streams>, 0, 1'000'000},
    {"MAX_HEADER_BYTES", "32768", "bytes", "Largest head of a request.",
     at<&Config::server, &ServerLimits::header_bytes>, 1024, mebi},
    {"MAX_BODY_BYTES", "10485760", "bytes", "Largest body of a request that is no bulk request.",
     at<&Config::server, &ServerLimits::body_bytes>, 1024, 1024 * mebi},
    {"MAX_BULK_BYTES", "67108864", "bytes",
     "Largest body of a bulk request; what does not fit into memory is kept in a file in TMPDIR.",
     at<&Config::server, &ServerLimits::long_body_bytes>, 1024, 16 * 1024 * mebi},
    {"MAX_BODY_MEMORY", "134217728", "bytes",
     "Memory for all bodies longer than 64 KiB together; those for which there is none are answered 503.",
     at<&Config::server, &ServerLimits::body_memory_bytes>, 1024 * 1024, 1024 * 1024 * mebi},
    {"STREAM_BUFFER", "262144", "bytes", "Part of a long answer that may wait for a slow client.",
     at<&Config::server, &ServerLimits::stream_buffer_bytes>, 4096, 1024 * mebi},
    {"HEADER_TIMEOUT", "10", "s", "Time a client has to send the head of a request.",
     at<&Config::server, &ServerLimits::header_timeout_s>, 1, 3600},
    {"BODY_TIMEOUT", "30", "s", "Time a client has for each part of a body; a part is 1 KiB for each second of it.",
     at<&Config::server, &ServerLimits::body_timeout_s>, 1, 3600},
    {"WRITE_TIMEOUT", "30", "s", "The same for an answer that a client takes.",
     at<&Config::server, &ServerLimits::write_timeout_s>, 1, 3600},
    {"IDLE_TIMEOUT", "60", "s", "Time a connection may stay open between requests.",
     at<&Config::server, &ServerLimits::idle_timeout_s>, 1, 3600},
    {"SHUTDOWN_TIMEOUT", "8", "s", "Time that requests under way have to finish after SIGTERM.",
     at<&Config::shutdown_timeout_s>, 0, 600},
};

constexpr std::array<SettingGroup, 5> groups{{
    {"Listening", listening},
    {"Database", database},
    {"Signing in", sign_in},
    {"Log", logging},
    {"Limits", limits},
}};

constexpr OtherVariable others[] = {
    {"CONNECTCRM_CONFIG", "File of settings, as --config."},
    {"CONNECTCRM_IMPORT_URL", "For import-django, where no URL is given."},
    {"CONNECTCRM_SUPERUSER_USERNAME", "For createsuperuser; also DJANGO_SUPERUSER_USERNAME."},
    {"CONNECTCRM_SUPERUSER_EMAIL", "For createsuperuser; also DJANGO_SUPERUSER_EMAIL."},
    {"CONNECTCRM_SUPERUSER_PASSWORD", "For createsuperuser and changepassword; also DJANGO_SUPERUSER_PASSWORD."},
};

}  // namespace

std::span<const SettingGroup> setting_groups() { return groups; }
std::span<const OtherVariable> other_variables() { return others; }

std::vector<const Setting*> all_settings() {
    std::vector<const Setting*> all;
    for (const SettingGroup& group : groups)
        for (const Setting& setting : group.settings) all.push_back(&setting);
    return all;
}

}  // namespace crm

// How this server is set up: every setting as a typed member, read from flags, environment and a file.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/network.hpp"
#include "auth/throttle.hpp"
#include "base/log.hpp"
#include "db/source.hpp"
#include "http/server.hpp"

namespace crm {

struct Setting;

// What a setting was given, and where.
struct Given {
    const Setting* setting = nullptr;
    std::string value;
    std::string source;  // "default", "--port", "environment variable PORT", "connectcrm.conf:3"
};

// The defaults stand in settings.cpp.
struct Config {
    std::string host;
    std::uint16_t port = 0;
    std::string public_url;                  // without a slash at the end; empty when not given
    std::vector<std::string> allowed_hosts;  // with the host of public_url; `*` for any, `.example.com` with subdomains
    std::vector<Network> trusted_proxies;
    std::vector<std::string> cors_allowed_origins;
    std::vector<Network> metrics_allowed_from;

    DatabaseUrl database;
    SourceLimits database_limits;
    unsigned database_pool = 0;
    std::size_t write_batch = 0;
    bool disk_lasts = true;  // false on Heroku: what is written there is gone with the next restart

    std::string secret_key;
    std::vector<std::string> old_secret_keys;
    std::string secret_key_file;
    bool secret_key_file_given = false;  // by the administrator; otherwise it is beside the embedded database
    ThrottleRules throttle;
    bool refresh_rotation = false;
    int access_token_lifetime_s = 0, refresh_token_lifetime_s = 0;

    log::Format log_format = log::Format::text;
    log::Level log_level = log::Level::info;

    unsigned hash_threads = 0, long_threads = 0;
    std::size_t write_queue = 0, pool_queue = 0, hash_queue = 0, long_queue = 0;
    ServerLimits server;
    std::size_t event_streams = 0;
    int shutdown_timeout_s = 0;

    std::vector<Given> given;  // one for each setting, in the order of the table
};

using NamedValues = std::vector<std::pair<std::string, std::string>>;

// Where settings are looked up; the first that has one wins. Flags and file have the settings' names, without dashes.
struct ConfigSources {
    NamedValues flags;
    NamedValues environment;
    std::string file;  // a path; empty for none
};

// Throws Stop(usage) that lists everything unknown or malformed, each with where it stands and what to write instead.
Config load_config(const ConfigSources&);
NamedValues process_environment();

// What a start should warn of: settings that are allowed but dangerous.
std::vector<std::string> warnings(const Config&);

// `KEY=value  # source`, a line each, in the form that --config reads; secrets are masked and commented out.
std::string print_config(const Config&);

}  // namespace crm

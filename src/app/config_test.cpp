// Settings: precedence, sources, masking, and what is refused with which words.
#include "app/config.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>

#include "app/config_file.hpp"
#include "app/exit_code.hpp"
#include "app/setting_rules.hpp"
#include "app/settings.hpp"

using namespace crm;

namespace {

// A file of settings that goes away with the test.
struct SettingsFile {
    explicit SettingsFile(const std::string& text) {
        path =
            std::filesystem::temp_directory_path() / ("connectcrm-config-test-" + std::to_string(::rand()) + ".conf");
        std::ofstream(path) << text;
    }
    ~SettingsFile() { std::filesystem::remove(path); }
    std::string path;
};

std::string refusal(const ConfigSources& sources) {
    try {
        load_config(sources);
        return "accepted";
    } catch (const Stop& stop) {
        CHECK(stop.code == ExitCode::usage);
        return stop.what();
    }
}

bool contains_text(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string source_of(const Config& config, std::string_view name) {
    for (const Given& given : config.given)
        if (given.setting->name == name) return given.source;
    return "no such setting";
}

}  // namespace

TEST_CASE("settings: every default is accepted, and is what the structs of the other folders say") {
    const Config config = load_config({});
    CHECK(config.host == "127.0.0.1");
    CHECK(config.port == 8000);
    CHECK(config.database.path == "data/connectcrm.db");
    CHECK(config.secret_key_file == "data/secret.key");
    CHECK_FALSE(config.secret_key_file_given);
    CHECK(config.allowed_hosts == std::vector<std::string>{"localhost", "127.0.0.1", "[::1]"});
    CHECK(config.access_token_lifetime_s == 300);
    CHECK(config.refresh_token_lifetime_s == 86400);
    CHECK(config.hash_threads >= 1);
    CHECK(contains(config.metrics_allowed_from, "127.0.0.9"));
    CHECK_FALSE(contains(config.metrics_allowed_from, "10.0.0.1"));
    CHECK(config.given.size() == all_settings().size());

    const ServerLimits server;
    CHECK(config.server.threads == server.threads);
    CHECK(config.server.max_connections == server.max_connections);
    CHECK(config.server.header_bytes == server.header_bytes);
    CHECK(config.server.body_bytes == server.body_bytes);
    CHECK(config.server.header_timeout_s == server.header_timeout_s);
    CHECK(config.server.body_timeout_s == server.body_timeout_s);
    CHECK(config.server.write_timeout_s == server.write_timeout_s);
    CHECK(config.server.idle_timeout_s == server.idle_timeout_s);
    CHECK(config.server.stream_buffer_bytes == server.stream_buffer_bytes);
    const SourceLimits source;
    CHECK(config.database_limits.connect_timeout_s == source.connect_timeout_s);
    CHECK(config.database_limits.statement_timeout_s == source.statement_timeout_s);
    CHECK(config.database_limits.sqlite_cache_kib == source.sqlite_cache_kib);
    const ThrottleRules throttle;
    CHECK(config.throttle.on == throttle.on);
    CHECK(config.throttle.free_failures == throttle.free_failures);
    CHECK(config.throttle.longest_wait_s == throttle.longest_wait_s);
    CHECK(config.throttle.address_failures == throttle.address_failures);
    CHECK(config.throttle.address_window_s == throttle.address_window_s);
    CHECK(warnings(config).empty());
}

TEST_CASE("settings: names are unique, also as flags, and every row has its help") {
    std::set<std::string> names;
    for (const Setting* setting : all_settings()) {
        CHECK(names.insert(std::string(setting->name)).second);
        CHECK(names.insert(flag_name(*setting)).second);
        CHECK(find_setting(setting->name) == setting);
        if (!setting->name.starts_with("CONNECTCRM_"))
            CHECK(find_setting("CONNECTCRM_" + std::string(setting->name)) == setting);
        CHECK(setting->help.ends_with('.'));
        CHECK_FALSE(value_name(*setting).empty());
    }
}

TEST_CASE("settings: flag before environment before file before default") {
    const SettingsFile file("# comment\n\nPORT = 1001\nexport_is_not=known\n");
    CHECK(contains_text(refusal({{}, {}, file.path}), file.path + ":4: there is no setting export_is_not."));

    const SettingsFile good("PORT=1001\nCONNECTCRM_HOST=127.0.0.2 # ours\nLOG_LEVEL=\"debug\"\nDATABASE_POOL=\n");
    Config config = load_config({{{"PORT", "1003"}}, {{"PORT", "1002"}}, good.path});
    CHECK(config.port == 1003);
    CHECK(source_of(config, "PORT") == "--port");
    config = load_config({{}, {{"PORT", "1002"}}, good.path});
    CHECK(config.port == 1002);
    CHECK(source_of(config, "PORT") == "environment variable PORT");
    config = load_config({{}, {{"PORT", ""}}, good.path});
    CHECK(config.port == 1001);
    CHECK(source_of(config, "PORT") == good.path + ":1");
    CHECK(config.host == "127.0.0.2");
    CHECK(config.log_level == log::Level::debug);
    CHECK(config.database_pool == 8);
    CHECK(source_of(config, "DATABASE_POOL") == "default");

    // The name with our prefix is meant for us, and wins over one that another program may read too.
    config = load_config({{}, {{"PORT", "1002"}, {"CONNECTCRM_PORT", "1004"}}, {}});
    CHECK(config.port == 1004);
}

TEST_CASE("settings: what is wrong is said with its source and the line to write, all at once") {
    const SettingsFile file("PORT=80a\nPROT=1\nPORT=2\nno equals sign\nLOG_FORMAT=\"text\n");
    const std::string text =
        refusal({{{"LOG_LEVEL", "loud"}}, {{"CONNECTCRM_THRAEDS", "2"}, {"HOST", "my host"}}, file.path});
    CHECK(contains_text(text, "Settings are wrong."));
    CHECK(contains_text(
        text, file.path + ":1: \"80a\": expected a whole number from 0 to 65535. Write for example:\n    PORT=8000"));
    CHECK(contains_text(text, file.path + ":2: there is no setting PROT. Write:\n    PORT=..."));
    CHECK(contains_text(text, file.path + ":3: PORT is set again (see " + file.path + ":1)"));
    CHECK(contains_text(text, file.path + ":4: expected NAME=value"));
    CHECK(contains_text(text, file.path + ":5: the quotes do not match"));
    CHECK(contains_text(
        text,
        "environment variable CONNECTCRM_THRAEDS: there is no setting CONNECTCRM_THRAEDS. Write:\n    THREADS=..."));
    CHECK(contains_text(text, "environment variable HOST: \"my host\": expected an IP address or localhost."));
    CHECK(contains_text(text,
                        "--log-level: \"loud\": expected one of debug, info, warning, error. Write for example:\n    "
                        "--log-level info"));
    CHECK(contains_text(refusal({{}, {}, "/no/such/file"}), "/no/such/file: the file of settings cannot be read"));
    CHECK(contains_text(refusal({{}, {}, "/"}), "/ is a folder. Name the file of settings"));
}

TEST_CASE("settings: malformed values") {
    const std::pair<const char*, const char*> malformed[] = {
        {"PORT", "65536"},
        {"PORT", "-1"},
        {"PORT", "8000 "},
        {"PORT", "99999999999999999999"},
        {"LOGIN_THROTTLE", "maybe"},
        {"DATABASE_POOL", "0"},
        {"TRUSTED_PROXIES", "10.0.0.0/33"},
        {"TRUSTED_PROXIES", "proxy"},
        {"ALLOWED_HOSTS", "http://a"},
        {"ALLOWED_HOSTS", "a:80"},
        {"PUBLIC_URL", "crm.example.com"},
        {"PUBLIC_URL", "https://a/b"},
        {"PUBLIC_URL", "https://a:x"},
        {"PUBLIC_URL", "https://"},
        {"CORS_ALLOWED_ORIGINS", "https://a,b"},
        {"DATABASE_URL", "oracle://x"},
        {"LOG_FORMAT", "xml"},
        {"ACCESS_TOKEN_LIFETIME", "0"},
        {"MAX_BODY_BYTES", "1.5"},
        {"MAX_BULK_BYTES", "1023"},
        {"MAX_BULK_BYTES", "17179869185"},
    };
    for (const auto& [name, value] : malformed) {
        CAPTURE(name);
        CAPTURE(value);
        CHECK(refusal({{}, {{name, value}}, {}}) != "accepted");
        CHECK(refusal({{{name, value}}, {}, {}}) != "accepted");
    }
    // Neither a key nor a URL with its password is repeated.
    CHECK_FALSE(contains_text(refusal({{}, {{"DATABASE_URL", "mysql://u:hunter2@h:x/n"}}, {}}), "hunter2"));
    CHECK(contains_text(refusal({{}, {{"DATABASE_URL", "mysql://u:hunter2@h:x/n"}}, {}}), "    DATABASE_URL=mysql://"));
    CHECK(contains_text(refusal({{}, {{"DATABASE_URL", "crm.db"}}, {}}),
                        "environment variable DATABASE_URL: scheme: expected sqlite:///path, "
                        "mysql://user:password@host/name or postgres://user:password@host/name. Write for example:"));
}

TEST_CASE("settings: well formed values") {
    const Config config = load_config({{},
                                       {{"HOST", "localhost"},
                                        {"LOGIN_THROTTLE", "OFF"},
                                        {"REFRESH_ROTATION", "true"},
                                        {"PUBLIC_URL", "https://crm.example.com:8443/"},
                                        {"ALLOWED_HOSTS", " .example.org , [::1]"},
                                        {"TRUSTED_PROXIES", "10.0.0.0/8,::1"},
                                        {"CORS_ALLOWED_ORIGINS", "*"},
                                        {"LOG_FORMAT", "json"},
                                        {"DATABASE_URL", "postgres://u:p%40ss@h1,h2:6000/n?sslmode=require"},
                                        {"CONNECTCRM_TEST_ANYTHING", "1"},
                                        {"CONNECTCRM_IMPORT_URL", "/old/db.sqlite3"},
                                        {"CONNECTCRM_SUPERUSER_PASSWORD", "x"}},
                                       {}});
    CHECK(config.host == "127.0.0.1");
    CHECK_FALSE(config.throttle.on);
    CHECK(config.refresh_rotation);
    CHECK(config.public_url == "https://crm.example.com:8443");
    CHECK(config.allowed_hosts == std::vector<std::string>{".example.org", "[::1]", "crm.example.com"});
    CHECK(contains(config.trusted_proxies, "10.255.0.1"));
    CHECK(contains(config.trusted_proxies, "::ffff:10.255.0.1"));
    CHECK_FALSE(contains(config.trusted_proxies, "11.0.0.1"));
    CHECK(config.log_format == log::Format::json);
    CHECK(config.database.hosts.size() == 2);
    CHECK(config.secret_key_file.empty());
    CHECK(warnings(config).size() == 2);
}

TEST_CASE("settings: on Heroku the server listens on every network") {
    CHECK(load_config({{}, {{"DYNO", "web.1"}, {"PORT", "5000"}}, {}}).host == "0.0.0.0");
    CHECK(load_config({{}, {{"PORT", "5000"}}, {}}).host == "127.0.0.1");
    CHECK_FALSE(load_config({{}, {{"DYNO", "web.1"}}, {}}).disk_lasts);
}

TEST_CASE("settings: printed with sources, without secrets, and readable as a file again") {
    const NamedValues environment{{"DJANGO_SECRET_KEY", "a key that nobody may see, # or so"},
                                  {"CONNECTCRM_OLD_SECRET_KEYS", "hidden-1,hidden-2"},
                                  {"DATABASE_URL", "mysql://u:hunter2@h/n"},
                                  {"PORT", "1234"}};
    const std::string text = print_config(load_config({{}, environment, {}}));
    for (const char* secret : {"nobody may see", "hidden-", "hunter2"}) CHECK_FALSE(contains_text(text, secret));
    CHECK(contains_text(text, "#CONNECTCRM_SECRET_KEY=***"));
    CHECK(contains_text(text, "# environment variable DJANGO_SECRET_KEY"));
    CHECK(contains_text(text, "#DATABASE_URL=mysql://u:***@h:3306/n"));
    CHECK(contains_text(text, "\nPORT=1234 "));

    const SettingsFile file(print_config(load_config({{}, {{"PORT", "1234"}, {"ALLOWED_HOSTS", "*"}}, {}})));
    const Config again = load_config({{}, {}, file.path});
    CHECK(again.port == 1234);
    CHECK(again.allowed_hosts == std::vector<std::string>{"*"});
}

TEST_CASE("settings: lines of a file") {
    const auto lines =
        parse_config("A=1\r\n  B = two words # comment\nC='#x' # y\nD=#x\nE=a#b\nF=\"it's\"\n#G=1\nH=a=b");
    REQUIRE(lines.size() == 7);
    const char* expected[] = {"1", "two words", "#x", "#x", "a#b", "it's", "a=b"};
    for (std::size_t i = 0; i < lines.size(); ++i) CHECK(lines[i].value == expected[i]);
    CHECK(lines[1].number == 2);
    CHECK(lines[6].number == 8);
}

TEST_CASE("settings: hosts of origins") {
    CHECK(host_of("https://a.example:80/") == "a.example");
    CHECK(host_of("http://[::1]:80") == "[::1]");
    CHECK(host_of("http://a/") == "a");
    CHECK(origin("http://[::1]:80").empty());
    CHECK_FALSE(origin("http://[::1").empty());
    CHECK_FALSE(origin("http://[::1]x").empty());
    CHECK_FALSE(origin("http://a:0").empty());
}

TEST_CASE("networks") {
    CHECK(is_loopback("127.3.2.1"));
    CHECK(is_loopback("::1"));
    CHECK(is_loopback("::ffff:127.0.0.1"));
    for (const char* text : {"128.0.0.1", "::2", "", "localhost", "127.0.0.1/8", "::ffff:10.0.0.1"})
        CHECK_FALSE(is_loopback(text));
    for (const char* text : {"10.0.0.0/", "10.0.0.0/x", "10.0.0.0/-1", "10.0.0/8", "::/129", "/8", "10.0.0.0/8/8"})
        CHECK_FALSE(Network::parse(text).has_value());
    CHECK(Network::parse("0.0.0.0/0")->contains("255.1.2.3"));
    CHECK_FALSE(Network::parse("0.0.0.0/0")->contains("2001:db8::1"));
    CHECK(Network::parse("2001:db8::/33")->contains("2001:db8:7fff::1"));
    CHECK_FALSE(Network::parse("2001:db8::/33")->contains("2001:db8:8000::1"));
}

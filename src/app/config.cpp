// Looks every setting up in flags, environment and file, and collects everything that is wrong before it complains.
#include "app/config.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <numeric>
#include <thread>

#include "app/config_file.hpp"
#include "app/exit_code.hpp"
#include "app/setting_rules.hpp"
#include "app/settings.hpp"
#include "base/text.hpp"

namespace crm {
namespace {

// How many letters have to be changed to get from one name to the other (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

std::string_view without_prefix(std::string_view name) {
    return name.starts_with(variable_prefix) ? name.substr(variable_prefix.size()) : name;
}

std::string unknown(const std::string& where, std::string_view name) {
    const Setting* nearest = nullptr;
    std::size_t least = 4;
    for (const Setting* setting : all_settings())
        if (const auto d = distance(without_prefix(name), without_prefix(setting->name)); d < least)
            least = d, nearest = setting;
    std::string text = where + ": there is no setting " + std::string(name) + ".";
    if (!nearest) return text + " Remove it; connectcrm config lists all settings.";
    return text + " Write:\n    " + std::string(nearest->name) + "=...";
}

class Loader {
public:
    explicit Loader(const ConfigSources& sources) : sources_(sources) {}

    Config load() {
        read_file();
        refuse_unknown_variables();
        for (const Setting* setting : all_settings()) settle(*setting);
        if (!problems_.empty()) {
            std::string text = problems_.size() == 1 ? "A setting is wrong." : "Settings are wrong.";
            for (const std::string& problem : problems_) text += "\n" + problem;
            throw Stop(ExitCode::usage, text);
        }
        complete();
        return std::move(config_);
    }

private:
    struct Line {
        std::string value, where;
    };

    void read_file() {
        if (sources_.file.empty()) return;
        for (const ConfigLine& line : read_config_file(sources_.file)) {
            const std::string where = sources_.file + ":" + std::to_string(line.number);
            if (!line.problem.empty()) {
                problems_.push_back(where + ": " + line.problem);
                continue;
            }
            const Setting* setting = find_setting(line.name);
            if (!setting) {
                problems_.push_back(unknown(where, line.name));
            } else if (const auto [at, added] = lines_.try_emplace(setting, Line{line.value, where}); !added) {
                problems_.push_back(where + ": " + line.name + " is set again (see " + at->second.where +
                                    "). Remove one of the two lines.");
            }
        }
    }

    void refuse_unknown_variables() {
        const auto others = other_variables();
        for (const auto& [name, value] : sources_.environment) {
            if (!name.starts_with(variable_prefix) || name.starts_with(test_variable_prefix)) continue;
            const std::string_view text = name;
            const bool known = find_setting(name) ||
                               std::ranges::any_of(others, [&](const OtherVariable& o) { return o.name == text; });
            if (!known) problems_.push_back(unknown("environment variable " + name, name));
        }
    }

    const std::string* variable(std::string_view name) const {
        for (const auto& [variable, value] : sources_.environment)
            if (variable == name && !value.empty()) return &value;
        return nullptr;
    }

    // Outside of flags an empty value is as good as none: `PORT=${PORT:-}` is common in files for containers.
    Given look_up(const Setting& setting) const {
        for (const auto& [name, value] : sources_.flags)
            if (name == setting.name) return {&setting, value, flag_name(setting)};
        for (const std::string& name : environment_names(setting))
            if (const std::string* value = variable(name)) return {&setting, *value, "environment variable " + name};
        if (const auto line = lines_.find(&setting); line != lines_.end() && !line->second.value.empty())
            return {&setting, line->second.value, line->second.where};
        // Heroku's router reaches a dyno over its network, never over loopback.
        if (setting.name == "HOST" && variable("DYNO")) return {&setting, "0.0.0.0", "environment variable DYNO"};
        return {&setting, std::string(setting.fallback), "default"};
    }

    void settle(const Setting& setting) {
        Given given = look_up(setting);
        if (const std::string expected = assign(setting, given.value, config_); !expected.empty())
            problems_.push_back(malformed(given, expected));
        config_.given.push_back(std::move(given));
    }

    static std::string malformed(const Given& given, const std::string& expected) {
        const Setting& setting = *given.setting;
        const bool shown = !setting.secret && setting.name != "DATABASE_URL";
        std::string example(setting.example.empty() ? setting.fallback : setting.example);
        if (given.value.starts_with("mysql") || given.value.starts_with("mariadb"))
            example = "mysql://user:password@localhost:3306/connectcrm";
        if (given.value.starts_with("postgres")) example = "postgres://user:password@localhost:5432/connectcrm";
        const bool flag = given.source.starts_with("--");
        // The parser of URLs has sentences of its own.
        const std::string what = setting.name != "DATABASE_URL" ? "expected " + expected
                                 : expected.ends_with('.')      ? expected.substr(0, expected.size() - 1)
                                                                : expected;
        return given.source + (shown ? ": \"" + given.value + "\"" : "") + ": " + what + ". Write for example:\n    " +
               (flag ? given.source + " " : std::string(setting.name) + "=") + example;
    }

    void complete() {
        config_.disk_lasts = !variable("DYNO");
        if (config_.hash_threads == 0) config_.hash_threads = std::max(1U, std::thread::hardware_concurrency() / 2);
        if (config_.host == "localhost") config_.host = "127.0.0.1";
        if (config_.public_url.ends_with('/')) config_.public_url.pop_back();
        if (!config_.public_url.empty()) {
            const std::string host(host_of(config_.public_url));
            if (std::ranges::find(config_.allowed_hosts, host) == config_.allowed_hosts.end())
                config_.allowed_hosts.push_back(host);
        }
        config_.secret_key_file_given = !config_.secret_key_file.empty();
        if (!config_.secret_key_file_given && config_.database.engine == Engine::sqlite)
            config_.secret_key_file = std::filesystem::path(config_.database.path).parent_path() / "secret.key";
    }

    const ConfigSources& sources_;
    std::map<const Setting*, Line> lines_;
    std::vector<std::string> problems_;
    Config config_;
};

// As a line of a file that is read again: what could be taken for a comment is quoted.
std::string quoted(const std::string& value) {
    const bool plain = value.find(" #") == std::string::npos && strip(value) == value && !value.starts_with('"') &&
                       !value.starts_with('\'') && !value.starts_with('#');
    return plain ? value : value.find('"') == std::string::npos ? "\"" + value + "\"" : "'" + value + "'";
}

}  // namespace

Config load_config(const ConfigSources& sources) { return Loader(sources).load(); }

NamedValues process_environment() {
    NamedValues all;
    for (char** variable = environ; *variable; ++variable) {
        const std::string_view text = *variable;
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos) continue;
        all.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return all;
}

std::vector<std::string> warnings(const Config& config) {
    std::vector<std::string> all;
    if (!config.throttle.on) all.emplace_back("LOGIN_THROTTLE is off: nothing slows down guessing of passwords");
    if (std::ranges::find(config.allowed_hosts, "*") != config.allowed_hosts.end())
        all.emplace_back("ALLOWED_HOSTS is *: requests for any host name are answered");
    if (std::ranges::find(config.cors_allowed_origins, "*") != config.cors_allowed_origins.end())
        all.emplace_back("CORS_ALLOWED_ORIGINS is *: scripts of any site may use the API");
    if (!is_loopback(config.host) && config.trusted_proxies.empty() && !config.public_url.starts_with("https://"))
        all.emplace_back("listening on " + config.host +
                         " without TLS: put a proxy with TLS before it, and set PUBLIC_URL and TRUSTED_PROXIES");
    return all;
}

std::string print_config(const Config& config) {
    std::string text;
    auto given = config.given.begin();
    for (const SettingGroup& group : setting_groups()) {
        text.append(text.empty() ? "" : "\n").append("# ").append(group.title).append("\n");
        for (const Setting& setting : group.settings) {
            const std::string& value = given->value;
            std::string shown = setting.secret && !value.empty() ? "***" : quoted(value);
            if (setting.name == "DATABASE_URL" && !config.database.password.empty()) shown = config.database.masked();
            if (setting.name == "SECRET_KEY_FILE" && value.empty()) shown = quoted(config.secret_key_file);
            std::string line = (shown == quoted(value) || setting.name == "SECRET_KEY_FILE" ? "" : "#") +
                               std::string(setting.name) + "=" + shown;
            line.append(line.size() < 48 ? 48 - line.size() : 0, ' ');
            text += line + "  # " + given->source + "\n";
            ++given;
        }
    }
    return text;
}

}  // namespace crm

// How a setting is spelt: its flag, its environment variables, and its value as text.
#include "app/setting_rules.hpp"

#include <algorithm>
#include <charconv>

#include "app/settings.hpp"
#include "base/text.hpp"

namespace crm {
namespace {

bool is_port(std::string_view text) {
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size() && port > 0 && port < 65536;
}

bool is_host(std::string_view text) {
    if (text.starts_with('[')) return text.ends_with(']') && is_address(text.substr(1, text.size() - 2));
    return !text.empty() && text.size() <= 253 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == '_';
    });
}

constexpr std::string_view format_words[] = {"text", "json"};
constexpr std::string_view level_words[] = {"debug", "info", "warning", "error"};
constexpr std::string_view on_words[] = {"on", "true", "yes", "1"};
constexpr std::string_view off_words[] = {"off", "false", "no", "0"};

std::string joined(std::span<const std::string_view> words, std::string_view between) {
    std::string text;
    for (const std::string_view word : words) text.append(text.empty() ? "" : between).append(word);
    return text;
}

bool is_one_of(std::string_view value, std::span<const std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view w) { return equals_ignoring_case(w, value); });
}

// Fills in the member by its type; each answers what is expected instead, or nothing.
struct Assign {
    const Setting& setting;
    std::string_view value;

    std::string operator()(std::string* member) const {
        *member = value;
        return std::string(setting.expected ? setting.expected(value) : "");
    }
    std::string operator()(bool* member) const {
        *member = is_one_of(value, on_words);
        return *member || is_one_of(value, off_words) ? "" : "on or off";
    }
    template <class Number>
    requires std::is_integral_v<Number> std::string operator()(Number* member) const {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        const bool good = error == std::errc{} && end == value.data() + value.size();
        if (good && number >= setting.least && number <= setting.most) return *member = static_cast<Number>(number), "";
        const std::string_view what = setting.unit == "s" ? "seconds" : setting.unit == "NUMBER" ? "" : setting.unit;
        return "a whole number " + (what.empty() ? "" : "of " + std::string(what) + " ") + "from " +
               std::to_string(setting.least) + " to " + std::to_string(setting.most);
    }
    std::string operator()(std::vector<std::string>* member) const {
        *member = split_list(value);
        for (const std::string& item : *member)
            if (const auto wrong = setting.expected ? setting.expected(item) : ""; !wrong.empty())
                return std::string(wrong);
        return "";
    }
    std::string operator()(std::vector<Network>* member) const {
        member->clear();
        for (const std::string& item : split_list(value)) {
            const auto network = Network::parse(item);
            if (!network) return "addresses or ranges of addresses, separated by commas";
            member->push_back(*network);
        }
        return "";
    }
    std::string operator()(DatabaseUrl* member) const {
        constexpr std::string_view prefix = "DATABASE_URL: ";
        try {
            *member = DatabaseUrl::parse(value);
            return "";
        } catch (const Error& e) {
            const std::string_view message = e.message;
            return std::string(message.starts_with(prefix) ? message.substr(prefix.size()) : message);
        }
    }
    std::string operator()(log::Format* member) const { return choose(member, format_words); }
    std::string operator()(log::Level* member) const { return choose(member, level_words); }

    template <class Enum>
    std::string choose(Enum* member, std::span<const std::string_view> words) const {
        for (std::size_t i = 0; i < words.size(); ++i)
            if (equals_ignoring_case(words[i], value)) return *member = static_cast<Enum>(i), "";
        return "one of " + joined(words, ", ");
    }
};

}  // namespace

std::string_view address_or_localhost(std::string_view text) {
    return text == "localhost" || is_address(text) ? "" : "an IP address or localhost";
}

std::string_view host_of(std::string_view origin_text) {
    origin_text.remove_prefix(origin_text.find("://") + 3);
    if (origin_text.ends_with('/')) origin_text.remove_suffix(1);
    const std::size_t end = origin_text.starts_with('[') ? origin_text.find(']') : origin_text.find(':');
    return origin_text.substr(0, origin_text.starts_with('[') && end != std::string_view::npos ? end + 1 : end);
}

std::string_view origin(std::string_view text) {
    constexpr std::string_view expected = "http:// or https://, a host, perhaps a port, and no path";
    if (text.empty()) return "";
    if (!text.starts_with("https://") && !text.starts_with("http://")) return expected;
    const std::string_view host = host_of(text);
    if (!is_host(host)) return expected;
    auto rest = text.substr(text.find("://") + 3 + host.size());
    if (rest.ends_with('/')) rest.remove_suffix(1);
    return rest.empty() || (rest.starts_with(':') && is_port(rest.substr(1))) ? "" : expected;
}

std::string_view origin_or_any(std::string_view text) { return text == "*" ? "" : origin(text); }

std::string_view host_pattern(std::string_view text) {
    const bool good = text == "*" || is_host(text.starts_with('.') ? text.substr(1) : text);
    return good ? "" : "host names without scheme and port, separated by commas";
}

const Setting* find_setting(std::string_view name) {
    const auto bare = [](std::string_view n) {
        return n.starts_with(variable_prefix) ? n.substr(variable_prefix.size()) : n;
    };
    for (const Setting* setting : all_settings())
        if (bare(setting->name) == bare(name) || (!setting->alias.empty() && setting->alias == name)) return setting;
    return nullptr;
}

std::string flag_name(const Setting& setting) {
    std::string flag = "--" + ascii_lower(setting.name);
    std::ranges::replace(flag, '_', '-');
    return flag;
}

std::string value_name(const Setting& setting) {
    Config config;
    const Target target = setting.target(config);
    if (std::holds_alternative<bool*>(target)) return "on|off";
    if (std::holds_alternative<log::Format*>(target)) return joined(format_words, "|");
    if (std::holds_alternative<log::Level*>(target)) return joined(level_words, "|");
    return setting.unit == "s" ? "SECONDS" : std::string(setting.unit);
}

std::string default_text(const Setting& setting) {
    if (setting.fallback.empty()) return "none";
    const bool measured = setting.unit == "s" || setting.unit == "bytes" || setting.unit == "KiB";
    return std::string(setting.fallback) + (measured ? " " + std::string(setting.unit) : "");
}

std::vector<std::string> environment_names(const Setting& setting) {
    std::vector<std::string> names;
    if (!setting.name.starts_with(variable_prefix))
        names.push_back(std::string(variable_prefix) + std::string(setting.name));
    names.emplace_back(setting.name);
    if (!setting.alias.empty()) names.emplace_back(setting.alias);
    return names;
}

std::string assign(const Setting& setting, std::string_view value, Config& config) {
    return std::visit(Assign{setting, value}, setting.target(config));
}

}  // namespace crm

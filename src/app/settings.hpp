// The table of settings: everything that can be set, said once.
#pragma once
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "app/config.hpp"

namespace crm {

// Which member of Config a setting fills in; its type says what values are taken.
using Target = std::variant<std::string*, bool*, int*, unsigned*, std::uint16_t*, std::size_t*,
                            std::vector<std::string>*, std::vector<Network>*, DatabaseUrl*, log::Format*, log::Level*>;

struct Setting {
    std::string_view name;      // of the environment variable; CONNECTCRM_ before it is taken too
    std::string_view fallback;  // the default
    std::string_view unit;      // of a number: "s", "bytes"; else what stands for the value in the help
    std::string_view help;
    Target (*target)(Config&);
    std::int64_t least = 0, most = std::numeric_limits<int>::max();
    std::string_view (*expected)(std::string_view) =
        nullptr;                    // a rule of its own: what is expected instead, or nothing
    std::string_view example = {};  // of a good value, where the default is none
    std::string_view alias = {};    // another environment variable, of the original
    bool secret = false;            // never shown, and no flag: others can read command lines
};

struct SettingGroup {
    std::string_view title;
    std::span<const Setting> settings;
};

std::span<const SettingGroup> setting_groups();
std::vector<const Setting*> all_settings();
const Setting* find_setting(std::string_view name);  // with or without CONNECTCRM_, or by its alias

std::string flag_name(const Setting&);     // "--database-url"
std::string value_name(const Setting&);    // "on|off", "SECONDS": what stands for the value in the help
std::string default_text(const Setting&);  // "300 s"; "none"
std::vector<std::string> environment_names(const Setting&);  // the first that is set wins

// Environment variables with our prefix that are no settings.
struct OtherVariable {
    std::string_view name, help;
};
std::span<const OtherVariable> other_variables();
inline constexpr std::string_view variable_prefix = "CONNECTCRM_";
inline constexpr std::string_view test_variable_prefix = "CONNECTCRM_TEST_";  // left to the test suite

// Sets the member; what is expected instead when the value is malformed, else nothing.
std::string assign(const Setting&, std::string_view value, Config&);

}  // namespace crm

// Looks at the parts of a name one after the other.
#include "base/locale.hpp"

#include <algorithm>

namespace crm {
namespace {

// Old ones too, which some systems still go by.
constexpr std::string_view areas[] = {"Africa",    "America", "Antarctica", "Arctic", "Asia", "Atlantic",
                                      "Australia", "Brazil",  "Canada",     "Chile",  "Etc",  "Europe",
                                      "Indian",    "Mexico",  "Pacific",    "US"};

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return is_lower(c) || is_upper(c); }
bool is_letter_or_digit(char c) { return is_letter(c) || is_digit(c); }

template <class Is>
bool all(std::string_view text, Is is) {
    return std::all_of(text.begin(), text.end(), is);
}

// Takes the part before the next separator off the text.
std::string_view next_part(std::string_view& text, char separator) {
    const auto part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
}

bool is_place(std::string_view part) {
    return !part.empty() && is_upper(part.front()) &&
           all(part, [](char c) { return is_letter_or_digit(c) || c == '_' || c == '-' || c == '+'; });
}

}  // namespace

bool is_language_tag(std::string_view tag) {
    if (tag.ends_with('-')) return false;
    const auto language = next_part(tag, '-');
    if (language.size() < 2 || language.size() > 3 || !all(language, is_letter)) return false;
    while (!tag.empty()) {
        const auto part = next_part(tag, '-');
        if (part.size() < 2 || part.size() > 8 || !all(part, is_letter_or_digit)) return false;
    }
    return true;
}

bool is_time_zone_name(std::string_view name) {
    constexpr std::ptrdiff_t most_parts = 3;
    const auto separators = std::count(name.begin(), name.end(), '/');
    if (separators >= most_parts || name.ends_with('/')) return false;
    const auto area = next_part(name, '/');
    if (separators > 0 && std::find(std::begin(areas), std::end(areas), area) == std::end(areas)) return false;
    if (!is_place(area)) return false;
    while (!name.empty())
        if (!is_place(next_part(name, '/'))) return false;
    return true;
}

}  // namespace crm

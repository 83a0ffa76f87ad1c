// Django's four validators of passwords, in its order and words.
#include <algorithm>
#include <array>

#include "auth/password.hpp"
#include "base/embedded.hpp"
#include "base/text.hpp"

namespace crm {
namespace {

constexpr std::array<std::string_view, 4> attribute_names{"username", "first name", "last name", "email address"};
constexpr double max_similarity = 0.7;

std::u32string decoded(std::string_view text) {
    std::u32string points;
    for (std::size_t at = 0; at < text.size();) points += next_code_point(text, at);
    return points;
}

// difflib.SequenceMatcher.quick_ratio: how much of both is the same letters, in any order.
double quick_ratio(std::u32string a, std::u32string b) {
    if (a.empty() && b.empty()) return 1.0;
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    std::u32string shared;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
    return 2.0 * static_cast<double>(shared.size()) / static_cast<double>(a.size() + b.size());
}

bool is_similar(const std::u32string& password, const std::u32string& value) {
    const auto length = static_cast<double>(password.size());
    const bool is_far_longer =
        password.size() >= 10 * value.size() && static_cast<double>(value.size()) < max_similarity / 2 * length;
    return !is_far_longer && quick_ratio(password, value) >= max_similarity;
}

// The words of `value`, and all of it.
std::vector<std::u32string> parts_of(const std::u32string& value) {
    std::vector<std::u32string> parts(1);
    for (const auto c : value) {
        if (is_word(c))
            parts.back() += c;
        else if (!parts.back().empty())
            parts.emplace_back();
    }
    parts.push_back(value);
    return parts;
}

bool is_common(std::string_view folded) {
    if (folded.empty() || folded.front() == '#' || folded.find('\n') != std::string_view::npos) return false;
    auto list = embedded_common_passwords().front().content;
    while (list.starts_with('#')) list.remove_prefix(list.find('\n') + 1);
    while (!list.empty()) {
        const auto middle = list.size() / 2;
        const auto start = middle == 0 ? 0 : list.rfind('\n', middle - 1) + 1;  // npos + 1 is the beginning
        const auto end = std::min(list.find('\n', start), list.size());
        const auto line = list.substr(start, end - start);
        if (line == folded) return true;
        list = line < folded ? list.substr(std::min(end + 1, list.size())) : list.substr(0, start);
    }
    return false;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::vector<std::string> password_problems(std::string_view password, const std::vector<std::string>& similar_to,
                                           std::size_t least_length) {
    std::vector<std::string> problems;
    if (password.size() > max_password_bytes)
        return {"This password is too long. It must contain at most " + std::to_string(max_password_bytes) + " bytes."};

    const auto folded = fold(password);
    const auto points = decoded(folded);
    for (std::size_t i = 0; i < similar_to.size() && problems.empty(); ++i) {
        if (similar_to[i].empty()) continue;
        const auto parts = parts_of(decoded(fold(similar_to[i])));
        if (std::any_of(parts.begin(), parts.end(), [&](const auto& part) { return is_similar(points, part); }))
            problems.push_back("The password is too similar to the " +
                               std::string(attribute_names[std::min(i, attribute_names.size() - 1)]) + ".");
    }
    if (code_points(password) < least_length)
        problems.push_back("This password is too short. It must contain at least " + std::to_string(least_length) +
                           (least_length == 1 ? " character." : " characters."));
    if (is_common(strip(folded))) problems.emplace_back("This password is too common.");
    if (!folded.empty() && std::all_of(folded.begin(), folded.end(), is_digit))
        problems.emplace_back("This password is entirely numeric.");
    return problems;
}

}  // namespace crm

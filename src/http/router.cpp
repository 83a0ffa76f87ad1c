// Matching paths: routes lie in buckets by the number of slashes, and literals rule most of them out at the first
// compare.
#include "http/router.hpp"

#include <algorithm>

namespace crm {
namespace {

std::size_t slashes(std::string_view text) { return static_cast<std::size_t>(std::ranges::count(text, '/')); }

std::vector<std::string> literals_of(std::string_view pattern) {
    std::vector<std::string> literals;
    for (;;) {
        const auto open = pattern.find('{');
        literals.emplace_back(pattern.substr(0, open));
        if (open == std::string_view::npos) return literals;
        pattern.remove_prefix(std::min(pattern.find('}', open), pattern.size() - 1) + 1);
    }
}

bool fits(const std::vector<std::string>& literals, std::string_view path, PathParams& params) {
    if (!path.starts_with(literals.front())) return false;
    path.remove_prefix(literals.front().size());
    for (std::size_t i = 1; i < literals.size(); ++i) {
        const auto end = std::find_if(path.begin(), path.end(), [](char c) { return c == '/' || c == '.'; });
        if (end == path.begin()) return false;
        params.emplace_back(path.begin(), end);
        path = {end, path.end()};
        if (!path.starts_with(literals[i])) return false;
        path.remove_prefix(literals[i].size());
    }
    return path.empty();
}

struct Suffixed {
    std::string path;  // as without the suffix
    std::string_view suffix;
};

std::optional<Suffixed> without_suffix(std::string_view path) {
    if (path.ends_with('/')) path.remove_suffix(1);
    const auto dot = path.rfind('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto suffix = path.substr(dot + 1);
    const auto allowed = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); };
    if (suffix.empty() || !std::ranges::all_of(suffix, allowed)) return std::nullopt;
    std::string stem(path.substr(0, dot));
    // `/api/.json` belongs to the root `/api/`; everywhere else the suffix replaces the last slash.
    const bool of_root = stem.ends_with('/');
    if (of_root ? slashes(stem) != 2 : slashes(stem) < 2) return std::nullopt;
    if (!of_root) stem += '/';
    return Suffixed{std::move(stem), suffix};
}

}  // namespace

void Router::add(Route route) {
    routes_.push_back(std::make_unique<Route>(std::move(route)));
    const Route& added = *routes_.back();
    const auto count = slashes(added.pattern);
    if (by_slashes_.size() <= count) by_slashes_.resize(count + 1);
    auto& bucket = by_slashes_[count];
    Entry entry{&added, literals_of(added.pattern)};
    const auto place = entry.literals.size() > 1
                           ? bucket.end()
                           : std::ranges::find_if(bucket, [](const Entry& e) { return e.literals.size() > 1; });
    bucket.insert(place, std::move(entry));
}

const Route* Router::find(std::string_view path, PathParams& params, bool with_suffix) const {
    const auto count = slashes(path);
    if (count >= by_slashes_.size()) return nullptr;
    for (const auto& entry : by_slashes_[count]) {
        if (with_suffix && !entry.route->format_suffix) continue;
        params.clear();
        if (fits(entry.literals, path, params)) return entry.route;
    }
    return nullptr;
}

std::optional<Match> Router::match(std::string_view path) const {
    Match match;
    if ((match.route = find(path, match.params, false))) return match;
    if (const auto suffixed = without_suffix(path)) {
        match.route = find(suffixed->path, match.params, true);
        if (match.route) {
            match.suffix = suffixed->suffix;
            return match;
        }
    }
    if (path.ends_with('/')) return std::nullopt;
    match.route = find(std::string(path) + '/', match.params, false);
    if (!match.route) return std::nullopt;
    match.add_slash = true;
    return match;
}

}  // namespace crm

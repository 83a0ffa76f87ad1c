// Urlencoded fields and media types.
#include "http/form.hpp"

#include "base/text.hpp"

namespace crm {
namespace {

std::string decoded(std::string_view text) {
    auto result = percent_decode(text, true);
    if (!result) throw Error(Condition::bad_request, "The form is not encoded in UTF-8.");
    return *std::move(result);
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Up to the next `;` outside quotes; moves `text` behind it.
std::string_view take_parameter(std::string_view& text) {
    bool quoted = false;
    std::size_t at = 0;
    for (; at < text.size() && (quoted || text[at] != ';'); ++at) {
        if (text[at] == '"') quoted = !quoted;
        if (text[at] == '\\' && quoted) ++at;
    }
    at = std::min(at, text.size());
    const auto taken = text.substr(0, at);
    text.remove_prefix(std::min(at + 1, text.size()));
    return trim(taken);
}

std::string unquoted(std::string_view value) {
    if (value.empty() || value.front() != '"') return std::string(value);
    std::string out;
    for (std::size_t at = 1; at < value.size() && value[at] != '"'; ++at) {
        // Browsers write Windows paths with single backslashes: only a quote or a backslash is escaped.
        if (value[at] == '\\' && at + 1 < value.size() && (value[at + 1] == '"' || value[at + 1] == '\\')) ++at;
        out += value[at];
    }
    return out;
}

}  // namespace

FormFields parse_urlencoded(std::string_view text) {
    FormFields fields;
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty()) continue;
        if (fields.size() == max_form_fields) throw OversizedForm("more than 1000 form fields");
        const auto equals = std::min(pair.find('='), pair.size());
        fields.emplace_back(decoded(pair.substr(0, equals)), decoded(pair.substr(std::min(equals + 1, pair.size()))));
    }
    return fields;
}

std::string_view MediaType::param(std::string_view name) const {
    for (const auto& [key, value] : params)
        if (key == name) return value;
    return {};
}

MediaType parse_media_type(std::string_view text) {
    MediaType media;
    media.type = ascii_lower(take_parameter(text));
    while (!text.empty()) {
        const auto parameter = take_parameter(text);
        const auto equals = parameter.find('=');
        if (equals == std::string_view::npos || equals == 0) continue;
        media.params.emplace_back(ascii_lower(trim(parameter.substr(0, equals))),
                                  unquoted(trim(parameter.substr(equals + 1))));
    }
    return media;
}

bool accepts_coding(std::string_view accept_encoding, std::string_view coding) {
    bool accepted = false;
    for (const auto& item : split_list(accept_encoding)) {
        const MediaType range = parse_media_type(item);
        const auto quality = range.param("q");
        const bool wanted = quality.empty() || quality.find_first_not_of("0.") != std::string_view::npos;
        if (range.type == coding) return wanted;
        if (range.type == "*") accepted = wanted;
    }
    return accepted;
}

}  // namespace crm

// Django's EmailValidator without regular expressions: local part, domain, address literal, and IDNA 2003 for the rest.
#include <arpa/inet.h>
#include <utf8proc.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.hpp"

namespace crm {

namespace {

constexpr std::size_t label_limit = 63;

// Compatibility composition makes at most four code points into one; longer labels are not worth utf8proc's quadratic
// sort.
constexpr std::size_t raw_label_limit = 4 * label_limit;

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

bool is_dot_atom(std::string_view text) {
    char previous = '.';
    for (char c : text) {
        bool atom = is_alphanumeric(c) || (c != '\0' && std::string_view("-!#$%&'*+/=?^_`{}|~").find(c) != text.npos);
        if (!atom && (c != '.' || previous == '.')) return false;
        previous = c;
    }
    return previous != '.';
}

bool is_quoted_string(std::string_view text) {
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') return false;
    text = text.substr(1, text.size() - 2);
    for (std::size_t at = 0; at < text.size(); ++at) {
        bool escaped = text[at] == '\\';
        if (escaped && ++at == text.size()) return false;
        auto c = static_cast<unsigned char>(text[at]);
        if (c == 0 || c == '\n' || c == '\r' || c > 0x7F) return false;
        if (!escaped && (c == '\t' || c == ' ' || c == '"')) return false;
    }
    return true;
}

// Labels of letters, digits and inner hyphens, at least two of them, the last of two characters or more. Django lets
// the last one begin with a hyphen.
bool is_domain(std::string_view text) {
    for (bool first = true;; first = false) {
        std::size_t end = text.find('.');
        bool last = end == text.npos;
        std::string_view label = text.substr(0, end);
        if (label.empty() || label.size() > label_limit || label.back() == '-') return false;
        for (char c : label)
            if (!is_alphanumeric(c) && c != '-') return false;
        if (last) return !first && label.size() >= 2;
        if (label.front() == '-') return false;
        text.remove_prefix(end + 1);
    }
}

bool is_address_literal(std::string_view text) {
    if (text.size() < 2 || text.front() != '[' || text.back() != ']') return false;
    std::string address(text.substr(1, text.size() - 2));
    if (address.find_first_not_of("0123456789ABCDEFabcdef:.") != address.npos) return false;
    std::array<unsigned char, sizeof(in6_addr)> binary;
    return inet_pton(AF_INET, address.c_str(), binary.data()) == 1 ||
           inet_pton(AF_INET6, address.c_str(), binary.data()) == 1;
}

// What RFC 3454 forbids in names: tables C.1.2 to C.9, less what nameprep drops before it looks.
bool is_prohibited(char32_t c) {
    if (c < 0x80) return false;
    if (c == 0x200C || c == 0x200D || c == 0x2060 || c == 0xFEFF) return false;
    if ((c & 0xFFFEU) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF)) return true;
    if (c == 0x06DD || c == 0x070F || c == 0x180E || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
        (c >= 0x2061 && c <= 0x2063) || (c >= 0x206A && c <= 0x206F) || (c >= 0x2FF0 && c <= 0x2FFB) ||
        (c >= 0xFFF9 && c <= 0xFFFD) || (c >= 0x1D173 && c <= 0x1D17A) || c == 0xE0001 ||
        (c >= 0xE0020 && c <= 0xE007F))
        return true;
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
        case UTF8PROC_CATEGORY_CC:
        case UTF8PROC_CATEGORY_CO:
        case UTF8PROC_CATEGORY_CS:
        case UTF8PROC_CATEGORY_ZL:
        case UTF8PROC_CATEGORY_ZP:
        case UTF8PROC_CATEGORY_ZS:
            return true;
        default:
            return false;
    }
}

// RFC 3454 section 6: text with right-to-left letters begins and ends with one and has no left-to-right letter.
bool is_bidirectional_mess(std::u32string_view label) {
    auto direction = [](char32_t c) { return utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->bidi_class; };
    auto right_to_left = [&](char32_t c) {
        return direction(c) == UTF8PROC_BIDI_CLASS_R || direction(c) == UTF8PROC_BIDI_CLASS_AL;
    };
    bool left = false, right = false;
    for (char32_t c : label) {
        left = left || direction(c) == UTF8PROC_BIDI_CLASS_L;
        right = right || right_to_left(c);
    }
    return right && (left || !right_to_left(label.front()) || !right_to_left(label.back()));
}

// RFC 3491; nullopt for what may not stand in a name.
std::optional<std::u32string> nameprep(const std::u32string& label) {
    if (label.size() > raw_label_limit) return {};
    std::string text;
    for (char32_t c : label) {
        if (is_prohibited(c) && c != 0xA0 && !(c >= 0x2000 && c <= 0x200A)) return {};
        append_utf8(text, c);
    }
    constexpr auto options = static_cast<utf8proc_option_t>(UTF8PROC_CASEFOLD | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                                                            UTF8PROC_STABLE | UTF8PROC_IGNORE);
    utf8proc_uint8_t* mapped = nullptr;
    auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                             static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
    if (size < 0) return {};
    std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
    std::string_view prepared(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
    std::u32string out;
    for (std::size_t at = 0; at < prepared.size();) out += next_code_point(prepared, at);
    if (out.empty() || out.size() > label_limit || is_bidirectional_mess(out)) return {};
    return out;
}

// RFC 3492 section 6.3. `label` is at most 63 code points long, so nothing overflows.
std::string punycode(std::u32string_view label) {
    constexpr std::uint32_t base = 36, least = 1, most = 26, skew = 38, damp = 700;
    std::string out;
    for (char32_t c : label)
        if (c < 0x80) out += static_cast<char>(c);
    auto basic = static_cast<std::uint32_t>(out.size()), handled = basic;
    if (basic > 0) out += '-';
    std::uint32_t next = 0x80, delta = 0, bias = 72;
    while (handled < label.size()) {
        std::uint32_t smallest = 0x10FFFF;
        for (char32_t c : label)
            if (c >= next && c < smallest) smallest = c;
        delta += (smallest - next) * (handled + 1);
        next = smallest;
        for (char32_t c : label) {
            if (c < next) ++delta;
            if (c != next) continue;
            std::uint32_t rest = delta;
            for (std::uint32_t k = base;; k += base) {
                std::uint32_t threshold = k <= bias ? least : k >= bias + most ? most : k - bias;
                std::uint32_t digit = rest < threshold ? rest : threshold + (rest - threshold) % (base - threshold);
                out += static_cast<char>(digit < 26 ? 'a' + digit : '0' + digit - 26);
                if (rest < threshold) break;
                rest = (rest - threshold) / (base - threshold);
            }
            ++handled;
            delta = handled - basic == 1 ? delta / damp : delta / 2;
            delta += delta / handled;
            bias = 0;
            for (; delta > (base - least) * most / 2; delta /= base - least) bias += base;
            bias += (base - least + 1) * delta / (delta + skew);
            delta = 0;
        }
        ++delta;
        ++next;
    }
    return out;
}

bool is_ascii(std::u32string_view label) {
    for (char32_t c : label)
        if (c >= 0x80) return false;
    return true;
}

// IDNA 2003 ToASCII (RFC 3490 section 4.1), which Python's codec follows.
std::optional<std::string> to_ascii(std::u32string label) {
    if (!is_ascii(label)) {
        auto prepared = nameprep(label);
        if (!prepared) return {};
        label = std::move(*prepared);
        if (!is_ascii(label)) {
            if (label.starts_with(U"xn--")) return {};
            return "xn--" + punycode(label);
        }
    }
    return std::string(label.begin(), label.end());
}

bool is_international_domain(std::string_view text) {
    std::string ascii;
    std::u32string label;
    for (std::size_t at = 0; at < text.size();) {
        char32_t c = next_code_point(text, at);
        bool dot = c == '.' || c == 0x3002 || c == 0xFF0E || c == 0xFF61;
        if (!dot) label += c;
        if (!dot && at < text.size()) continue;
        auto converted = to_ascii(std::move(label));
        if (!converted || converted->size() > label_limit) return false;
        ascii += *converted;
        if (dot) ascii += '.';
        label.clear();
    }
    return is_domain(ascii) || is_address_literal(ascii);
}

}  // namespace

bool is_email(std::string_view address) {
    std::size_t at = address.rfind('@');
    if (at == address.npos) return false;
    std::string_view user = address.substr(0, at), domain = address.substr(at + 1);
    if (!is_dot_atom(user) && !is_quoted_string(user)) return false;
    return domain == "localhost" || is_domain(domain) || is_address_literal(domain) || is_international_domain(domain);
}

}  // namespace crm

// UTF-8 in and out, and what is counted or found code point by code point.
#include <cstdint>
#include <cstring>

#include "base/text.hpp"

namespace crm {

namespace {

// Length of the valid sequence at `at` (Unicode table 3-7), 0 when there is none.
std::size_t sequence_length(std::string_view text, std::size_t at) {
    auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    auto continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    unsigned first = byte(at), second = byte(at + 1);
    if (first < 0x80) return at < text.size() ? 1 : 0;
    if (first < 0xC2 || first > 0xF4) return 0;
    if (first < 0xE0) return continues(at + 1) ? 2 : 0;
    unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < low || second > high || !continues(at + 2)) return 0;
    if (first < 0xF0) return 3;
    return continues(at + 3) ? 4 : 0;
}

bool is_blank(char32_t c) {
    if (c <= 0x20) return c == 0x20 || (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F);
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

}  // namespace

std::size_t utf8_prefix(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        std::uint64_t word = 0;
        if (at + sizeof word <= text.size()) {
            std::memcpy(&word, text.data() + at, sizeof word);
            if (!(word & 0x8080808080808080U)) {
                at += sizeof word;
                continue;
            }
        }
        std::size_t length = sequence_length(text, at);
        if (length == 0) break;
        at += length;
    }
    return at;
}

bool is_utf8(std::string_view text) { return utf8_prefix(text) == text.size(); }

char32_t next_code_point(std::string_view text, std::size_t& at) {
    auto first = static_cast<unsigned char>(text[at++]);
    if (first < 0x80) return first;
    std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    char32_t c = first & (0x3FU >> more);
    while (more-- > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
        c = (c << 6U) | (static_cast<unsigned char>(text[at++]) & 0x3FU);
    return c;
}

void append_utf8(std::string& out, char32_t c) {
    auto add = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (c < 0x80) return add(c);
    if (c < 0x800) {
        add(0xC0 | (c >> 6U));
    } else {
        if (c < 0x10000) {
            add(0xE0 | (c >> 12U));
        } else {
            add(0xF0 | ((c >> 18U) & 0x07U));
            add(0x80 | ((c >> 12U) & 0x3FU));
        }
        add(0x80 | ((c >> 6U) & 0x3FU));
    }
    add(0x80 | (c & 0x3FU));
}

std::size_t code_points(std::string_view text) {
    std::size_t count = 0;
    for (char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    return count;
}

std::string_view strip(std::string_view text) {
    std::size_t begin = 0, end = text.size();
    while (begin < end) {
        std::size_t at = begin;
        if (!is_blank(next_code_point(text, at))) break;
        begin = at;
    }
    while (end > begin) {
        std::size_t start = end - 1;
        while (start > begin && (static_cast<unsigned char>(text[start]) & 0xC0U) == 0x80U) --start;
        std::size_t at = start;
        if (!is_blank(next_code_point(text, at))) break;
        end = start;
    }
    return text.substr(begin, end - begin);
}

std::optional<char32_t> find_surrogate(std::string_view text) {
    for (std::size_t at = text.find('\xED'); at != text.npos; at = text.find('\xED', at + 1))
        if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xA0) return next_code_point(text, at);
    return {};
}

}  // namespace crm

// Eight bytes at a time: which stretch of a JSON string can be copied as it is.
#pragma once
#include <cstdint>
#include <cstring>

namespace crm::json {

inline constexpr std::uint64_t every_byte = 0x0101010101010101U;
inline constexpr std::uint64_t high_bits = every_byte * 0x80U;

// Not zero when one of the bytes is `c`.
inline std::uint64_t bytes_equal(std::uint64_t word, unsigned char c) {
    std::uint64_t rest = word ^ (every_byte * c);
    return (rest - every_byte) & ~rest & high_bits;
}

// Not zero when one of the bytes is a quote, a backslash or a control character.
inline std::uint64_t special_bytes(std::uint64_t word) {
    std::uint64_t control = (word - every_byte * 0x20U) & ~word & high_bits;
    return control | bytes_equal(word, '"') | bytes_equal(word, '\\');
}

inline std::uint64_t load_word(const char* from) {
    std::uint64_t word;
    std::memcpy(&word, from, sizeof word);
    return word;
}

inline bool is_special(char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; }

}  // namespace crm::json

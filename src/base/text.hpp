// Text as the contract treats it: UTF-8, trimmed and measured as Python does, folded the same on every engine.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

// Strict UTF-8 (Unicode table 3-7): no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view);
std::size_t utf8_prefix(std::string_view);  // how many bytes are valid before the first that is not

// Decodes one code point at `at` and moves `at` past it. Lone surrogates in their three-byte form (ED A0..BF xx, as the
// JSON reader keeps them) are decoded to their value. The text must be otherwise valid.
char32_t next_code_point(std::string_view, std::size_t& at);
void append_utf8(std::string& out, char32_t);
std::size_t code_points(std::string_view);

// As Python's str.strip(): ASCII blanks, U+001C..U+001F, U+0085, U+00A0, U+1680, U+2000..U+200A, U+2028, U+2029,
// U+202F, U+205F, U+3000.
std::string_view strip(std::string_view);

// The first lone surrogate in `text`, if any, as the JSON reader keeps them.
std::optional<char32_t> find_surrogate(std::string_view);

// Letters, digits and numerals of any script, and `_`: Python's \w.
bool is_word(char32_t);

// The key under which text is compared and ordered on every engine: NFKC case folding (Unicode 3.13, D146), cut to
// key_limit code points. Never fails: text that utf8proc refuses is folded as ASCII.
inline constexpr std::size_t key_limit = 600;
std::string fold(std::string_view);

std::string ascii_lower(std::string_view);
bool equals_ignoring_case(std::string_view, std::string_view);  // ASCII

// Does `address` pass Django's EmailValidator (SPEC 5.2)?
bool is_email(std::string_view address);

// Percent-decoding of a query or path (RFC 3986 section 2.1); `plus_is_blank` for forms. nullopt when the result is not
// UTF-8. A `%` that no two hex digits follow stays as it is, as browsers and Django treat it.
std::optional<std::string> percent_decode(std::string_view, bool plus_is_blank = false);
std::string percent_encode(std::string_view);  // all but unreserved characters

std::string html_escape(std::string_view);

// Comma separated list, blanks around items trimmed, empty items dropped.
std::vector<std::string> split_list(std::string_view, char separator = ',');

}  // namespace crm

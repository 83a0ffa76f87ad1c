// The words of a text, as searching sees them: the same on every engine, because they are ours.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace crm {

inline constexpr std::size_t max_word_length = 40;         // code points; the rest of a longer word is not looked at
inline constexpr std::size_t max_words_of_record = 2'000;  // different ones; the rest of a longer text is not found

// Different words in the order of their first appearance: runs of letters and digits, case folded, without accents
// (Unicode 15, NFKC_Casefold without marks). Each character of a script that is written without blanks is a word.
std::vector<std::string> words_of(std::string_view text);
// Whether the text has, for each of the beginnings, which are folded, one of these words that begins with it.
bool has_words(std::string_view text, const std::vector<std::string>& beginnings);

}  // namespace crm

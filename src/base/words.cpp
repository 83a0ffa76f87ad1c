// Splits text into words with utf8proc.
#include "base/words.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <unordered_set>

#include "base/text.hpp"

namespace crm {
namespace {

std::string without_case_and_marks(std::string_view text) {
    constexpr auto options = static_cast<utf8proc_option_t>(UTF8PROC_CASEFOLD | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                                            UTF8PROC_STABLE | UTF8PROC_IGNORE | UTF8PROC_STRIPMARK);
    utf8proc_uint8_t* plain = nullptr;
    const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &plain, options);
    if (size < 0) return fold(text);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(plain, &std::free);
    return {reinterpret_cast<const char*>(plain), static_cast<std::size_t>(size)};
}

// Han, Hiragana, Katakana, Thai, Lao, Khmer, Myanmar: nobody puts blanks there.
bool is_written_without_blanks(char32_t c) {
    return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x20000 && c <= 0x3FFFF) || (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) ||
           (c >= 0x1780 && c <= 0x17FF);
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_ascii_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool begins_a_word(std::string_view plain, std::string_view beginning) {
    for (auto at = plain.find(beginning); at != plain.npos; at = plain.find(beginning, at + 1))
        if (at == 0 || !is_ascii_word(plain[at - 1])) return true;
    return false;
}

class Words {
public:
    void add(char32_t c) {
        if (!is_word(c) || c == U'_') return end();
        if (is_written_without_blanks(c)) {
            end();
            append_utf8(word_, c);
            return end();
        }
        if (length_++ < max_word_length) append_utf8(word_, c);
    }
    void end() {
        if (!word_.empty() && found_.size() < max_words_of_record && known_.insert(word_).second)
            found_.push_back(word_);
        word_.clear();
        length_ = 0;
    }
    std::vector<std::string> take() { return std::move(found_); }

private:
    std::string word_;
    std::size_t length_ = 0;
    std::unordered_set<std::string> known_;
    std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
    const std::string plain = without_case_and_marks(text);
    Words words;
    for (std::size_t at = 0; at < plain.size();) words.add(next_code_point(plain, at));
    words.end();
    return words.take();
}

bool has_words(std::string_view text, const std::vector<std::string>& beginnings) {
    const auto each = [&](auto&& has) { return std::all_of(beginnings.begin(), beginnings.end(), has); };
    if (text.size() < 2 * max_words_of_record && is_ascii(text)) {
        const std::string plain = ascii_lower(text);
        return each([&](const std::string& beginning) { return begins_a_word(plain, beginning); });
    }
    const auto words = words_of(text);
    return each([&](const std::string& beginning) {
        return std::any_of(words.begin(), words.end(), [&](const auto& word) { return word.starts_with(beginning); });
    });
}

}  // namespace crm

// Whether a text has words, told with and without making a list of them.
#include "base/words.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace crm;

TEST_CASE("a text has the words that its list of words has") {
    std::mt19937 random{11};
    const auto draw = [&](std::size_t below) {
        return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
    };
    const std::string pieces[] = {"a", "B", "ab", "Bab", "0",  "_", " ",      "-", "\n",
                                  "'", "@", "é",  "ß",   "東", "ſ", "\u00AD", "İ"};
    const std::size_t ascii_pieces = 11;
    for (int round = 0; round < 4'000; ++round) {
        std::string text, beginning;
        const std::size_t from = round % 2 == 0 ? ascii_pieces : std::size(pieces);
        for (std::size_t i = draw(12); i > 0; --i) text += pieces[draw(from)];
        for (std::size_t i = 1 + draw(3); i > 0; --i) beginning += pieces[draw(from)];
        const auto beginnings = words_of(beginning), words = words_of(text);
        INFO(text << " / " << beginning);
        CHECK(has_words(text, beginnings) ==
              std::all_of(beginnings.begin(), beginnings.end(), [&](const std::string& b) {
                  return std::any_of(words.begin(), words.end(), [&](const auto& word) { return word.starts_with(b); });
              }));
    }
    const std::string long_word(50, 'x');
    CHECK(has_words("an " + long_word + " end", words_of(long_word)));
    std::string many;
    for (std::size_t i = 0; i <= max_words_of_record; ++i) many += "w" + std::to_string(i) + " ";
    CHECK(has_words(many, {"w1999"}));
    CHECK_FALSE(has_words(many, {"w2000"}));
}

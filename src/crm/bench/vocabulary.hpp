// The words that sample texts are made of: a few in most texts, most of them in hardly any.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "crm/bench/draw.hpp"

namespace crm {

class Vocabulary {
public:
    Vocabulary();
    static constexpr std::size_t size = 30'000;

    // By rank: the n-th is drawn with a probability of about 1 / (n ln size).
    std::string_view word(std::size_t rank) const { return words_[rank]; }
    std::string_view draw(Draw&) const;
    // Sentences with that many words in all, the first of each with a capital letter.
    void append_text(std::string& out, Draw&, std::int64_t count) const;

private:
    std::vector<std::string> words_;
};

}  // namespace crm

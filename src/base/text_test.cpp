// UTF-8, folding and the escapes of URLs and HTML.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/text.hpp"

using namespace crm;
using namespace std::string_literals;

TEST_CASE("valid UTF-8 is told from invalid at every boundary") {
    for (std::string text : {"", "a", "é", "€", "\uD7FF", "\uE000", "\uFFFF", "😀", "\U0010FFFF", "plain and long é 😀"})
        CHECK(is_utf8(text));
    for (std::string text : {"\x80"s, "\xBF"s, "\xC0\x80"s, "\xC1\xBF"s, "\xC3"s, "\xC3("s, "\xE0\x9F\xBF"s,
                             "\xE2\x82"s, "\xED\xA0\x80"s, "\xED\xBF\xBF"s, "\xEF\xBF("s, "\xF0\x8F\xBF\xBF"s,
                             "\xF0\x9F\x98"s, "\xF4\x90\x80\x80"s, "\xF5\x80\x80\x80"s, "\xFF"s}) {
        CHECK_FALSE(is_utf8(text));
        CHECK_FALSE(is_utf8("long enough " + text + " for words"));
        CHECK(utf8_prefix("eight or more" + text) == 13);
    }
}

TEST_CASE("code points survive encoding and decoding") {
    for (char32_t c :
         {U'\0', U'A', U'\x7F', U'\x80', U'\x7FF', U'\x800', U'\xD7FF', U'\xFFFF', U'\x10000', U'\x10FFFF'}) {
        std::string text;
        append_utf8(text, c);
        CHECK(is_utf8(text));
        std::size_t at = 0;
        CHECK(next_code_point(text + "x", at) == c);
        CHECK(at == text.size());
    }
    std::string surrogate;
    append_utf8(surrogate, 0xD834);
    std::size_t at = 0;
    CHECK(next_code_point(surrogate, at) == 0xD834);
}

TEST_CASE("length is counted in code points, a lone surrogate being one") {
    CHECK(code_points("") == 0);
    CHECK(code_points("aé€😀") == 4);
    CHECK(code_points("\xED\xA0\x80x") == 2);
}

TEST_CASE("blanks of every script are stripped at both ends only") {
    CHECK(strip("  a b\t\n") == "a b");
    CHECK(strip("\x1C\u0085\u00A0\u1680\u2000\u200A\u2028\u2029\u202F\u205F\u3000é\u3000\x1F") == "é");
    CHECK(strip(" \u3000 ").empty());
    CHECK(strip("").empty());
    CHECK(strip("\u200Ba\uFEFF") == "\u200Ba\uFEFF");
    CHECK(strip("\0a"s) == "\0a"s);
    CHECK(strip("\x1B") == "\x1B");
}

TEST_CASE("the first lone surrogate is found") {
    CHECK_FALSE(find_surrogate("").has_value());
    CHECK_FALSE(find_surrogate("한글 \uD7FF 😀").has_value());
    CHECK(find_surrogate("한\xED\xB0\x81 \xED\xA0\x80") == char32_t{0xDC01});
}

TEST_CASE("letters, digits and the underscore are word characters") {
    for (char32_t c : U"aZ09_éßЖ中한א٣Ⅷ½ªʰ"s) CHECK(is_word(c));
    for (char32_t c : U" -.@+/[`{\u00A0€©\u0301😀\u200B"s) CHECK_FALSE(is_word(c));
    CHECK_FALSE(is_word(0xD800));
    CHECK_FALSE(is_word(0x110000));
}

TEST_CASE("folded text compares without regard to case and spelling") {
    CHECK(fold("Hello WORLD_9") == "hello world_9");
    CHECK(fold("STRASSE") == fold("straße"));
    CHECK(fold("Zoe\u0308") == fold("ZOË"));
    CHECK(fold("ﬁn ＡＢ①") == "fin ab1");
    CHECK(fold("soft\u00ADhyphen") == "softhyphen");
    CHECK(fold("a") != fold("á"));
    CHECK(fold("") == "");
}

TEST_CASE("folded text is cut by code points") {
    CHECK(fold(std::string(1000, 'X')) == std::string(key_limit, 'x'));
    std::string accents, capitals;
    for (int i = 0; i < 5000; ++i) {
        accents += "é";
        capitals += "E\u0301";
    }
    CHECK(code_points(fold(accents)) == key_limit);
    CHECK(fold(capitals) == fold(accents));
}

TEST_CASE("text that utf8proc refuses is folded as ASCII") {
    CHECK(fold("\xED\xA0\x80 ABC É") == "\xED\xA0\x80 abc É");
    CHECK(fold("A\xFF") == "a\xFF");
}

TEST_CASE("ASCII case is folded and nothing else") {
    CHECK(ascii_lower("AZ[@É") == "az[@É");
    CHECK(equals_ignoring_case("Content-TYPE", "content-type"));
    CHECK_FALSE(equals_ignoring_case("abc", "abcd"));
    CHECK_FALSE(equals_ignoring_case("@", "`"));
}

TEST_CASE("percent-encoded text is decoded as browsers do") {
    CHECK(percent_decode("a%20b%C3%a9+c") == "a bé+c");
    CHECK(percent_decode("a+b%2B", true) == "a b+");
    CHECK(percent_decode("100%") == "100%");
    CHECK(percent_decode("%4") == "%4");
    CHECK(percent_decode("%zz%41") == "%zzA");
    CHECK(percent_decode("%%41") == "%A");
    CHECK_FALSE(percent_decode("%C3").has_value());
    CHECK_FALSE(percent_decode("\xFF").has_value());
}

TEST_CASE("all but unreserved characters are percent-encoded") {
    CHECK(percent_encode("aZ09-._~") == "aZ09-._~");
    CHECK(percent_encode("a b/é%") == "a%20b%2F%C3%A9%25");
}

TEST_CASE("HTML is escaped") { CHECK(html_escape("<a href=\"x\">'&é") == "&lt;a href=&quot;x&quot;&gt;&#x27;&amp;é"); }

TEST_CASE("lists are split at separators") {
    using List = std::vector<std::string>;
    CHECK(split_list("a, b ,,c") == List{"a", "b", "c"});
    CHECK(split_list("").empty());
    CHECK(split_list(" , ").empty());
    CHECK(split_list("a b;c", ';') == List{"a b", "c"});
}

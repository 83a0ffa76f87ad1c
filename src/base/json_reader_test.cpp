// The strict reader: what it takes, what it refuses and what it keeps apart.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/errors.hpp"
#include "base/json.hpp"

using namespace crm;
using namespace std::string_literals;

namespace {

std::string repeat(std::string_view piece, std::size_t times) {
    std::string out;
    for (; times > 0; --times) out += piece;
    return out;
}

// The message without its prefix, or "accepted".
std::string refusal(std::string_view text) {
    try {
        json::Document::parse(text);
    } catch (const Error& e) {
        static constexpr std::string_view prefix = "JSON parse error - ";
        CHECK(e.condition == Condition::bad_request);
        CHECK(e.message.starts_with(prefix));
        return e.message.substr(prefix.size());
    }
    return "accepted";
}

std::string text_of(std::string_view json) { return std::string(json::Document::parse(json).root().text); }

}  // namespace

TEST_CASE("every kind of value is read") {
    auto document =
        json::Document::parse(R"( {"a": [1, -2.5e+3, "x"], "b": {"c": null, "d": true, "e": false}, "f": {}} )");
    const auto& root = document.root();
    REQUIRE(root.is(json::Type::object));
    REQUIRE(root.members.size() == 3);
    const auto* a = root.find("a");
    REQUIRE(a);
    REQUIRE(a->items.size() == 3);
    CHECK(a->items[0].text == "1");
    CHECK(a->items[1].is(json::Type::number));
    CHECK(a->items[1].text == "-2.5e+3");
    CHECK(a->items[2].is(json::Type::string));
    const auto* b = root.find("b");
    REQUIRE(b);
    CHECK(b->find("c")->is(json::Type::null));
    CHECK(b->find("d")->boolean);
    CHECK(b->find("e")->is(json::Type::boolean));
    CHECK_FALSE(b->find("e")->boolean);
    CHECK(root.find("f")->members.empty());
    CHECK(root.find("c") == nullptr);
}

TEST_CASE("a document outlives the text it was read from, also when moved") {
    auto text = std::make_unique<std::string>(R"({"name":"a string too long for the small buffer","n":12345})");
    auto read = json::Document::parse(*text);
    text->assign(text->size(), '#');
    text.reset();
    json::Document document = std::move(read);
    CHECK(document.root().find("name")->text == "a string too long for the small buffer");
    CHECK(document.root().find("n")->text == "12345");
}

TEST_CASE("of members with the same name all are kept and the last is found") {
    auto document = json::Document::parse(R"({"a":1,"b":2,"a":3})");
    CHECK(document.root().members.size() == 3);
    CHECK(document.root().find("a")->text == "3");
}

TEST_CASE("escapes in strings are decoded") {
    CHECK(text_of(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
    CHECK(text_of(R"("\u00e9\u20AC\u0041")") == "é€A");
    CHECK(text_of(R"("\ud83d\ude00!")") == "😀!");
    CHECK(text_of(R"("a\u0000b")") == "a\0b"s);
    CHECK(text_of(R"("long enough for words of eight \n and then more, much more \\ end")") ==
          "long enough for words of eight \n and then more, much more \\ end");
    auto document = json::Document::parse(R"({"\u0061b":1})");
    CHECK(document.root().find("ab"));
}

TEST_CASE("lone surrogates are kept in their three-byte form") {
    CHECK(text_of(R"("\ud800")") == "\xED\xA0\x80");
    CHECK(text_of(R"("\udc00x")") == "\xED\xB0\x80x");
    CHECK(text_of(R"("\ud800\u0041")") ==
          "\xED\xA0\x80"
          "A");
    CHECK(text_of(R"("\ud800\ud83d\ude00")") == "\xED\xA0\x80😀");
    CHECK(text_of(R"("\udc00\udc01")") == "\xED\xB0\x80\xED\xB0\x81");
    CHECK(text_of(R"("\ud800\n")") == "\xED\xA0\x80\n");
}

TEST_CASE("malformed text is refused where it is malformed") {
    CHECK(refusal("") == "Expecting value: line 1 column 1 (char 0)");
    CHECK(refusal(" ") == "Expecting value: line 1 column 2 (char 1)");
    CHECK(refusal("{") == "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)");
    CHECK(refusal("{'a':1}") == "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)");
    CHECK(refusal(R"({"a":1,})") == "Expecting property name enclosed in double quotes: line 1 column 8 (char 7)");
    CHECK(refusal(R"({"a" 1})") == "Expecting ':' delimiter: line 1 column 6 (char 5)");
    CHECK(refusal("[1\n,2\n 3]") == "Expecting ',' delimiter: line 3 column 2 (char 7)");
    CHECK(refusal("[1,]") == "Expecting value: line 1 column 4 (char 3)");
    CHECK(refusal("[\"\xC3\xA9\",x]") == "Expecting value: line 1 column 6 (char 5)");
    CHECK(refusal("{} {}") == "Extra data: line 1 column 4 (char 3)");
    CHECK(refusal("\"a") == "Unterminated string starting at: line 1 column 1 (char 0)");
    CHECK(refusal("\"a\\") == "Unterminated string starting at: line 1 column 1 (char 0)");
    CHECK(refusal("\"a\tb\"") == "Invalid control character at: line 1 column 3 (char 2)");
    CHECK(refusal("\"a\0b\""s) == "Invalid control character at: line 1 column 3 (char 2)");
    CHECK(refusal(R"("a\x")") == "Invalid \\escape: line 1 column 3 (char 2)");
    CHECK(refusal(R"("\u12g4")") == "Invalid \\uXXXX escape: line 1 column 3 (char 2)");
    CHECK(refusal("\"\\u12") == "Invalid \\uXXXX escape: line 1 column 3 (char 2)");
}

TEST_CASE("positions count decoded escapes as they were written") {
    CHECK(refusal(R"(["\n\n\n",x])") == "Expecting value: line 1 column 11 (char 10)");
}

TEST_CASE("numbers follow the grammar") {
    for (std::string number :
         {"0", "-0", "10", "1.5", "1e5", "1E-5", "-1.25e+10", "0e1", "123456789012345678901234567890"}) {
        CAPTURE(number);
        CHECK(text_of(number) == number);
    }
    for (std::string number :
         {"01", "-", "+1", ".5", "1.", "1.e5", "1e", "1e+", "0x1", "--1", "1a", "1 000", "-01", "1_0"}) {
        CAPTURE(number);
        CHECK(refusal(number) != "accepted");
        CHECK(refusal("[" + number + "]") != "accepted");
    }
}

TEST_CASE("what is not a number in JSON is refused") {
    CHECK(refusal("NaN") == "Out of range float values are not JSON compliant: 'NaN'");
    CHECK(refusal(R"({"a":-Infinity})") == "Out of range float values are not JSON compliant: '-Infinity'");
    CHECK(refusal("[Infinity]") == "Out of range float values are not JSON compliant: 'Infinity'");
    for (std::string text : {"nan", "True", "nul", "truex", "undefined"}) CHECK(refusal(text) != "accepted");
}

TEST_CASE("bytes that are not UTF-8 and byte order marks are refused") {
    CHECK(refusal("\xEF\xBB\xBF{}") == "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)");
    CHECK(refusal("\"abc\xFF\"") == "'utf-8' codec can't decode byte 0xff in position 4");
    CHECK(refusal("\"\xED\xA0\x80\"") == "'utf-8' codec can't decode byte 0xed in position 1");
    CHECK(refusal("{\0}\0"s) != "accepted");
}

TEST_CASE("nesting is limited") {
    auto nested = [](std::size_t depth) { return repeat("[", depth) + repeat("]", depth); };
    CHECK(refusal(nested(json::max_depth)) == "accepted");
    CHECK(refusal(nested(json::max_depth + 1)).starts_with("More than 64 levels of nesting"));
    CHECK(refusal(repeat("[", 100'000)).starts_with("More than 64 levels"));
    CHECK(refusal(repeat("{\"\":", 100'000)).starts_with("More than 64 levels"));
}

TEST_CASE("the number of values is limited") {
    CHECK(refusal("[" + repeat("1,", json::max_items - 2) + "1]") == "accepted");
    CHECK(refusal("[" + repeat("1,", json::max_items - 1) + "1]").starts_with("More than 1000000 values"));
}

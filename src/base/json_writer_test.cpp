// JSON as the contract writes it.
#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>

#include "base/json.hpp"

using namespace crm;
using namespace std::string_literals;

namespace {

std::string written(std::string_view text) {
    std::string out;
    json::append_string(out, text);
    return out;
}

std::string rewritten(std::string_view json) {
    std::string out;
    json::append_value(out, json::Document::parse(json).root());
    return out;
}

std::string indented(std::string_view json, int width, std::size_t piece = std::string::npos) {
    json::Indenter indenter(width);
    std::string out;
    for (; !json.empty(); json.remove_prefix(std::min(piece, json.size()))) indenter.append(out, json.substr(0, piece));
    return out;
}

}  // namespace

TEST_CASE("strings are escaped as Python escapes them") {
    CHECK(written("") == R"("")");
    CHECK(written("plain text of more than eight bytes") == R"("plain text of more than eight bytes")");
    CHECK(written("a \"quoted\" back\\slash / \x7F") == "\"a \\\"quoted\\\" back\\\\slash / \x7F\"");
    CHECK(written("\b\f\n\r\t\0\x1F"s) == R"("\b\f\n\r\t\u0000\u001f")");
    CHECK(written("Zoë 김 😀 € ’") == "\"Zoë 김 😀 € ’\"");
}

TEST_CASE("an escape is found at every place within a word") {
    for (std::size_t at = 0; at < 20; ++at) {
        std::string text(20, 'x'), expected(20, 'x');
        text[at] = '\n';
        expected.replace(at, 1, "\\n");
        CHECK(written(text) == "\"" + expected + "\"");
    }
}

TEST_CASE("line and paragraph separators are escaped, their neighbours are not") {
    CHECK(written("a\u2028b\u2029") == R"("a\u2028b\u2029")");
    CHECK(written("\u2027\u202A\u2068") == "\"\u2027\u202A\u2068\"");
}

TEST_CASE("invalid UTF-8 does no harm and lone surrogates are written as escapes") {
    CHECK(written("\xED\xA0\x80x") == R"("\ud800x")");
    CHECK(written("\xED\xBF\xBF") == R"("\udfff")");
    CHECK(written("\uD7FF") == "\"\uD7FF\"");
    CHECK(written("\xE2\x80").size() == 4);
    CHECK(written("\xED").size() == 3);
}

TEST_CASE("integers of any size are written") {
    std::string out;
    json::append_integer(out, std::numeric_limits<std::int64_t>::min());
    json::append_integer(out, 0);
    CHECK(out == "-92233720368547758080");
}

TEST_CASE("an object is written from left to right") {
    std::string out, empty;
    json::Object object(out);
    object.integer("id", 7).text("name", "O'Neil \"x\"").boolean("active", true).boolean("staff", false).null("user");
    object.raw("list", "[1,2]");
    object.key("more");
    out += "{}";
    object.end();
    CHECK(out == R"({"id":7,"name":"O'Neil \"x\"","active":true,"staff":false,"user":null,"list":[1,2],"more":{}})");
    json::Object(empty).end();
    CHECK(empty == "{}");
}

TEST_CASE("a value is written as it was read, without blanks") {
    CHECK(rewritten(R"( { "a" : [ 1.50 , -0, {"b":[]}, {} ] , "a" : "\u00e9\n\ud800" , "c":null,"d":[true,false]} )") ==
          R"({"a":[1.50,-0,{"b":[]},{}],"a":"é\n\ud800","c":null,"d":[true,false]})");
}

TEST_CASE("indented JSON looks like Python's") {
    std::string_view compact = R"([{"a":1,"b":[],"c":{},"d":"x,{\"[:\\"},[2,[3]]])";
    std::string expected = R"([
  {
    "a": 1,
    "b": [],
    "c": {},
    "d": "x,{\"[:\\"
  },
  [
    2,
    [
      3
    ]
  ]
])";
    CHECK(indented(compact, 2) == expected);
    CHECK(indented(compact, 2, 1) == expected);
    CHECK(indented(compact, 2, 3) == expected);
    CHECK(indented("[]", 4) == "[]");
    CHECK(indented("[1]", 4) == "[\n    1\n]");
}

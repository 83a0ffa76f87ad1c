// Urlencoded and multipart forms, media types.
#include "http/form.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace crm;

namespace {

using Fields = FormFields;
const std::string type = "multipart/form-data; boundary=XX";

std::string part(std::string_view name, std::string_view value) {
    return "--XX\r\nContent-Disposition: form-data; name=\"" + std::string(name) + "\"\r\n\r\n" + std::string(value) +
           "\r\n";
}

std::string error_of(std::string_view content_type, std::string_view body) {
    try {
        parse_multipart(content_type, body);
    } catch (const Error& e) {
        CHECK(e.condition == Condition::bad_request);
        return e.message;
    }
    return "";
}

}  // namespace

TEST_CASE("codings that are accepted") {
    for (const auto* value : {"gzip", "GZIP", "br, gzip", "gzip;q=0.5", "*", "br;q=1, *;q=0.1", "*;q=0, gzip"})
        CHECK_MESSAGE(accepts_coding(value, "gzip"), std::string(value));
    for (const auto* value : {"", "br", "identity", "gzip;q=0", "gzip; q=0.000", "*, gzip;q=0", "*;q=0", "x-gzip"})
        CHECK_MESSAGE(!accepts_coding(value, "gzip"), std::string(value));
}

TEST_CASE("urlencoded fields") {
    CHECK(parse_urlencoded("") == Fields{});
    CHECK(parse_urlencoded("a=1&b=2&a=3") == Fields{{"a", "1"}, {"b", "2"}, {"a", "3"}});
    CHECK(parse_urlencoded("a+b=c%20d%2B&x&=y&&z=") == Fields{{"a b", "c d+"}, {"x", ""}, {"", "y"}, {"z", ""}});
    CHECK(parse_urlencoded("a=b=c;d") == Fields{{"a", "b=c;d"}});
    CHECK(parse_urlencoded("n=%C3%BC") == Fields{{"n", "ü"}});
    CHECK_THROWS_AS(parse_urlencoded("n=%FF"), Error);
    std::string many;
    for (int i = 0; i < 1000; ++i) many += "a=1&";
    CHECK(parse_urlencoded(many).size() == 1000);
    CHECK_THROWS_AS(parse_urlencoded(many + "b"), OversizedForm);
}

TEST_CASE("multipart fields") {
    CHECK(parse_multipart(type, "--XX--") == Fields{});
    CHECK(parse_multipart(type, part("a", "1") + part("b", "") + part("a", "2") + "--XX--\r\nepilogue") ==
          Fields{{"a", "1"}, {"b", ""}, {"a", "2"}});
    CHECK(parse_multipart("Multipart/Form-Data; Boundary=\"X X\"; charset=UTF-8",
                          "preamble\r\n--X X  \r\ncontent-disposition: form-data; name=\"q\\\"uote\"\r\n"
                          "Content-Type: text/plain; charset=utf-8\r\n\r\nline\r\n--X\r\nmore\r\n--X X--") ==
          Fields{{"q\"uote", "line\r\n--X\r\nmore"}});
    CHECK(
        parse_multipart(type, "--XX\r\nContent-Disposition: form-data; name=f; filename=\"C:\\x.txt\"\r\n\r\n\xff\r\n" +
                                  part("a", "ü") + "--XX--") == Fields{{"a", "ü"}});
    CHECK(parse_multipart(type, "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n--XX--") ==
          Fields{{"a", ""}});
}

TEST_CASE("multipart bodies that are refused") {
    const std::string prefix = "Multipart form parse error - ";
    CHECK(error_of("multipart/form-data", "") == prefix + "Invalid boundary in multipart: None");
    CHECK(
        error_of("multipart/form-data; boundary=" + std::string(71, 'x'), "").starts_with(prefix + "Invalid boundary"));
    CHECK(error_of("multipart/form-data; boundary=\"a b \"", "").starts_with(prefix + "Invalid boundary"));
    CHECK(error_of("multipart/form-data; boundary=a;charset=latin-1", "").starts_with(prefix + "Unsupported charset"));
    CHECK(error_of(type, "").starts_with(prefix));
    CHECK(error_of(type, "--XX").starts_with(prefix));
    CHECK(error_of(type, part("a", "1")).starts_with(prefix));
    CHECK(error_of(type, part("a", "1") + "--XX").starts_with(prefix));
    CHECK(error_of(type, "--XX\r\nContent-Disposition: form-data\r\n\r\n1\r\n--XX--").starts_with(prefix));
    CHECK(error_of(type, "--XX\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--XX--").starts_with(prefix));
    CHECK(error_of(type, "--XX\r\nX\r\n\r\n1\r\n--XX--").starts_with(prefix));
    CHECK(error_of(type, part("a", "\xff") + "--XX--").starts_with(prefix));
    CHECK(error_of(type, part("\xff", "a") + "--XX--").starts_with(prefix));
    CHECK(error_of(type, "--XX\r\nA: " + std::string(9000, 'x') + "\r\n\r\n").starts_with(prefix));

    std::string parts;
    for (int i = 0; i < 100; ++i) parts += part("a", "1");
    CHECK(parse_multipart(type, parts + "--XX--").size() == 100);
    CHECK_THROWS_AS(parse_multipart(type, parts + part("a", "1") + "--XX--"), OversizedForm);
    CHECK(parse_multipart(type, part("a", std::string(max_multipart_bytes - 1, 'x')) + "--XX--").size() == 1);
    CHECK_THROWS_AS(parse_multipart(type, part("a", std::string(max_multipart_bytes, 'x')) + "--XX--"), OversizedForm);
}

TEST_CASE("multipart survives anything") {
    const std::string whole = "pre\r\n" + part("a", "1") + part("b", "2") + "--XX--\r\n";
    for (std::size_t cut = 0; cut < whole.size() - 4; ++cut)
        CHECK_THROWS_AS(parse_multipart(type, whole.substr(0, cut)), Error);
    std::mt19937 random(1);
    for (int i = 0; i < 5000; ++i) {
        auto broken = whole;
        for (int j = 0; j < 3; ++j) broken[random() % broken.size()] = static_cast<char>(random());
        try {
            parse_multipart(type, broken);
        } catch (const Error&) {
        }
    }
}

TEST_CASE("media types") {
    const auto media = parse_media_type("Text/HTML ; Q=0.8;indent=4; a=\"x;\\\"y\"; =1; z");
    CHECK(media.type == "text/html");
    CHECK(media.param("q") == "0.8");
    CHECK(media.param("indent") == "4");
    CHECK(media.param("a") == "x;\"y");
    CHECK(media.params.size() == 3);
    CHECK(media.param("z").empty());
    CHECK(parse_media_type("").type.empty());
    CHECK(parse_media_type("a/b;x=\"unclosed\\").param("x") == "unclosed\\");
}

// Rows out of arrays and lines, wherever they are cut.
#include "resource/bulk_rows.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "base/errors.hpp"
#include "base/temporary_file.hpp"

namespace crm {
namespace {

Request request_of(std::string_view type, std::string body) {
    Request request;
    request.headers.emplace_back("Content-Type", type);
    request.body = std::move(body);
    return request;
}

std::vector<std::string> rest_of(BulkRows& rows) {
    std::vector<std::string> all;
    while (const auto row = rows.next()) all.emplace_back(*row);
    return all;
}

std::vector<std::string> rows_of(std::string_view type, std::string body) {
    const Request request = request_of(type, std::move(body));
    BulkRows rows(request);
    return rest_of(rows);
}

using Texts = std::vector<std::string>;

TEST_CASE("bulk rows: what a value is does not matter to where it ends") {
    for (const char* type : {"application/json", "Application/JSON; charset=utf-8"}) {
        CHECK(rows_of(type, "[]") == Texts{});
        CHECK(rows_of(type, " [ \n ] ") == Texts{});
        CHECK(rows_of(type, "[{}]") == Texts{"{}"});
        CHECK(rows_of(type, "[{\"a\":[1,2]},{\"b\":{\"c\":1}}]\n") == Texts{"{\"a\":[1,2]}", "{\"b\":{\"c\":1}}"});
        CHECK(rows_of(type, R"([{"a":"],[\"\\"},7,"x,y"])") == Texts{R"({"a":"],[\"\\"})", "7", "\"x,y\""});
        CHECK(rows_of(type, "[1,]") == Texts{"1", ""});  // which the parser refuses
        CHECK(rows_of(type, "[{}{}]") == Texts{"{}{}"});
    }
    for (const char* type : {"application/x-ndjson", "application/ndjson", "application/jsonl"}) {
        CHECK(rows_of(type, "") == Texts{});
        CHECK(rows_of(type, "\n\r\n \n") == Texts{});
        CHECK(rows_of(type, "{\"a\":1}\n\n{\"b\":2}") == Texts{"{\"a\":1}", "{\"b\":2}"});
        CHECK(rows_of(type, "{\"a\":1}\r\n{}\n") == Texts{"{\"a\":1}\r", "{}"});
    }
}

TEST_CASE("bulk rows: what is no array, and what is none of both") {
    for (const char* body : {"", "  ", "{}", "{\"a\":1}", "[", "[1", "[1,", "[\"]", "[1]]", "[1] x", "[]1", "nul"})
        CHECK_THROWS_WITH_AS(rows_of("application/json", body), doctest::Contains("JSON parse error - "), Error);
    for (const char* type : {"", "text/csv", "application/x-www-form-urlencoded", "multipart/form-data"})
        CHECK_THROWS_WITH_AS(rows_of(type, "[]"), doctest::Contains("Unsupported media type"), Error);
}

TEST_CASE("bulk rows: from a file, across the ends of what is read at once, and again from any place") {
    Texts all;
    std::string array = "[", lines;
    for (int i = 0; i < 3000; ++i) {
        const std::string text(static_cast<std::size_t>(i * 7 % 400), static_cast<char>('a' + i % 26));
        all.push_back("{\"n\":" + std::to_string(i) + ",\"text\":\"" + text + "\"}");
        (array += i == 0 ? "" : ",") += all.back();
        lines += all.back() + "\n";
    }
    array += "]";
    for (const bool in_lines : {false, true}) {
        Request request = request_of(in_lines ? "application/x-ndjson" : "application/json", {});
        const auto file = std::make_shared<TemporaryFile>();
        file->append(in_lines ? lines : array);
        request.long_body = file;
        BulkRows rows(request);
        std::vector<BulkRows::Place> places{rows.place()};
        for (const std::string& expected : all) {
            const auto row = rows.next();
            REQUIRE(row);
            REQUIRE(*row == expected);
            places.push_back(rows.place());
        }
        CHECK_FALSE(rows.next());
        CHECK(rows.place().index == all.size());
        for (const std::size_t from : {std::size_t{0}, std::size_t{1}, std::size_t{1500}, all.size() - 1, all.size()}) {
            rows.go_to(places[from]);
            CHECK(rows.place().index == from);
            CHECK(rest_of(rows) == Texts(all.begin() + static_cast<std::ptrdiff_t>(from), all.end()));
        }
    }
}

TEST_CASE("bulk rows: a row is as long as it may be, and no longer") {
    const std::string longest = "\"" + std::string(max_bulk_row - 2, 'x') + "\"";
    CHECK(rows_of("application/json", "[" + longest + "]") == Texts{longest});
    CHECK(rows_of("application/x-ndjson", longest + "\n" + longest) == Texts{longest, longest});
    for (const char* type : {"application/json", "application/x-ndjson"}) {
        const std::string longer(max_bulk_row + 1, '1');
        const std::string body = type == std::string_view("application/json") ? "[" + longer + "]" : longer;
        CHECK_THROWS_WITH_AS(rows_of(type, body), "Row 0 is larger than 1048576 bytes.", Error);
    }
}

}  // namespace
}  // namespace crm

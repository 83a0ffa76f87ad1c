// Many who send long bodies at once.
#include "http/body_memory.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "http/request_reader.hpp"
#include "http/test_body.hpp"

using namespace crm;
using State = RequestReader::State;

namespace {

State feed(RequestReader& reader, std::string_view text) {
    for (; !text.empty(); text.remove_prefix(std::min<std::size_t>(4096, text.size()))) {
        reader.append(text.substr(0, 4096));
        if (reader.read() == State::refused) break;
    }
    return reader.read();
}

}  // namespace

TEST_CASE("long bodies share what memory there is, and short ones need none of it") {
    constexpr std::size_t max_head = 4096, limit = 1'000'000, each = 400'000;
    BodyMemory memory(1'000'000);
    const auto body_of = [](std::size_t size, bool in_chunks) {
        const std::string body(size, 'x');
        const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n";
        if (in_chunks) return head + fmt::format("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n", size) + body;
        return head + fmt::format("Content-Length: {}\r\n\r\n", size + 1) + body;
    };
    RequestReader first(max_head, limit, nullptr, &memory), second(max_head, limit, nullptr, &memory);
    CHECK(feed(first, body_of(each, false)) == State::body);
    CHECK(feed(second, body_of(each, true)) == State::body);
    for (const bool in_chunks : {false, true}) {
        RequestReader third(max_head, limit, nullptr, &memory), small(max_head, limit, nullptr, &memory);
        CHECK(feed(third, body_of(each, in_chunks)) == State::refused);
        CHECK(third.refusal().status == 503);
        CHECK(feed(small, body_of(50'000, in_chunks)) == State::body);
    }
    SUBCASE("until a request is answered, and the next one is looked for") {
        CHECK(feed(first, "x") == State::complete);
        CHECK(first.take().body.size() == each + 1);
        RequestReader third(max_head, limit, nullptr, &memory);
        CHECK(feed(third, body_of(each, false)) == State::refused);
        CHECK(first.read() == State::idle);
        RequestReader fourth(max_head, limit, nullptr, &memory);
        CHECK(feed(fourth, body_of(each, false)) == State::body);
    }
    SUBCASE("until the connection ends in the middle of one") {
        second.clear();
        RequestReader third(max_head, limit, nullptr, &memory);
        CHECK(feed(third, body_of(each, false)) == State::body);
    }
}

TEST_CASE("a long body that is kept in a file is taken also when that memory is used up") {
    constexpr std::size_t size = 200'000;
    BodyMemory none(0);
    LongBodies files(test::long_body_of, size, 1);
    const auto body = test::patterned(size);
    for (const auto& text : {test::with_length(body), test::in_chunks(body)}) {
        RequestReader reader(4096, 1000, &files, &none);
        REQUIRE(feed(reader, text) == State::complete);
        CHECK((test::content_of(reader.take()) == body));
    }
}

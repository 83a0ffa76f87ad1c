// Bodies too long for memory, off the wire: whole in a file, within their limit, and the files counted.
#include "http/long_bodies.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <vector>

#include "base/test_disk.hpp"
#include "http/request_reader.hpp"
#include "http/test_body.hpp"

using namespace crm;
using namespace crm::test;
using State = RequestReader::State;

namespace {

constexpr std::size_t max_head = 4096, max_body = 1000, max_long = 200'000, whole = std::string_view::npos;

LongBodies some(unsigned at_once = 1, std::size_t bytes = max_long) { return {long_body_of, bytes, at_once}; }

// Goes on until the text is over or a request was read or refused.
State feed(RequestReader& reader, std::string_view text, std::size_t step = whole) {
    State state = State::idle;
    while (!text.empty() && state != State::complete && state != State::refused) {
        reader.append(text.substr(0, step));
        text.remove_prefix(std::min(step, text.size()));
        state = reader.read();
    }
    return state;
}

struct Outcome {
    State state;
    int status;
    Request request;
};

Outcome read(LongBodies& bodies, std::string_view text, std::size_t step = whole) {
    RequestReader reader(max_head, max_body, &bodies);
    const State state = feed(reader, text, step);
    return {state, reader.refusal().status, state == State::complete ? reader.take() : Request{}};
}

int refusal_of(LongBodies& bodies, std::string_view text, std::size_t step = whole) {
    const auto [state, status, request] = read(bodies, text, step);
    CHECK((status != 0) == (state == State::refused));
    return status;
}

bool has_room(LongBodies& bodies) { return bodies.open(LongBody::taken) != nullptr; }

}  // namespace

TEST_CASE("long bodies: whole on either side of what stays in memory") {
    auto bodies = some();
    for (const std::size_t size :
         {longest_body_in_memory - 1, longest_body_in_memory, longest_body_in_memory + 1, 3 * longest_body_in_memory}) {
        const auto sent = patterned(size);
        for (const auto& text : {with_length(sent), in_chunks(sent)})
            for (const std::size_t step :
                 {std::size_t{1}, std::size_t{7}, std::size_t{4099}, std::size_t{65536}, whole}) {
                CAPTURE(size);
                CAPTURE(step);
                const auto [state, status, request] = read(bodies, text, step);
                REQUIRE(state == State::complete);
                CHECK((request.long_body != nullptr) == (size > longest_body_in_memory));
                CHECK((content_of(request) == sent));
                if (request.long_body) CHECK(request.body.empty());
            }
    }
    CHECK(has_room(bodies));
}

TEST_CASE("long bodies: up to their limit") {
    for (const std::size_t limit : {std::size_t{2000}, longest_body_in_memory, longest_body_in_memory + 10, max_long}) {
        auto bodies = some(1, limit);
        for (const std::size_t step : {std::size_t{997}, whole}) {
            CAPTURE(limit);
            CAPTURE(step);
            for (const auto size : {limit - 1, limit}) {
                CHECK(refusal_of(bodies, with_length(patterned(size)), step) == 0);
                CHECK(refusal_of(bodies, in_chunks(patterned(size)), step) == 0);
            }
            CHECK(refusal_of(bodies, with_length(patterned(limit + 1)), step) == 413);
            CHECK(refusal_of(bodies, in_chunks(patterned(limit + 1)), step) == 413);
        }
        CHECK(has_room(bodies));
    }
    auto shorter = some(1, max_body - 1);
    CHECK(refusal_of(shorter, with_length(patterned(max_body - 1))) == 0);
    CHECK(refusal_of(shorter, with_length(patterned(max_body))) == 413);
}

TEST_CASE("long bodies: only where they are allowed") {
    std::vector<std::string> asked;
    LongBodies bodies(
        [&](const Request& head) {
            asked.push_back(head.method + " " + head.path + " " + std::string(head.header("Host")) + head.body);
            return long_body_of(head);
        },
        max_long, 1);
    CHECK(refusal_of(bodies, with_length(patterned(max_body), "/short")) == 0);
    CHECK(refusal_of(bodies, with_length(patterned(max_body + 1), "/short")) == 413);
    CHECK(refusal_of(bodies, in_chunks(patterned(max_body), "/short")) == 0);
    CHECK(refusal_of(bodies, in_chunks(patterned(max_body + 1), "/short")) == 413);
    CHECK(refusal_of(bodies, with_length(patterned(max_body + 1)), 10) == 0);
    // Not of the first, which is short enough for every limit.
    CHECK(asked == std::vector<std::string>{"POST /short x", "POST /short x", "POST /short x", "POST /long x"});
    CHECK(refusal_of(bodies, with_length("")) == 0);
    CHECK(refusal_of(bodies, "GET /long HTTP/1.1\r\nHost: x\r\n\r\n") == 0);
    CHECK(asked.size() == 4);
    LongBodies never({}, max_long, 1);
    CHECK(refusal_of(never, with_length(patterned(max_body + 1))) == 413);
}

TEST_CASE("long bodies: a stranger gets no place, and is asked who they are") {
    auto bodies = some();
    CHECK(refusal_of(bodies, with_length(patterned(max_body), "/stranger")) == 0);
    for (const std::size_t step : {std::size_t{7}, whole}) {
        CHECK(refusal_of(bodies, with_length(patterned(max_body + 1), "/stranger"), step) == 401);
        CHECK(refusal_of(bodies, in_chunks(patterned(max_body + 1), "/stranger"), step) == 401);
    }
    const auto held = read(bodies, with_length(patterned(max_long))).request;
    CHECK(refusal_of(bodies, with_length(patterned(max_body + 1), "/stranger")) == 401);
}

TEST_CASE("long bodies: the last quarter of the places is for those who prove who they are") {
    auto bodies = some(4);
    const auto unproven = with_length(patterned(max_long), "/unproven"), proven = with_length(patterned(max_long));
    std::vector<Request> held;
    for (int i = 0; i < 3; ++i) held.push_back(read(bodies, unproven).request);
    CHECK(refusal_of(bodies, unproven) == 503);
    held.push_back(read(bodies, proven).request);
    CHECK(held.back().long_body);
    CHECK(refusal_of(bodies, proven) == 503);
    held.erase(held.begin());
    CHECK(refusal_of(bodies, unproven) == 503);
    CHECK(refusal_of(bodies, proven) == 0);
    held.erase(held.begin());
    CHECK(refusal_of(bodies, unproven) == 0);
}

TEST_CASE("long bodies: so many at a time, until the last owner lets go") {
    const auto text = with_length(patterned(max_long));
    std::optional<LongBodies> bodies(std::in_place, long_body_of, max_long, 2);
    auto first = read(*bodies, text).request;
    auto second = read(*bodies, in_chunks(patterned(max_long))).request;
    auto copy = first;
    for (const auto& late : {text, in_chunks(patterned(max_long))}) CHECK(refusal_of(*bodies, late, 5000) == 503);
    CHECK(refusal_of(*bodies, with_length(patterned(longest_body_in_memory))) == 0);
    first = {};
    CHECK(refusal_of(*bodies, text) == 503);
    copy = {};
    for (int i = 0; i < 3; ++i) CHECK(refusal_of(*bodies, text) == 0);
    bodies.reset();
    CHECK(content_of(second).size() == max_long);
}

TEST_CASE("long bodies: one that ends in the middle leaves its place") {
    auto bodies = some();
    const auto text = with_length(patterned(max_long));
    {
        RequestReader reader(max_head, max_body, &bodies);
        CHECK(feed(reader, std::string_view(text).substr(0, max_long / 2)) == State::body);
        CHECK_FALSE(has_room(bodies));
        reader.clear();
        CHECK(has_room(bodies));
        CHECK(reader.read() == State::idle);
        CHECK(feed(reader, text) == State::complete);
        CHECK(content_of(reader.take()).size() == max_long);
        CHECK(feed(reader, in_chunks(patterned(max_long)).substr(0, max_long / 2)) == State::body);
        CHECK_FALSE(has_room(bodies));
    }
    CHECK(has_room(bodies));
    RequestReader reader(max_head, max_body, &bodies);
    auto broken = in_chunks(patterned(max_long));
    broken.resize(broken.size() - 5);
    CHECK(feed(reader, broken + "x\r\n") == State::refused);
    CHECK(reader.refusal().status == 400);
    CHECK(has_room(bodies));
}

TEST_CASE("long bodies: what follows one on its connection is read") {
    auto bodies = some();
    const auto one = patterned(max_long);
    const auto all = with_length(one) + "GET /next HTTP/1.1\r\nHost: x\r\n\r\n" + in_chunks(one) +
                     with_length("short") + with_length("other", "/short");
    for (const std::size_t step : {std::size_t{13}, std::size_t{60'000}, whole}) {
        RequestReader reader(max_head, max_body, &bodies);
        std::vector<std::string> seen;
        for (std::size_t at = 0; at < all.size(); at += std::min(step, all.size())) {
            reader.append(std::string_view(all).substr(at, step));
            while (reader.read() == State::complete) {
                const auto request = reader.take();
                const auto content = content_of(request);
                seen.push_back(request.path + " " + (content == one ? "one" : content));
            }
        }
        CHECK(seen == std::vector<std::string>{"/long one", "/next ", "/long one", "/long short", "/short other"});
        CHECK(reader.read() == State::idle);
    }
}

TEST_CASE("long bodies: memory stays the same, however long") {
    constexpr std::size_t piece = 64 * 1024, size = 20'000'000;
    auto bodies = some(1, size);
    const auto sent = patterned(size);
    for (const auto& text : {with_length(sent), in_chunks(sent)}) {
        RequestReader reader(max_head, max_body, &bodies);
        std::size_t most = 0;
        State state = State::idle;
        for (std::size_t at = 0; at < text.size() && state != State::complete; at += piece) {
            reader.append(std::string_view(text).substr(at, piece));
            state = reader.read();
            most = std::max(most, reader.request().body.capacity());
        }
        REQUIRE(state == State::complete);
        CHECK(most <= 4 * piece);
        const auto request = reader.take();
        CHECK(request.body.capacity() < 100);
        CHECK((content_of(request) == sent));
    }
}

TEST_CASE("long bodies: a client that asks first is told before it sends") {
    auto bodies = some();
    const auto head = post("/long", "Expect: 100-continue\r\nContent-Length: 100000\r\n");
    {
        RequestReader reader(max_head, max_body, &bodies);
        CHECK(feed(reader, head) == State::body);
        CHECK(reader.waits_for_continue());
        CHECK(feed(reader, patterned(99'999), 1000) == State::body);
        CHECK_FALSE(reader.waits_for_continue());
        CHECK(refusal_of(bodies, head) == 503);
        CHECK(feed(reader, "x") == State::complete);
    }
    CHECK(refusal_of(bodies, post("/long", "Expect: 100-continue\r\nContent-Length: 200001\r\n")) == 413);
}

TEST_CASE("long bodies: a file that cannot be made or written is a refusal") {
    auto bodies = some();
    const auto whole_body = with_length(patterned(max_long)), chunks = in_chunks(patterned(max_long));
    {
        const TemporaryFolder nowhere("/nonexistent/folder");
        CHECK(refusal_of(bodies, whole_body) == 500);
        CHECK(refusal_of(bodies, chunks, 5000) == 500);
        CHECK(refusal_of(bodies, with_length(patterned(longest_body_in_memory))) == 0);
    }
    {
        const FullDisk full(max_long - 1);
        CHECK(refusal_of(bodies, whole_body, 5000) == 507);
        CHECK(refusal_of(bodies, chunks) == 507);
    }
    CHECK(refusal_of(bodies, whole_body) == 0);
    CHECK(refusal_of(bodies, chunks) == 0);
}

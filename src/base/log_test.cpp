// Lines of the log, caught at the file descriptor they are written to.
#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "base/json.hpp"
#include "base/log.hpp"
#include "base/time.hpp"

using namespace crm;

namespace {

// What `write` sends to standard output. The text must fit into a pipe.
template <class Write>
std::string caught(Write write) {
    std::fflush(stdout);
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    int standard_output = ::dup(STDOUT_FILENO);
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[1]);
    write();
    ::dup2(standard_output, STDOUT_FILENO);
    ::close(standard_output);
    std::string out;
    std::array<char, 4096> buffer;
    for (ssize_t count; (count = ::read(ends[0], buffer.data(), buffer.size())) > 0;)
        out.append(buffer.data(), static_cast<std::size_t>(count));
    ::close(ends[0]);
    return out;
}

// One line in `format`, without the time, which is checked.
std::string line(log::Format format, log::Level level, std::string_view event,
                 std::initializer_list<log::Member> members) {
    log::configure(format, log::Level::debug);
    std::string out = caught([&] { log::event(level, event, members); });
    log::configure(log::Format::text, log::Level::info);
    REQUIRE(out.ends_with('\n'));
    out.pop_back();
    CHECK(out.find('\n') == out.npos);
    std::size_t begin = format == log::Format::json ? 9 : 0, end = out.find('Z') + 1;
    CHECK(parse_datetime(out.substr(begin, end - begin)).has_value());
    return out.substr(end);
}

}  // namespace

TEST_CASE("an event is one line of text") {
    CHECK(line(log::Format::text, log::Level::info, "request",
               {{"id", "ab12"}, {"status", 200}, {"duration_ms", 0.41}, {"cached", true}}) ==
          " info request id=ab12 status=200 duration_ms=0.41 cached=true");
    CHECK(line(log::Format::text, log::Level::warning, "started", {}) == " warning started");
}

TEST_CASE("values that would be misread are quoted and escaped in text") {
    CHECK(line(log::Format::text, log::Level::error, "failed",
               {{"a", "two words"},
                {"b", "say \"hi\""},
                {"c", ""},
                {"d", "x=1"},
                {"e", "a\nb\x1B[2J"},
                {"f", "back\\"}}) ==
          R"( error failed a="two words" b="say \"hi\"" c="" d="x=1" e="a\nb\u001b[2J" f="back\\")");
    CHECK(line(log::Format::text, log::Level::info, "x", {{"a", "Zoë\x7F\u0085\u009Bé"}}) ==
          R"( info x a="Zoë\u007f\u0085\u009bé")");
    CHECK(line(log::Format::text, log::Level::info, "x", {{"a", "a\u202Eb\u2069\u200F\u061Cé\u20AC\u2010"}}) ==
          R"( info x a="a\u202eb\u2069\u200f\u061cé€‐")");
    CHECK(line(log::Format::json, log::Level::info, "x", {{"a", "\u2066"}}).ends_with(R"("a":"\u2066"})"));
    CHECK(line(log::Format::text, log::Level::info, "x", {{"a", "\xFF\xC2"}}) == " info x a=\"\uFFFD\uFFFD\"");
}

TEST_CASE("an event is one JSON object") {
    std::string rest = line(
        log::Format::json, log::Level::debug, "re\"quest",
        {{"path", "/a b\n\xFF"}, {"n", std::numeric_limits<std::int64_t>::min()}, {"d", 1e300 * 10}, {"t", false}});
    CHECK(rest ==
          "\",\"level\":\"debug\",\"event\":\"re\\\"quest\",\"path\":\"/a b\\n\uFFFD\",\"n\":-9223372036854775808,"
          "\"d\":1e+301,\"t\":false}");
    CHECK_NOTHROW(json::Document::parse("{\"time\":\"" + rest));
    rest = line(log::Format::json, log::Level::info, "x", {{"inf", std::numeric_limits<double>::infinity()}});
    CHECK(rest.ends_with(R"("inf":null})"));
}

TEST_CASE("events below the configured level are not written") {
    log::configure(log::Format::text, log::Level::warning);
    std::string out = caught([] {
        log::info("hidden");
        log::warning("seen");
        log::error("seen too");
    });
    log::configure(log::Format::text, log::Level::info);
    CHECK(out.find("hidden") == out.npos);
    CHECK(out.find(" warning seen\n") != out.npos);
    CHECK(out.find(" error \"seen too\"\n") != out.npos);
}

TEST_CASE("lines that are held are written together, in order, and only those of the thread") {
    const std::string out = caught([] {
        log::hold();
        log::info("first");
        log::info("second");
        std::thread([] { log::info("elsewhere"); }).join();
        log::release();
        log::info("third");
    });
    std::vector<std::string> events;
    std::istringstream lines(out);
    for (std::string text; std::getline(lines, text);) events.push_back(text.substr(text.rfind(' ') + 1));
    CHECK(events == std::vector<std::string>{"elsewhere", "first", "second", "third"});
}

TEST_CASE("what is held does not grow without end") {
    const std::string out = caught([] {
        log::hold();
        for (int i = 0; i < 400; ++i) log::info("a line of some length", {{"number", i}});
    });
    CHECK(out.size() > 16 * 1024);
    CHECK(out.ends_with('\n'));
    const std::string rest = caught([] { log::release(); });
    CHECK(rest.find("number=399") != rest.npos);
}

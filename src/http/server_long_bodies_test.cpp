// Bodies too long for memory, through a server: they arrive whole, and their places are given back.
#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/test_disk.hpp"
#include "http/test_body.hpp"
#include "http/test_client.hpp"

using namespace crm;
using namespace crm::test;
using namespace std::chrono_literals;

namespace {

ServerLimits small_limits() {
    ServerLimits limits;
    limits.body_bytes = 100'000;
    limits.long_body_bytes = 1'000'000;
    limits.long_bodies = 1;
    return limits;
}

void tell_length(const Request& request, const Server::Reply& reply) {
    reply(plain(200, std::to_string(content_of(request).size()) + (request.long_body ? " long" : " short")));
}

int status_of(std::string_view answer) {
    return answer.starts_with("HTTP/1.1 ") ? std::atoi(std::string(answer.substr(9, 3)).c_str()) : 0;
}

// The status once it is the expected one, or the last one after five seconds: places are given back on other threads.
int soon(int expected, const Running& running, std::string_view text) {
    int status = 0;
    for (int i = 0; i < 500 && (status = status_of(running.talk(text))) != expected; ++i)
        std::this_thread::sleep_for(10ms);
    return status;
}

}  // namespace

TEST_CASE("server: a body of 20 MB arrives whole") {
    const auto sent = patterned(20'000'000);
    std::atomic<int> right = 0;
    const Running running(
        [&](const Request& request, const Server::Reply& reply) {
            if (request.long_body && request.body.empty() && content_of(request) == sent) ++right;
            tell_length(request, reply);
        },
        {}, long_body_of);
    CHECK(running.talk(with_length(sent)).ends_with("\r\n\r\n20000000 long"));
    CHECK(running.talk(in_chunks(sent)).ends_with("\r\n\r\n20000000 long"));
    CHECK(right == 2);
    CHECK(status_of(running.talk(with_length(sent, "/short"))) == 413);
    CHECK(running.talk(with_length("few")).ends_with("\r\n\r\n3 short"));
}

TEST_CASE("server: limits of long bodies") {
    const Running running(tell_length, small_limits(), long_body_of);
    CHECK(status_of(running.talk(with_length(patterned(1'000'000)))) == 200);
    CHECK(soon(200, running, in_chunks(patterned(1'000'000))) == 200);
    CHECK(status_of(running.talk(with_length(patterned(1'000'001)))) == 413);
    CHECK(soon(413, running, in_chunks(patterned(1'000'001))) == 413);
    CHECK(status_of(running.talk(with_length(patterned(100'000), "/short"))) == 200);
    CHECK(status_of(running.talk(with_length(patterned(100'001), "/short"))) == 413);
    CHECK(status_of(running.talk(in_chunks(patterned(100'001), "/short"))) == 413);
    // Two on one connection, and a short one behind them.
    const auto body = patterned(300'000);
    const auto answers = running.talk(with_length(body) + in_chunks(body) + get("/"));
    CHECK(count_of(answers, "300000 long") == 2);
    CHECK(count_of(answers, "0 short") == 1);
}

TEST_CASE("server: the place of a long body is held as long as its request") {
    std::mutex mutex;
    std::vector<Request> held;
    std::optional<Running> running(
        std::in_place,
        [&](const Request& request, const Server::Reply& reply) {
            const std::lock_guard lock(mutex);
            if (request.long_body) held.push_back(request);
            tell_length(request, reply);
        },
        small_limits(), long_body_of);
    const auto text = with_length(patterned(200'000));
    CHECK(status_of(running->talk(text)) == 200);
    const auto refused = running->talk(text);
    CHECK(status_of(refused) == 503);
    CHECK(refused.find("Connection: close") != std::string::npos);
    CHECK(status_of(running->talk(in_chunks(patterned(200'000)))) == 503);
    CHECK(status_of(running->talk(with_length("few"))) == 200);
    // Told before the body is sent, instead of being asked to go on.
    auto client = running->client();
    client.send(post("/long", "Expect: 100-continue\r\nContent-Length: 200000\r\n"));
    CHECK(status_of(client.receive_all()) == 503);
    {
        const std::lock_guard lock(mutex);
        held.clear();
    }
    auto next = running->client();
    next.send(post("/long", "Expect: 100-continue\r\nContent-Length: 200000\r\n"));
    CHECK(next.receive_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    next.send(patterned(200'000));
    CHECK(next.receive_until("long").ends_with("200000 long"));
    running.reset();
    REQUIRE(held.size() == 1);
    CHECK((content_of(held.front()) == patterned(200'000)));
}

TEST_CASE("server: a long body that does not come to its end leaves its place") {
    auto limits = small_limits();
    limits.body_timeout_s = 1;
    const Running running(tell_length, limits, long_body_of);
    const auto text = with_length(patterned(200'000));
    // Once it is asked to go on, it has its place.
    const auto begin = [&](Client& client) {
        client.send(post("/long", "Expect: 100-continue\r\nContent-Length: 200000\r\n"));
        REQUIRE(client.receive_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
        client.send(patterned(100'000));
        REQUIRE(status_of(running.talk(text)) == 503);
    };
    for (const bool resets : {false, true}) {
        auto client = running.client();
        begin(client);
        resets ? client.reset() : client.close();
        CHECK(soon(200, running, text) == 200);
    }
    // One that stops sending but stays.
    auto silent = running.client();
    begin(silent);
    CHECK(soon(200, running, text) == 200);
    CHECK(status_of(silent.receive_all()) == 408);
}

TEST_CASE("server: without a place for files long bodies are refused, and nothing else is") {
    const Running running(tell_length, small_limits(), long_body_of);
    const auto text = with_length(patterned(200'000));
    {
        const TemporaryFolder nowhere("/nonexistent/folder");
        CHECK(running.talk(text).find("refused: A server error occurred.") != std::string::npos);
        CHECK(status_of(running.talk(in_chunks(patterned(200'000)))) == 500);
        CHECK(status_of(running.talk(with_length("few"))) == 200);
    }
    {
        const FullDisk full(150'000);
        CHECK(status_of(running.talk(text)) == 507);
        CHECK(status_of(running.talk(in_chunks(patterned(200'000)))) == 507);
        CHECK(status_of(running.talk(get("/"))) == 200);
    }
    CHECK(soon(200, running, text) == 200);
}

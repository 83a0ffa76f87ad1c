// What the server does not put up with: size, slowness, numbers, ambiguity.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "http/test_client.hpp"

using namespace crm;
using namespace crm::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

ServerLimits short_limits() {
    ServerLimits limits;
    limits.header_timeout_s = limits.body_timeout_s = limits.write_timeout_s = limits.idle_timeout_s = 1;
    return limits;
}

}  // namespace

TEST_CASE("limits of size") {
    ServerLimits limits;
    limits.header_bytes = 4096;
    limits.body_bytes = 100'000;
    const Running running(echo, limits);
    CHECK(running.talk(get("/", "A: " + std::string(5000, 'x') + "\r\n")).starts_with("HTTP/1.1 431"));
    CHECK(running.talk(get("/" + std::string(5000, 'x'))).starts_with("HTTP/1.1 414"));
    const auto post = [](std::size_t size) {
        return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
               std::string(size, 'b');
    };
    CHECK(running.talk(post(100'000)).starts_with("HTTP/1.1 200"));
    CHECK(running.talk(post(100'001)).starts_with("HTTP/1.1 413"));
    // A client that sends on and on still gets to read why it was refused.
    CHECK(running.talk(post(3'000'000)).find("refused: The body is larger than 100000 bytes.") != std::string::npos);
    std::string chunks = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 101; ++i) chunks += "3e8\r\n" + std::string(1000, 'c') + "\r\n";
    CHECK(running.talk(chunks + "0\r\n\r\n").starts_with("HTTP/1.1 413"));
}

TEST_CASE("nothing is smuggled behind a refused request") {
    std::atomic<int> handled = 0;
    const Running running([&](Request request, const Server::Reply& reply) {
        ++handled;
        echo(request, reply);
    });
    for (const std::string bad : {"Content-Length: 5\r\nTransfer-Encoding: chunked",
                                  "Content-Length: 1\r\nContent-Length: 40", "Transfer-Encoding: xchunked"}) {
        const auto answer = running.talk("POST / HTTP/1.1\r\nHost: x\r\n" + bad + "\r\n\r\n0\r\n\r\n" + get("/evil"));
        CHECK(answer.starts_with("HTTP/1.1 400"));
        CHECK(count_of(answer, "HTTP/1.1 ") == 1);
    }
    CHECK(handled == 0);
    CHECK(running.server.counts().refused == 3);
}

TEST_CASE("slow clients are cut, however steadily they trickle") {
    const Running running(echo, short_limits());
    const auto trickle = [&](std::string_view start, std::string_view expected) {
        auto client = running.client();
        const auto from = Clock::now();
        client.send(start);
        std::string answer;
        auto got = Client::Got::nothing;
        while (got == Client::Got::nothing && seconds_since(from) < 10) {
            client.send("a");
            got = client.receive(answer, 100);
        }
        client.receive_until("took too long", 500);
        CHECK(answer.substr(0, 12) == expected);
        CHECK(seconds_since(from) > 0.9);
        CHECK(seconds_since(from) < 3);
    };
    std::thread head([&] { trickle("GET / HTTP/1.1\r\nA: ", "HTTP/1.1 408"); });
    std::thread body([&] { trickle("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n", "HTTP/1.1 408"); });
    std::thread idle([&] {
        auto client = running.client();
        const auto from = Clock::now();
        client.send(get("/"));
        Client::Got ended;
        CHECK(count_of(client.receive_all(&ended), "HTTP/1.1") == 1);
        CHECK(ended == Client::Got::end);
        CHECK(seconds_since(from) > 0.9);
        CHECK(seconds_since(from) < 3);
    });
    head.join();
    body.join();
    idle.join();
}

TEST_CASE("more connections than allowed are told so") {
    ServerLimits limits;
    limits.max_connections = 3;
    const Running running(echo, limits);
    std::vector<Client> held;
    for (int i = 0; i < 3; ++i) {
        held.push_back(running.client());
        held.back().send(get("/"));
        CHECK(held.back().receive_until(">").starts_with("HTTP/1.1 200"));
    }
    auto late = running.client();
    late.send(get("/"));
    const auto answer = late.receive_all();
    CHECK(answer.starts_with("HTTP/1.1 503"));
    CHECK(answer.find("Connection: close") != std::string::npos);
    held.pop_back();
    late.close();
    for (int i = 0; i < 200 && running.server.counts().open > 2; ++i) std::this_thread::sleep_for(5ms);
    CHECK(running.talk(get("/")).starts_with("HTTP/1.1 200"));
}

TEST_CASE("a thousand idle connections stand in nobody's way") {
    Running running;
    std::vector<Client> idle;
    for (int i = 0; i < 1000; ++i) idle.push_back(running.client());
    for (int i = 0; i < 400 && running.server.counts().open < 1000; ++i) std::this_thread::sleep_for(5ms);
    CHECK(running.server.counts().open == 1000);
    CHECK(running.talk(get("/")).starts_with("HTTP/1.1 200"));
    for (auto& client : idle) client.send(get("/"));
    for (auto& client : idle) CHECK(client.receive_until(">").starts_with("HTTP/1.1 200"));
    const auto from = Clock::now();
    running.server.stop(5);
    CHECK(seconds_since(from) < 3);
    CHECK(running.server.counts().open == 0);
}

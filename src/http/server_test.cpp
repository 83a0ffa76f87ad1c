// The server on real sockets: requests in, answers out, in order.
#include "http/server.hpp"

#include <doctest/doctest.h>

#include <mutex>
#include <thread>
#include <vector>

#include "base/errors.hpp"
#include "http/test_client.hpp"

using namespace crm;
using namespace crm::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

TEST_CASE("an answer") {
    Running running([](Request request, const Server::Reply& reply) {
        CHECK(request.peer == "127.0.0.1");
        CHECK(request.worker < 2);
        CHECK(request.id.size() == 16);
        auto response = plain(200, "hello");
        response.add("X-Split", "a\r\nB: c").add("Content-Length", "99").add("Connection", "x").add("Date", "y");
        reply(std::move(response));
    });
    const auto answer = running.talk(get("/"));
    CHECK(answer.starts_with("HTTP/1.1 200 OK\r\nDate: "));
    CHECK(answer.find("\r\nContent-Length: 5\r\n") != std::string::npos);
    CHECK(answer.find("\r\nX-Split: aB: c\r\n") != std::string::npos);
    CHECK(answer.find("\r\nX-Request-Id: ") != std::string::npos);
    CHECK(answer.find("Connection") == std::string::npos);
    CHECK(answer.find("Length: 99") == std::string::npos);
    CHECK(answer.ends_with("\r\n\r\nhello"));
    CHECK(count_of(answer, "Date: ") == 1);
    CHECK(running.server.counts().requests == 1);
    CHECK(running.server.counts().bytes_out == answer.size());
}

TEST_CASE("request ids of clients are kept when they are harmless") {
    const Running running([](Request request, const Server::Reply& reply) { reply(plain(200, "id=" + request.id)); });
    CHECK(running.talk(get("/", "X-Request-Id: a.B_c-1\r\n")).find("id=a.B_c-1") != std::string::npos);
    CHECK(running.talk(get("/", "X-Request-Id: a b\r\n")).find("id=a b") == std::string::npos);
    CHECK(running.talk(get("/", "X-Request-Id: " + std::string(65, 'a') + "\r\n")).find(std::string(65, 'a')) ==
          std::string::npos);
}

TEST_CASE("requests in a row are answered in order, whoever answers them") {
    std::vector<std::thread> threads;
    std::mutex mutex;
    {
        const Running running([&](Request request, Server::Reply reply) {
            if (request.path.ends_with('1')) return reply(plain(200, request.path + ";"));
            const std::lock_guard lock(mutex);
            threads.emplace_back([path = request.path, reply = std::move(reply)] {
                std::this_thread::sleep_for(5ms);
                reply(plain(200, path + ";"));
            });
        });
        std::string all;
        for (int i = 0; i < 30; ++i) all += get("/" + std::to_string(i));
        const auto answer = running.talk(all);
        CHECK(count_of(answer, "HTTP/1.1 200") == 30);
        std::size_t at = 0;
        for (int i = 0; i < 30; ++i) {
            at = answer.find("\r\n\r\n/" + std::to_string(i) + ";", at);
            REQUIRE(at != std::string::npos);
        }
    }
    for (auto& thread : threads) thread.join();
}

TEST_CASE("many small requests at once do not exhaust the stack") {
    const Running running;
    std::string all;
    for (int i = 0; i < 20'000; ++i) all += "GET / HTTP/1.1\r\nHost:x\r\n\r\n";
    auto client = running.client();
    std::thread sender([&] {
        client.send(all);
        client.end_output();
    });
    CHECK(count_of(client.receive_all(), "HTTP/1.1 200") == 20'000);
    sender.join();
}

TEST_CASE("connections that go on and connections that end") {
    const Running running;
    CHECK(count_of(running.talk(get("/", "Connection: close\r\n") + get("/2")), "HTTP/1.1 200") == 1);
    CHECK(running.talk(get("/", "Connection: close\r\n")).find("\r\nConnection: close\r\n") != std::string::npos);
    CHECK(count_of(running.talk("GET / HTTP/1.0\r\n\r\nGET / HTTP/1.0\r\n\r\n"), "HTTP/1.1 200") == 1);
    const auto kept = running.talk("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n");
    CHECK(count_of(kept, "HTTP/1.1 200") == 2);
    CHECK(count_of(kept, "Connection: keep-alive\r\n") == 1);
    CHECK(count_of(kept, "Connection: close\r\n") == 1);
    // The client need not say that it has done: the server ends it.
    auto client = running.client();
    client.send(get("/", "Connection: close\r\n"));
    CHECK(client.receive_all().ends_with("<GET /  >"));
}

TEST_CASE("HEAD, 204 and 304 have no body") {
    const Running running([](Request request, const Server::Reply& reply) {
        auto response = plain(request.path == "/204" ? 204 : request.path == "/304" ? 304 : 200, "body");
        if (request.path == "/stream") response.stream = [](Sink& sink) { sink.write("streamed"); };
        reply(std::move(response));
    });
    const auto head = running.talk("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(head.find("Content-Length: 4\r\n") != std::string::npos);
    CHECK(head.ends_with("\r\n\r\n"));
    const auto stream = running.talk("HEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(stream.ends_with("\r\n\r\n"));
    CHECK(stream.find("Length") == std::string::npos);
    for (const auto* path : {"/204", "/304"}) {
        const auto answer = running.talk(get(path) + get("/"));
        CHECK(count_of(answer, "body") == 1);
        CHECK(count_of(answer, "Content-Length") == 1);
        CHECK(count_of(answer, "Content-Type") == 1);
    }
}

TEST_CASE("Expect: 100-continue") {
    const Running running;
    const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: ";
    auto client = running.client();
    client.send(head + "3\r\n\r\n");
    CHECK(client.receive_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("abc");
    CHECK(client.receive_until("abc>").starts_with("HTTP/1.1 200"));
    CHECK(running.talk(head + "3\r\n\r\nabc").starts_with("HTTP/1.1 200"));
    auto large = running.client();
    large.send(head + "99999999\r\n\r\n");
    CHECK(large.receive_all().starts_with("HTTP/1.1 413"));
}

TEST_CASE("an answer may wait until its time without holding a thread") {
    ServerLimits limits;
    limits.threads = 1;
    const Running running(
        [](Request request, const Server::Reply& reply) {
            auto response = plain(200, "x");
            if (request.path == "/later") response.not_before = Clock::now() + 300ms;
            reply(std::move(response));
        },
        limits);
    const auto from = Clock::now();
    auto later = running.client();
    later.send(get("/later"));
    CHECK(running.talk(get("/")).starts_with("HTTP/1.1 200"));
    CHECK(seconds_since(from) < 0.25);
    CHECK(later.receive_until("\r\n\r\nx").starts_with("HTTP/1.1 200"));
    CHECK(seconds_since(from) >= 0.3);
}

TEST_CASE("handlers that fail") {
    std::atomic<int> count = 0;
    Server::Reply kept;
    const Running running([&](Request request, const Server::Reply& reply) {
        ++count;
        if (request.path == "/throw") throw std::runtime_error("x");
        if (request.path == "/throw-after") {
            kept = reply;
            throw std::runtime_error("x");
        }
        if (request.path == "/forget") return;
        if (request.path == "/late") kept(plain(200, "another's"));
        reply(plain(200, "once"));
        reply(plain(200, "twice"));
    });
    CHECK(running.talk(get("/throw")).starts_with("HTTP/1.1 500"));
    CHECK(running.talk(get("/forget")).starts_with("HTTP/1.1 500"));
    // An answer that comes too late must never go to the next request of the connection.
    const auto answer = running.talk(get("/throw-after") + get("/late") + get("/"));
    CHECK(answer.starts_with("HTTP/1.1 500"));
    CHECK(answer.find("another's") == std::string::npos);
    CHECK(count_of(answer, "once") == 2);
    CHECK(answer.find("twice") == std::string::npos);
}

TEST_CASE("where it cannot listen it says why and what to do") {
    const Running first;
    const auto reason = [](std::string address, std::uint16_t port) -> std::string {
        Server server(std::move(address), port, ServerLimits{}, echo, refuse);
        try {
            server.start();
            return "";
        } catch (const Error& e) {
            return e.message;
        }
    };
    CHECK(reason("127.0.0.1", first.server.port())
              .find("port is in use. Stop the other program or choose another port with --port.") != std::string::npos);
    CHECK(reason("192.0.2.1", 0).find("does not have that address") != std::string::npos);
    CHECK(reason("example", 0).find("not an IP address") != std::string::npos);
    for (const auto* address : {"localhost", "0.0.0.0"}) CHECK(reason(address, 0).empty());
}

TEST_CASE("an IPv4 client of an IPv6 socket is shown as such") {
    Server server(
        "::", 0, ServerLimits{}, [](Request r, const Server::Reply& reply) { reply(plain(200, r.peer)); }, refuse);
    try {
        server.start();
    } catch (const Error&) {
        return;  // no IPv6 here
    }
    Client client(server.port());
    client.send(get("/", "Connection: close\r\n"));
    CHECK(client.receive_all().ends_with("\r\n\r\n127.0.0.1"));
}

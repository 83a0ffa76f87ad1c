// Streamed answers: chunks, bounded memory, clients that leave, makers that fail.
#include <doctest/doctest.h>

#include <atomic>
#include <deque>
#include <fstream>
#include <mutex>
#include <thread>

#include "http/test_client.hpp"

using namespace crm;
using namespace crm::test;
using namespace std::chrono_literals;

namespace {

const std::string request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

// Answers on threads of its own, as a pool would.
struct Elsewhere {
    ~Elsewhere() {
        for (auto& thread : threads) thread.join();
    }
    Server::Handle handle(std::function<void(const Request&, const Server::Reply&)> work) {
        return [this, work = std::move(work)](Request incoming, Server::Reply reply) {
            const std::lock_guard lock(mutex);
            threads.emplace_back(
                [work, incoming = std::move(incoming), reply = std::move(reply)] { work(incoming, reply); });
        };
    }
    std::mutex mutex;
    std::deque<std::thread> threads;
};

Response streaming(std::function<void(Sink&)> stream) {
    auto response = plain(200, "");
    response.stream = std::move(stream);
    return response;
}

std::string unchunked(std::string_view answer) {
    auto rest = answer.substr(answer.find("\r\n\r\n") + 4);
    std::string body;
    for (;;) {
        std::size_t digits = 0;
        if (rest.empty()) return body + "<no last chunk>";
        const auto size = std::stoul(std::string(rest.substr(0, 16)), &digits, 16);
        rest.remove_prefix(digits + 2);
        if (size == 0) return rest == "\r\n" ? body : body + "<rubbish>";
        if (rest.size() < size + 2) return body + "<no last chunk>";
        body += rest.substr(0, size);
        rest.remove_prefix(size + 2);
    }
}

std::size_t resident_kib() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:")) return std::stoul(line.substr(6));
    return 0;
}

void numbers(Sink& sink, int count) {
    for (int i = 0; i < count; ++i) sink.write(std::to_string(i) + "\n");
}

std::string numbers(int count) {
    std::string all;
    for (int i = 0; i < count; ++i) all += std::to_string(i) + "\n";
    return all;
}

}  // namespace

TEST_CASE("a long stream comes in chunks, in order") {
    Elsewhere elsewhere;
    const Running running(elsewhere.handle([](const Request&, const Server::Reply& reply) {
        reply(streaming([](Sink& sink) { numbers(sink, 200'000); }));
    }));
    const auto answer = running.talk(request);
    CHECK(answer.find("Transfer-Encoding: chunked\r\n") != std::string::npos);
    CHECK(answer.find("Content-Length") == std::string::npos);
    CHECK(unchunked(answer) == numbers(200'000));
    const auto old = running.talk("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(old.find("Transfer-Encoding") == std::string::npos);
    CHECK(old.find("Connection: close\r\n") != std::string::npos);
    CHECK(old.substr(old.find("\r\n\r\n") + 4) == numbers(200'000));
}

TEST_CASE("of a stream whose length is known it is told, and the connection goes on") {
    Elsewhere elsewhere;
    const Running running(elsewhere.handle([](const Request&, const Server::Reply& reply) {
        auto response = streaming([](Sink& sink) { numbers(sink, 200'000); });
        response.stream_length = numbers(200'000).size();
        reply(std::move(response));
    }));
    const auto answer = running.talk("GET / HTTP/1.1\r\nHost: x\r\n\r\n" + request);
    CHECK(count_of(answer, "Content-Length: 1288890\r\n") == 2);
    CHECK(answer.find("Transfer-Encoding") == std::string::npos);
    CHECK(count_of(answer, "\r\n\r\n" + numbers(200'000)) == 2);
    const auto head = running.talk("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    CHECK(head.find("Content-Length: 1288890\r\n") != std::string::npos);
    CHECK(head.ends_with("\r\n\r\n"));
    const auto old = running.talk("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n");
    CHECK(count_of(old, numbers(200'000)) == 2);
}

TEST_CASE("a stream that ends before its length breaks the connection") {
    Elsewhere elsewhere;
    const Running running(elsewhere.handle([](const Request&, const Server::Reply& reply) {
        auto response = streaming([](Sink& sink) {
            numbers(sink, 100'000);
            throw std::runtime_error("the disk is gone");
        });
        response.stream_length = numbers(200'000).size();
        try {
            reply(std::move(response));
        } catch (const std::exception&) {  // nothing can be said any more
        }
    }));
    CHECK(running.talk(request).size() < numbers(200'000).size());
}

TEST_CASE("a short stream is an ordinary answer, and the connection goes on") {
    Elsewhere elsewhere;
    const Running running(elsewhere.handle(
        [](const Request&, const Server::Reply& reply) { reply(streaming([](Sink& sink) { sink.write("short"); })); }));
    const auto answer = running.talk("GET / HTTP/1.1\r\nHost: x\r\n\r\n" + request);
    CHECK(count_of(answer, "Content-Length: 5\r\n") == 2);
}

TEST_CASE("a stream made on the io thread is gathered") {
    const Running running(
        [](Request, const Server::Reply& reply) { reply(streaming([](Sink& sink) { numbers(sink, 100'000); })); });
    const auto answer = running.talk(request);
    CHECK(answer.find("Content-Length: 588890\r\n") != std::string::npos);
    CHECK(answer.ends_with(numbers(100'000)));
}

TEST_CASE("a slow maker's first words do not wait for its last") {
    Elsewhere elsewhere;
    std::atomic<bool> go = false;
    const Running running(elsewhere.handle([&](const Request&, const Server::Reply& reply) {
        reply(streaming([&](Sink& sink) {
            sink.write(std::string(20'000, 'a'));
            sink.write("tail");
            while (!go) std::this_thread::sleep_for(1ms);
        }));
    }));
    auto client = running.client();
    client.send(request);
    CHECK(client.receive_until("tail\r\n").find("tail\r\n") != std::string::npos);
    go = true;
    CHECK(client.receive_all().ends_with("0\r\n\r\n"));
}

TEST_CASE("50 MB to a slow reader in bounded memory") {
    constexpr std::size_t total = 50'000'000;
    Elsewhere elsewhere;
    std::atomic<std::size_t> written = 0;
    ServerLimits limits;
    limits.write_timeout_s = 5;
    const Running running(elsewhere.handle([&](const Request&, const Server::Reply& reply) {
        reply(streaming([&](Sink& sink) {
            const std::string row(1000, 'r');
            while (written < total && sink.write(row)) written += row.size();
        }));
    }),
                          limits);
    const auto before = resident_kib();
    Client client(running.server.port(), 64 * 1024);
    client.send(request);
    std::this_thread::sleep_for(300ms);
    CHECK(written < 4'000'000);  // what the kernel and the pipe hold, while nobody reads
    std::size_t got = 0, highest = 0;
    std::string piece;
    while (client.receive(piece) == Client::Got::bytes) {
        got += piece.size();
        piece.clear();
        highest = std::max(highest, resident_kib());
    }
    CHECK(got > total);
    CHECK(written == total);
    CHECK(highest < before + 20'000);
}

TEST_CASE("a client that leaves ends the stream") {
    Elsewhere elsewhere;
    std::atomic<bool> gone = false;
    const Running running(elsewhere.handle([&](const Request&, const Server::Reply& reply) {
        reply(streaming([&](Sink& sink) {
            while (sink.write(std::string(1000, 'x'))) {
            }
            gone = true;
        }));
    }));
    auto client = running.client();
    client.send(request);
    std::string some;
    client.receive(some);
    client.reset();
    for (int i = 0; i < 1000 && !gone; ++i) std::this_thread::sleep_for(5ms);
    CHECK(gone);
}

TEST_CASE("a client that does not read at all ends the stream") {
    Elsewhere elsewhere;
    std::atomic<bool> gone = false;
    ServerLimits limits;
    limits.write_timeout_s = 1;
    const Running running(elsewhere.handle([&](const Request&, const Server::Reply& reply) {
        reply(streaming([&](Sink& sink) {
            while (sink.write(std::string(1000, 'x'))) {
            }
            gone = true;
        }));
    }),
                          limits);
    auto client = running.client();
    client.send(request);
    for (int i = 0; i < 1000 && !gone; ++i) std::this_thread::sleep_for(5ms);
    CHECK(gone);
}

TEST_CASE("a maker that fails in the middle cuts the connection") {
    Elsewhere elsewhere;
    const Running running(elsewhere.handle([](const Request&, const Server::Reply& reply) {
        try {
            reply(streaming([](Sink& sink) {
                sink.write(std::string(100'000, 'x'));
                throw std::runtime_error("x");
            }));
        } catch (const std::exception&) {
            reply(plain(500, "late"));
        }
    }));
    for (const std::string version : {"1.1", "1.0"}) {
        auto client = running.client();
        client.send("GET / HTTP/" + version + "\r\nHost: x\r\n\r\n");
        Client::Got ended;
        const auto answer = client.receive_all(&ended);
        CHECK(ended == Client::Got::reset);
        CHECK_FALSE(answer.ends_with("0\r\n\r\n"));
        CHECK(answer.find("late") == std::string::npos);
    }
}

TEST_CASE("a maker that fails at once may answer otherwise") {
    const auto work = [](const Request&, const Server::Reply& reply) {
        try {
            reply(streaming([](Sink& sink) {
                sink.write("never seen");
                throw std::runtime_error("x");
            }));
        } catch (const std::exception&) {
            reply(plain(503, "instead"));
        }
    };
    Elsewhere elsewhere;
    const Running other(elsewhere.handle(work)), same(work);
    for (const auto* running : {&other, &same}) {
        const auto answer = running->talk(request);
        CHECK(answer.starts_with("HTTP/1.1 503"));
        CHECK(answer.ends_with("instead"));
        CHECK(answer.find("never") == std::string::npos);
    }
}

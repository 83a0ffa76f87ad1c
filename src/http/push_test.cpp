// Bodies that are pushed: at once, in bounded memory, to many, without a thread for any; and how they end.
#include <doctest/doctest.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "http/pipe.hpp"
#include "http/test_client.hpp"

using namespace crm;
using namespace crm::test;
using namespace std::chrono_literals;

namespace {

// Keeps the outlets of all answers, as a maker would.
struct Outlets {
    Server::Handle handle() {
        return [this](Request, const Server::Reply& reply) {
            auto response = plain(200, "");
            response.push = [this](std::shared_ptr<Outlet> outlet) {
                const std::lock_guard lock(mutex);
                all.push_back(outlet);
                outlet->push("hello\n");
            };
            reply(std::move(response));
        };
    }
    std::shared_ptr<Outlet> at(std::size_t number) {
        for (int i = 0; i < 5000; ++i) {
            {
                const std::lock_guard lock(mutex);
                if (number < all.size()) return all[number];
            }
            std::this_thread::sleep_for(1ms);
        }
        throw std::runtime_error("nobody has come");
    }
    void push_to_all(std::string_view text) {
        const std::lock_guard lock(mutex);
        for (const auto& outlet : all) outlet->push(text);
    }
    std::mutex mutex;
    std::vector<std::shared_ptr<Outlet>> all;
};

bool closes(const Outlet& outlet, int within_ms = 5000) {
    for (int i = 0; i < within_ms && outlet.is_open(); ++i) std::this_thread::sleep_for(1ms);
    return !outlet.is_open();
}

// As much as there is room for, until there is none: with the system's buffers too, which empty once more or twice.
std::size_t fill(Outlet& outlet) {
    const std::string line(1000, 'x');
    std::size_t taken = 0;
    for (int full = 0; full < 50;) {
        if (outlet.push(line) == Outlet::Taken::yes) {
            taken += line.size();
            full = 0;
        } else {
            ++full;
            std::this_thread::sleep_for(2ms);
        }
    }
    return taken;
}

}  // namespace

TEST_CASE("what is pushed arrives at once, and the connection goes on when it ends") {
    Outlets outlets;
    const Running running(outlets.handle());
    auto client = running.client();
    client.send(get("/"));
    const auto head = client.receive_until("hello\n\r\n");
    CHECK(head.find("Transfer-Encoding: chunked\r\n") != std::string::npos);
    CHECK(head.find("Content-Length") == std::string::npos);
    const auto outlet = outlets.at(0);
    for (const std::string text : {"one\n", "two\n", "three\n"}) {
        CHECK(outlet->push(text) == Outlet::Taken::yes);
        CHECK(client.receive_until(text + "\r\n").ends_with(text + "\r\n"));
    }
    outlet->push("last\n");
    outlet->finish();
    CHECK(outlet->push("too late") == Outlet::Taken::never);
    CHECK_FALSE(outlet->is_open());
    CHECK(client.receive_until("0\r\n\r\n") == "5\r\nlast\n\r\n0\r\n\r\n");
    client.send(get("/"));
    CHECK(client.receive_until("hello\n\r\n").starts_with("HTTP/1.1 200"));
}

TEST_CASE("HTTP/1.0 has a body that ends with the connection, and HEAD has none") {
    Outlets outlets;
    const Running running(outlets.handle());
    auto old = running.client();
    old.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    auto answer = old.receive_until("hello\n");
    CHECK(answer.find("Transfer-Encoding") == std::string::npos);
    CHECK(answer.find("Connection: close\r\n") != std::string::npos);
    outlets.at(0)->push("more\n");
    outlets.at(0)->finish();
    Client::Got ended;
    CHECK(old.receive_all(&ended) == "more\n");
    CHECK(ended == Client::Got::end);

    auto head = running.client();
    head.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    answer = head.receive_until("\r\n\r\n");
    CHECK(answer.starts_with("HTTP/1.1 200"));
    CHECK(answer.find("Content-Length") == std::string::npos);
    head.send(get("/"));
    CHECK(head.receive_until("hello\n").starts_with("HTTP/1.1 200"));
    CHECK(outlets.all.size() == 2);  // HEAD opened none
}

TEST_CASE("a client that leaves is noticed though nothing is pushed") {
    Outlets outlets;
    const Running running(outlets.handle());
    auto leaves = running.client(), resets = running.client();
    leaves.send(get("/"));
    leaves.receive_until("hello\n");
    resets.send(get("/"));
    resets.receive_until("hello\n");
    leaves.close();
    CHECK(closes(*outlets.at(0)));
    resets.reset();
    CHECK(closes(*outlets.at(1)));
    for (int i = 0; i < 5000 && running.server.counts().open > 0; ++i) std::this_thread::sleep_for(1ms);
    CHECK(running.server.counts().open == 0);
}

TEST_CASE("an idle body is not cut, and a client that takes nothing is") {
    Outlets outlets;
    ServerLimits limits;
    limits.write_timeout_s = 1;
    const Running running(outlets.handle(), limits);
    auto idle = running.client();
    idle.send(get("/"));
    idle.receive_until("hello\n");
    Client stuck(running.server.port(), 4096);
    stuck.send(get("/"));
    stuck.receive_until("hello\n");
    const auto full = outlets.at(1);
    CHECK(fill(*full) > 32'000);
    CHECK(full->push(std::string(2000, 'y')) == Outlet::Taken::later);
    CHECK(closes(*full));
    CHECK(full->push("to nobody") == Outlet::Taken::never);
    CHECK(outlets.at(0)->push("still there\n") == Outlet::Taken::yes);
    CHECK(idle.receive_until("there\n").find("still there\n") != std::string::npos);
}

TEST_CASE("a client that was behind catches up") {
    Outlets outlets;
    const Running running(outlets.handle());
    Client slow(running.server.port(), 4096);
    slow.send(get("/"));
    slow.receive_until("hello\n");
    const auto outlet = outlets.at(0);
    const auto taken = fill(*outlet);
    CHECK(outlet->push(std::string(2000, 'x')) == Outlet::Taken::later);
    std::string all;
    while (count_of(all, "x") < taken && slow.receive(all) == Client::Got::bytes) {
    }
    CHECK(count_of(all, "x") == taken);
    CHECK(outlet->push("on again\n") == Outlet::Taken::yes);
    CHECK(slow.receive_until("again\n").find("on again\n") != std::string::npos);
}

TEST_CASE("a text longer than the room for it goes alone") {
    Pipe pipe(
        10, [] {}, Pipe::Maker::pushes);
    CHECK(pipe.push(std::string(100, 'x')) == Outlet::Taken::yes);
    CHECK(pipe.push("y") == Outlet::Taken::later);
    std::string out;
    pipe.take(out);
    CHECK(out.size() == 100);
    CHECK(pipe.push("y") == Outlet::Taken::yes);
    pipe.close();
    CHECK(pipe.push("z") == Outlet::Taken::never);
}

TEST_CASE("stopping ends all bodies at once, also those of clients that take nothing") {
    Outlets outlets;
    Running running(outlets.handle());
    auto client = running.client(), old = running.client();
    client.send(get("/"));
    client.receive_until("hello\n");
    old.send("GET / HTTP/1.0\r\n\r\n");
    old.receive_until("hello\n");
    Client stuck(running.server.port(), 4096);
    stuck.send(get("/"));
    stuck.receive_until("hello\n");
    fill(*outlets.at(2));
    const auto from = std::chrono::steady_clock::now();
    std::thread stopper([&] { running.server.stop(30); });
    Client::Got ended;
    CHECK(client.receive_all(&ended) == "0\r\n\r\n");
    CHECK(ended == Client::Got::end);
    CHECK(old.receive_all(&ended).empty());
    CHECK(ended == Client::Got::end);
    client.close();
    old.close();
    stopper.join();
    for (std::size_t i = 0; i < 3; ++i) CHECK_FALSE(outlets.at(i)->is_open());
    CHECK(seconds_since(from) < 10);
}

TEST_CASE("an outlet may outlive its server") {
    Outlets outlets;
    {
        const Running running(outlets.handle());
        auto client = running.client();
        client.send(get("/"));
        client.receive_until("hello\n");
    }
    CHECK(outlets.at(0)->push("to nobody") == Outlet::Taken::never);
}

TEST_CASE("a thousand clients, pushed to by two threads while some leave") {
    Outlets outlets;
    const Running running(outlets.handle());
    std::vector<Client> clients;
    for (int i = 0; i < 1000; ++i) {
        clients.push_back(running.client());
        clients.back().send(get("/"));
    }
    for (auto& client : clients) client.receive_until("hello\n");
    REQUIRE(outlets.all.size() == 1000);
    std::atomic<bool> go_on = true;
    std::thread other([&] {
        while (go_on) outlets.push_to_all("tick\n");
    });
    for (std::size_t i = 0; i < clients.size(); i += 10) clients[i].close();
    go_on = false;
    other.join();
    outlets.push_to_all("news\n");
    std::size_t got = 0;
    for (std::size_t i = 0; i < clients.size(); ++i)
        if (i % 10 != 0) got += clients[i].receive_until("news\n").find("news\n") != std::string::npos;
    CHECK(got == 900);
}

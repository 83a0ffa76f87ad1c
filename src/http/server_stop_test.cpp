// Stopping: answers under way finish, nothing waits for ever.
#include <doctest/doctest.h>

#include <future>
#include <thread>

#include "http/test_client.hpp"

using namespace crm;
using namespace crm::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

TEST_CASE("stopping lets answers under way finish") {
    std::promise<void> arrived, go;
    std::thread worker;
    Running running([&](Request, Server::Reply reply) {
        worker = std::thread([&, reply = std::move(reply)] {
            arrived.set_value();
            go.get_future().wait();
            reply(plain(200, "in time"));
        });
    });
    auto busy = running.client(), idle = running.client();
    busy.send(get("/"));
    arrived.get_future().wait();
    std::thread stopper([&] { running.server.stop(10); });
    Client::Got ended;
    CHECK(idle.receive_all(&ended).empty());
    CHECK(ended == Client::Got::end);
    const auto from = Clock::now();
    CHECK_THROWS([&] {
        while (seconds_since(from) < 2) running.client();
    }());
    go.set_value();
    const auto answer = busy.receive_all();
    CHECK(answer.ends_with("in time"));
    CHECK(answer.find("Connection: close") != std::string::npos);
    busy.close();
    stopper.join();
    worker.join();
    CHECK(seconds_since(from) < 3);
}

TEST_CASE("stopping answers what has arrived but was not looked at yet") {
    ServerLimits limits;
    limits.threads = 1;
    std::promise<void> arrived, go;
    Running running(
        [&](Request request, const Server::Reply& reply) {
            if (request.path == "/block") {
                arrived.set_value();
                go.get_future().wait();
            }
            reply(plain(200, "done"));
        },
        limits);
    auto kept = running.client(), blocking = running.client();
    kept.send(get("/"));
    kept.receive_until("done");
    blocking.send(get("/block"));
    arrived.get_future().wait();
    kept.send(get("/"));
    auto waiting = running.client();
    waiting.send(get("/"));
    std::thread stopper([&] { running.server.stop(10); });
    std::this_thread::sleep_for(20ms);
    go.set_value();
    for (auto* client : {&kept, &blocking, &waiting}) CHECK(client->receive_all().ends_with("done"));
    for (auto* client : {&kept, &blocking, &waiting}) client->close();
    stopper.join();
}

TEST_CASE("stopping does not wait for ever, and what comes afterwards is dropped") {
    Server::Reply kept;
    Running running([&](Request, Server::Reply reply) { kept = std::move(reply); });
    auto client = running.client();
    client.send(get("/"));
    while (running.server.counts().requests == 0) std::this_thread::sleep_for(1ms);
    const auto from = Clock::now();
    running.server.stop(1);
    CHECK(seconds_since(from) < 2);
    Response late;
    bool went_on = true;
    late.stream = [&](Sink& sink) {
        for (int i = 0; i < 100 && went_on; ++i) went_on = sink.write(std::string(100'000, 'x'));
    };
    kept(std::move(late));
    CHECK_FALSE(went_on);
}

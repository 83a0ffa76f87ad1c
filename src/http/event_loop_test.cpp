// What the loop runs, when, and what becomes of it at the end.
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>

#include "http/event_loop.hpp"

using namespace crm;
using namespace std::chrono_literals;
using Clock = EventLoop::Clock;

namespace {

struct Pair {
    Pair() {
        std::array<int, 2> ends{};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) == 0);
        near = Descriptor(ends[0]);
        far = Descriptor(ends[1]);
    }
    void send(std::string_view text) const { REQUIRE(::write(far.get(), text.data(), text.size()) > 0); }
    Descriptor near, far;
};

struct Watching final : EventLoop::Watcher {
    std::function<void(EventLoop::Ready)> then;
    void on_ready(EventLoop::Ready ready) override { then(ready); }
};

}  // namespace

TEST_CASE("a descriptor is told of once each time there is more, and at its end") {
    EventLoop loop;
    Pair pair;
    std::string seen;
    Watching watching;
    watching.then = [&](EventLoop::Ready ready) {
        std::array<char, 64> bytes;
        const auto count = ready.readable ? ::read(pair.near.get(), bytes.data(), bytes.size()) : -1;
        if (count > 0) seen.append(bytes.data(), static_cast<std::size_t>(count)) += '|';
        if (ready.ended) loop.end();
    };
    loop.watch(pair.near, watching);
    pair.send("one");
    loop.at(Clock::now() + 20ms, [&] { pair.send("two"); });
    loop.at(Clock::now() + 40ms, [&] { pair.far.close(); });
    loop.run();
    CHECK(seen == "one|two|");
}

TEST_CASE("times come in their order, and none too early") {
    EventLoop loop;
    std::string order;
    const auto begin = Clock::now();
    loop.at(begin + 30ms, [&] {
        order += 'c';
        CHECK(Clock::now() >= begin + 30ms);
        loop.end();
    });
    loop.at(begin, [&] { order += 'a'; });
    loop.at(begin + 10ms, [&] { order += 'b'; });
    loop.run();
    CHECK(order == "abc");
}

TEST_CASE("a turn ends after everything that was ready, and what it keeps lives until then") {
    EventLoop loop;
    std::string order;
    Pair one, two;
    Watching first, second;
    auto kept = std::make_shared<int>(1);
    const std::weak_ptr<int> watched = kept;
    const auto handle = [&](Pair& pair, char name) {
        return [&order, &loop, &pair, name](EventLoop::Ready ready) {
            if (!ready.readable) return;
            char byte = 0;
            if (::read(pair.near.get(), &byte, 1) != 1) return;
            order += name;
            loop.after_turn([&order] { order += '.'; });
        };
    };
    first.then = handle(one, '1');
    second.then = handle(two, '2');
    one.send("x");
    two.send("x");
    loop.watch(one.near, first);
    loop.watch(two.near, second);
    loop.keep(std::move(kept));
    loop.post([&] {
        CHECK(!watched.expired());
        // From within the end of a turn: the next one.
        loop.after_turn([&] { loop.after_turn([&] { loop.end(); }); });
    });
    loop.run();
    CHECK(order == "12..");
    CHECK(watched.expired());
}

TEST_CASE("tasks of other threads are all run, on the loop's thread") {
    EventLoop loop;
    constexpr int each = 5'000;
    int ran = 0;
    std::thread::id where;
    std::thread looping([&] {
        where = std::this_thread::get_id();
        loop.run();
    });
    std::atomic<int> elsewhere = 0;
    const auto post = [&] {
        for (int i = 0; i < each; ++i)
            loop.post([&] {
                if (std::this_thread::get_id() != where) ++elsewhere;
                if (++ran == 2 * each) loop.end();
            });
    };
    std::thread one(post), two(post);
    one.join();
    two.join();
    looping.join();
    CHECK(ran == 2 * each);
    CHECK(elsewhere == 0);
}

TEST_CASE("what fails does not keep others from being run, and nothing is posted after the end") {
    EventLoop loop;
    std::string order;
    loop.post([] { throw std::runtime_error("a test's own failure"); });
    loop.post([&] {
        order += 'a';
        loop.end();
    });
    loop.run();
    loop.at(Clock::now() + 1h, [&] { order += 'c'; });
    CHECK(loop.post([&] { order += 'b'; }));
    loop.finish();
    CHECK(order == "abc");
    CHECK(!loop.post([&] { order += 'd'; }));
}

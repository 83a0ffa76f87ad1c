// Users as queries found them a moment ago, shared by the requests that were there before those queries began.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>

#include "auth/user.hpp"
#include "db/session.hpp"

namespace crm {

// For any number of threads. What a query finds that began after a request had come is as new as what a query of the
// request's own would find: all that anybody was told before, a change of role or a sign-out, is in it. So of the
// requests that wait together for a connection one asks, and none is ever answered by an older row.
class RecentUsers {
public:
    using Clock = std::chrono::steady_clock;

    // The user as a query finds them that began at or after `since`, be it one that is made now. A transaction asks for
    // itself.
    std::optional<User> find(Session&, std::int64_t id, Clock::time_point since);

private:
    struct Slot {
        std::mutex mutex;
        std::int64_t id = 0;
        Clock::time_point began{};
        std::optional<User> user;
    };
    std::array<Slot, 256> slots_;  // by id; users of one slot take turns in it
};

}  // namespace crm

// Numbers that the change log lacks: given to a transaction that was undone, or to one that is still open.
#pragma once
#include <chrono>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "db/session.hpp"

namespace crm {

// Between the numbers `after` and `before`, both of which are there or 0; `before` was written at `at`, in a
// transaction that may have begun long before.
struct LogGap {
    std::int64_t after = 0, before = 0;
    Timestamp at;
};

// A number is given and its entry written within this time, by clocks that differ by no more.
inline constexpr auto gap_patience = std::chrono::seconds(10);

// The first of the gaps, which are in order, that an open transaction may still fill; one whose `before` is younger
// than gap_patience is said to be. On a server only; on a cluster of servers only transactions on this one are known.
std::optional<LogGap> first_open_gap(Session&, const std::vector<LogGap>&, Timestamp now);

}  // namespace crm

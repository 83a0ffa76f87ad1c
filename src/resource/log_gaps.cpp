// What each server can tell of transactions that have not ended.
#include "resource/log_gaps.hpp"

#include <limits>

namespace crm {
namespace {

constexpr std::int64_t patience = std::chrono::duration_cast<std::chrono::microseconds>(gap_patience).count();

// Whether an entry between two numbers is written and not yet committed, which a read that locks runs into.
bool is_locked(Session& session, std::int64_t after, std::int64_t before) {
    try {
        session.query("SELECT sequence FROM changes WHERE sequence > ? AND sequence < ? FOR UPDATE NOWAIT",
                      {after, before}, [](const Row&) { return true; });
        return false;
    } catch (const DatabaseError& error) {
        if (error.kind != DatabaseError::Kind::rerun) throw;
        return true;
    }
}

std::optional<LogGap> first_locked(Session& session, const std::vector<LogGap>& gaps) {
    if (!is_locked(session, gaps.front().after, gaps.back().before)) return std::nullopt;
    for (const LogGap& gap : gaps)
        if (is_locked(session, gap.after, gap.before)) return gap;
    return std::nullopt;
}

// When the oldest transaction began that has written something; the largest number without one.
std::int64_t oldest_write(Session& session) {
    std::int64_t oldest = std::numeric_limits<std::int64_t>::max();
    session.first(
        "SELECT CAST(EXTRACT(EPOCH FROM MIN(xact_start)) * 1000000 AS BIGINT) FROM pg_stat_activity"
        " WHERE datname = current_database() AND backend_xid IS NOT NULL",
        {}, [&](const Row& row) {
            if (!row.is_null(0)) oldest = row.integer(0);
        });
    return oldest;
}

}  // namespace

std::optional<LogGap> first_open_gap(Session& session, const std::vector<LogGap>& gaps, Timestamp now) {
    std::vector<LogGap> old;
    std::optional<LogGap> young;
    for (const LogGap& gap : gaps) {
        if (gap.at.micros > now.micros - patience) {
            young = gap;
            break;
        }
        old.push_back(gap);
    }
    if (old.empty()) return young;
    if (session.engine() == Engine::mysql) {
        const auto locked = first_locked(session, old);
        return locked ? locked : young;
    }
    const std::int64_t oldest = oldest_write(session);
    for (const LogGap& gap : old)
        if (oldest <= gap.at.micros + patience) return gap;
    return young;
}

}  // namespace crm

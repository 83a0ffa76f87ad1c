// One slot for each of some users, held for as long as it takes to copy a row.
#include "auth/recent_users.hpp"

namespace crm {

std::optional<User> RecentUsers::find(Session& session, std::int64_t id, Clock::time_point since) {
    if (session.in_transaction()) return find_user(session, id);
    Slot& slot = slots_[static_cast<std::uint64_t>(id) % slots_.size()];
    {
        const std::lock_guard lock(slot.mutex);
        if (slot.id == id && slot.began >= since) return slot.user;
    }
    const auto began = Clock::now();
    auto user = find_user(session, id);
    const std::lock_guard lock(slot.mutex);
    if (slot.id != id || slot.began < began) {
        slot.id = id;
        slot.began = began;
        slot.user = user;
    }
    return user;
}

}  // namespace crm

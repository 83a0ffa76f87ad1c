// Hands out what is written to the log, soon after it is, to all who listen and may see it. One thread does so for all
// of them, on a session of its own, while somebody listens.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "auth/api_key.hpp"
#include "auth/jwt.hpp"
#include "db/database.hpp"
#include "resource/event_stream.hpp"
#include "resource/log_entry.hpp"

namespace crm {

// Of an event's data; what would be longer is told without its values, since every stream holds its own until it is
// sent.
inline constexpr std::size_t max_event_bytes = 32 * 1024;

class LiveFeed {
public:
    LiveFeed(const DatabaseUrl&, const SourceLimits&, const Catalogue&, const Tokens&, KeyUses&,
             std::size_t most_streams);
    ~LiveFeed();

    // One more stream, to be Response::push: of what comes after the entry `after`, or after the present end of the
    // log. Throws Error(too_many), Error(unavailable).
    std::function<void(std::shared_ptr<Outlet>)> listen(const User&, std::string_view authorization,
                                                        std::optional<std::int64_t> after);
    void look_soon();  // something may have been written; what others write is found without
    std::size_t streams() const { return places_->taken(); }

private:
    struct Entry {
        LogEntry entry;
        const Resource* resource = nullptr;                  // null: of what there is no longer
        std::map<std::pair<Role, bool>, std::string> texts;  // as an event, for a role that is told the actor or not
    };
    struct Window {
        std::vector<Entry> entries;
        std::int64_t end = 0;
    };
    // Who a header stands for, or why for nobody.
    struct Standing {
        std::optional<User> user;
        std::optional<Error> refusal;
    };
    using Standings = std::map<std::string, Standing, std::less<>>;

    void join(std::shared_ptr<EventStream>);
    void run();
    void turn();
    void look(Session&);
    void find_end(Session&);
    void begin_new(Session&);
    void check_all(Session&);
    void hand_out(Session&);
    Window read_window(Session&, std::int64_t after) const;
    void hand_to(Session&, EventStream&, Window&, Standings&) const;
    static const std::string& text_of(Entry&, Role, bool names_actor);
    Standing standing_of(Session&, std::string_view authorization) const;
    bool may_go_on(Session&, EventStream&, Standings&) const;

    const DatabaseUrl url_;
    const SourceLimits limits_;
    const Catalogue& catalogue_;
    const Tokens& tokens_;
    KeyUses& key_uses_;
    const std::shared_ptr<StreamPlaces> places_;

    // The thread's own.
    std::unique_ptr<Database> database_;
    std::vector<std::shared_ptr<EventStream>> streams_;
    std::int64_t end_ = 0;  // of what may be handed out
    bool is_behind_ = false, is_failing_ = false;

    std::atomic<bool> is_heard_ = false;
    std::mutex mutex_;  // of what follows
    std::condition_variable changed_;
    std::vector<std::shared_ptr<EventStream>> new_;
    bool look_soon_ = false, stopping_ = false;
    std::thread thread_;
};

}  // namespace crm

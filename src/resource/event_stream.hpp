// One who listens to the log: who it is, how far they are, and what they are sent (WHATWG HTML section 9.2).
#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "auth/user.hpp"
#include "base/errors.hpp"
#include "http/response.hpp"
#include "resource/record.hpp"

namespace crm {

inline constexpr std::size_t streams_per_user = 20;

std::string event_text(std::string_view name, std::int64_t id, std::string_view data);

// How many streams there may be, and how many there are.
class StreamPlaces {
public:
    explicit StreamPlaces(std::size_t most) : most_(most) {}
    void take(Id user);  // throws Error(unavailable), Error(too_many)
    void give_back(Id user);
    std::size_t taken() const;

private:
    const std::size_t most_;
    mutable std::mutex mutex_;
    std::size_t taken_ = 0;
    std::map<Id, std::size_t> of_user_;
};

class EventStream {
public:
    using Clock = std::chrono::steady_clock;

    // `header`: Authorization, which is asked again and again who it stands for. `after`: none for the present end.
    EventStream(std::shared_ptr<StreamPlaces>, const User&, std::string_view header, std::optional<std::int64_t> after);
    EventStream(const EventStream&) = delete;
    EventStream& operator=(const EventStream&) = delete;
    ~EventStream();

    void open(std::shared_ptr<Outlet>);
    bool is_open() const { return outlet_->is_open(); }
    bool has_room() const { return outlet_->has_room(); }
    void begin(std::int64_t position);
    bool has_begun() const { return has_begun_; }
    bool send(std::int64_t id, std::string_view event);  // false: not now, or never
    void keep_alive();  // after a while of silence; says how far it is, so that it is resumed from there
    void end(const Error& why);
    void end() { outlet_->finish(); }

    const User user;  // as it was at the beginning
    const std::string authorization;
    const std::optional<std::int64_t> after;
    std::int64_t position = 0;  // what comes up to here was sent, or is not for them
    Clock::time_point checked;  // when it was last asked whether they still may listen

private:
    const std::shared_ptr<StreamPlaces> places_;
    std::shared_ptr<Outlet> outlet_;
    bool has_begun_ = false;
    std::int64_t told_ = 0;  // the last id that was sent
    Clock::time_point spoke_;
};

}  // namespace crm

// Events as text, and what is said while nothing happens.
#include "resource/event_stream.hpp"

#include "base/json.hpp"

namespace crm {
namespace {

constexpr std::chrono::seconds longest_silence{15};

std::string position_event(std::string_view name, std::int64_t position) {
    return event_text(name, position, "{\"sequence\":" + std::to_string(position) + "}");
}

Error refusal(Condition condition, std::string message) {
    Error error(condition, std::move(message));
    error.retry_after = 5;
    return error;
}

}  // namespace

std::string event_text(std::string_view name, std::int64_t id, std::string_view data) {
    std::string text = "event: ";
    (((text += name) += "\nid: ") += std::to_string(id)) += "\ndata: ";
    return (text += data) += "\n\n";
}

void StreamPlaces::take(Id user) {
    const std::lock_guard lock(mutex_);
    if (taken_ >= most_)
        throw refusal(Condition::unavailable, "Too many event streams are open. Try again in a moment.");
    const auto found = of_user_.find(user);
    if (found != of_user_.end() && found->second >= streams_per_user)
        throw refusal(Condition::too_many,
                      "You have " + std::to_string(streams_per_user) + " event streams already. Close one first.");
    ++taken_;
    ++of_user_[user];
}

void StreamPlaces::give_back(Id user) {
    const std::lock_guard lock(mutex_);
    --taken_;
    if (--of_user_[user] == 0) of_user_.erase(user);
}

std::size_t StreamPlaces::taken() const {
    const std::lock_guard lock(mutex_);
    return taken_;
}

EventStream::EventStream(std::shared_ptr<StreamPlaces> places, const User& u, std::string_view header,
                         std::optional<std::int64_t> from)
    : user(u), authorization(header), after(from), places_(std::move(places)) {
    places_->take(user.id);
}

EventStream::~EventStream() { places_->give_back(user.id); }

void EventStream::open(std::shared_ptr<Outlet> outlet) {
    outlet_ = std::move(outlet);
    checked = spoke_ = Clock::now();
    outlet_->push(": connected\nretry: 1000\n\n");
}

void EventStream::begin(std::int64_t at) {
    has_begun_ = true;
    position = at;
    send(at, position_event("ready", at));
}

bool EventStream::send(std::int64_t id, std::string_view event) {
    if (outlet_->push(event) != Outlet::Taken::yes) return false;
    told_ = id;
    spoke_ = Clock::now();
    return true;
}

void EventStream::keep_alive() {
    if (Clock::now() - spoke_ < longest_silence) return;
    if (has_begun_ && position > told_)
        send(position, position_event("position", position));
    else
        send(told_, ":\n\n");
}

void EventStream::end(const Error& why) {
    std::string data;
    json::Object object(data);
    object.text("detail", why.message);
    if (!why.code.empty()) object.text("code", why.code);
    object.end();
    send(told_, event_text("end", has_begun_ ? position : told_, data));
    end();
}

}  // namespace crm

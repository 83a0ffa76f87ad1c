// What somebody hears who listens to a stream of events.
#pragma once
#include <doctest/doctest.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "support/answer.hpp"

namespace crm::for_tests {

struct Event {
    std::string name, id, data;
};

class Heard final : public Outlet {
public:
    // `room`: so many bytes that were not taken yet.
    static std::shared_ptr<Heard> from(const Answer& answer, std::size_t room = 1'000'000) {
        auto heard = std::make_shared<Heard>();
        heard->room_ = room;
        REQUIRE(answer.push);
        answer.push(heard);
        return heard;
    }

    Taken push(std::string_view text) override {
        const std::lock_guard lock(mutex_);
        if (!open_) return Taken::never;
        if (text_.size() - taken_ + text.size() > room_) return Taken::later;
        text_ += text;
        changed_.notify_all();
        return Taken::yes;
    }
    void finish() override {
        const std::lock_guard lock(mutex_);
        open_ = false;
        changed_.notify_all();
    }
    bool is_open() const override {
        const std::lock_guard lock(mutex_);
        return open_;
    }
    bool has_room() const override {
        const std::lock_guard lock(mutex_);
        return text_.size() - taken_ < room_;
    }

    void take_all() {
        const std::lock_guard lock(mutex_);
        taken_ = text_.size();
    }
    std::string text() const {
        const std::lock_guard lock(mutex_);
        return text_;
    }
    bool hears(std::string_view text) {
        return wait([&] { return text_.find(text) != std::string::npos; });
    }
    bool hears_the_end() {
        return wait([&] { return !open_; });
    }

    std::vector<Event> events() const {
        std::vector<Event> events;
        const std::string all = text();
        for (std::size_t at = 0, end = 0; (end = all.find("\n\n", at)) != std::string::npos; at = end + 2) {
            Event event;
            for (std::size_t line = at; line < end; line = all.find('\n', line) + 1) {
                const auto whole = all.substr(line, all.find('\n', line) - line);
                const auto colon = whole.find(": ");
                if (whole.starts_with("event: ")) event.name = whole.substr(colon + 2);
                if (whole.starts_with("id: ")) event.id = whole.substr(colon + 2);
                if (whole.starts_with("data: ")) event.data = whole.substr(colon + 2);
            }
            if (!event.name.empty()) events.push_back(event);
        }
        return events;
    }
    std::vector<std::string> data_of(std::string_view name) const {
        std::vector<std::string> data;
        for (const Event& event : events())
            if (event.name == name) data.push_back(event.data);
        return data;
    }

private:
    template <class F>
    bool wait(F&& until) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(20), until);
    }

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::string text_;
    std::size_t taken_ = 0, room_ = 0;
    bool open_ = true;
};

}  // namespace crm::for_tests

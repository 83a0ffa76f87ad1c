// What a new user sees first: the customers of somebody who sells coffee machines, what they may buy, and what was
// said.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace crm {

struct StoryCustomer {
    std::string_view name, email, phone, address, website;
};

// How far a deal has come. The first four are spread over whatever open stages there are.
enum class StoryStep { first, second, third, fourth, won, lost };

struct StoryDeal {
    int customer;  // counted from 1, as they stand in the story
    std::string_view title, description;
    StoryStep step;
    std::int64_t amount;  // whole units; 0: nobody knows yet
    std::string_view currency;
    int closes_in;  // days from today; before it for what is won or lost
    std::string_view lost_reason = {};
};

struct StoryTalk {
    int customer;
    int deal;  // counted from 1; 0: none
    std::string_view type;
    int days_ago;
    std::string_view notes, next_action;
    std::optional<int> due_in;  // days from today
    bool is_done = false;
    bool is_internal = false;
};

std::span<const StoryCustomer> story_customers();
std::span<const StoryDeal> story_deals();
std::span<const StoryTalk> story_talks();  // the oldest first

}  // namespace crm

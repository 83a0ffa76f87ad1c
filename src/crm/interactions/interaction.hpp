// Something that passed between us and a customer: a call, a meeting, a message.
#pragma once
#include <optional>
#include <string>

#include "resource/resource.hpp"

namespace crm {

struct Interaction : Record {
    Id customer = 0;
    std::string interaction_type;  // free text
    std::string notes;
    Timestamp date;
    std::string next_action;
    std::optional<Id> opportunity, author;
    std::optional<Date> next_action_due;
    bool next_action_done = false;
    std::string visibility = "shared";
};

const Resource& interactions();

}  // namespace crm

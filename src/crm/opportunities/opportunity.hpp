// A sale we hope to close.
#pragma once
#include <optional>
#include <string>

#include "resource/resource.hpp"

namespace crm {

struct Opportunity : Record {
    std::string title, description;
    std::string stage;  // free text
    Id customer = 0;
    std::optional<Id> assigned_to;
};

const Resource& opportunities();

}  // namespace crm

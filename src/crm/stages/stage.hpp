// A step of the pipeline: where it stands in the order, and what it means for an opportunity.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "resource/resource.hpp"

namespace crm {

enum class StageKind { open, won, lost };

struct Stage : Record {
    std::string name;
    std::int64_t position = 0;
    std::optional<std::int64_t> probability;  // per cent
    std::string kind = "open";
};

const Resource& stages();

// An opportunity's stage is free text: one that no stage is named after is open.
StageKind kind_of_stage(Session&, std::string_view name);

}  // namespace crm

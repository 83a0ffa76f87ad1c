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
    std::optional<std::int64_t> amount;  // ten-thousandths (base/money.hpp)
    std::string currency;                // ISO 4217; empty without an amount
    std::optional<std::int64_t> probability;
    std::optional<Date> expected_close;
    std::optional<Timestamp> closed_at;
    std::string lost_reason;
};

const Resource& opportunities();

}  // namespace crm

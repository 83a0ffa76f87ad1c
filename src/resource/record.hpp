// What every record has, and the value types its fields are made of.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/time.hpp"

namespace crm {

using Id = std::int64_t;

struct Record {
    Id id = 0;
    Timestamp created_at, updated_at;
    std::int64_t version = 0;                // 1 when created, one more at every change
    std::optional<std::string> external_id;  // what another system calls it
    virtual ~Record() = default;
};

// A value on its way in or out; a timestamp is its microseconds.
using Value = std::variant<std::monostate, bool, std::int64_t, std::string>;

}  // namespace crm

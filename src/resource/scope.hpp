// Which rows a user may see, in a form that SQL, the change log and a single record can all answer.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "resource/record.hpp"

namespace crm {

struct Scope {
    enum class Kind { everything, nothing, equals, through, both };
    Kind kind = Kind::everything;
    std::string_view field;  // equals: a field of the resource; through: a reference whose record must be visible
    Value value;
    std::vector<Scope> parts;  // both
};

inline Scope everything() { return {}; }
inline Scope nothing() { return {Scope::Kind::nothing, {}, {}, {}}; }
inline Scope where(std::string_view field, Value equals) { return {Scope::Kind::equals, field, std::move(equals), {}}; }
// Visible where the record that `reference` names is visible.
inline Scope visible_through(std::string_view reference) { return {Scope::Kind::through, reference, {}, {}}; }
inline Scope both(Scope a, Scope b) { return {Scope::Kind::both, {}, {}, {std::move(a), std::move(b)}}; }

}  // namespace crm

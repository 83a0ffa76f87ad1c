// From what a body says to the value of a field, in the contract's words (SPEC section 5).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/errors.hpp"
#include "resource/body.hpp"
#include "resource/field.hpp"

namespace crm {

// nullopt when the field is to stay as it is (a blank form value of a field that may be left out) or when a problem was
// added. References are taken as numbers only; whether they exist is asked elsewhere.
std::optional<Value> read_value(const Field&, const GivenValue&, Problems&);

// Text of a body for endpoints without a resource (sign-in): required, trimmed, not blank.
std::string read_required_text(std::string_view field, const Body&, Problems&);

// What Python's int() takes: blanks around, a sign, single underscores between digits. nullopt when it is no number;
// numbers beyond 64 bits become out_of_range.
struct Integer {
    std::int64_t value = 0;
    bool out_of_range = false;
};
std::optional<Integer> parse_python_int(std::string_view);

inline constexpr std::string_view text_required = "This field is required.";
inline constexpr std::string_view text_null = "This field may not be null.";
inline constexpr std::string_view text_blank = "This field may not be blank.";

}  // namespace crm

// Numbers of JSON as Python names and prints them.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "base/json.hpp"

namespace crm::json {

namespace {

// Is a number that no double can hold too large (rather than too small)? Decided by where its first digit other than
// zero stands.
bool is_huge(std::string_view number) {
    std::size_t mantissa_end = std::min(number.find_first_of("eE"), number.size());
    std::string_view mantissa = number.substr(0, mantissa_end);
    auto point = static_cast<std::int64_t>(std::min(mantissa.find('.'), mantissa.size()));
    auto digit = static_cast<std::int64_t>(mantissa.find_first_of("123456789"));
    std::int64_t exponent = 0;
    bool negative = mantissa_end + 1 < number.size() && number[mantissa_end + 1] == '-';
    for (std::size_t at = mantissa_end; at < number.size(); ++at)
        if (number[at] >= '0' && number[at] <= '9' && exponent < 1'000'000'000'000)
            exponent = exponent * 10 + (number[at] - '0');
    return point - digit + (negative ? -exponent : exponent) > 0;
}

// repr(float): plain between 1e-4 and 1e16, otherwise an exponent of at least two digits.
std::string python_float(double value) {
    std::array<char, 64> buffer;
    auto plain = value == 0 || (std::abs(value) >= 1e-4 && std::abs(value) < 1e16);
    auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                             plain ? std::chars_format::fixed : std::chars_format::scientific)
                   .ptr;
    std::string out(buffer.data(), end);
    if (plain && out.find('.') == out.npos) out += ".0";
    return out;
}

}  // namespace

bool is_integer(std::string_view number) { return number.find_first_of(".eE") == number.npos; }

std::string_view python_type(const Value& value) {
    switch (value.type) {
        case Type::null:
            return "NoneType";
        case Type::boolean:
            return "bool";
        case Type::number:
            return is_integer(value.text) ? "int" : "float";
        case Type::string:
            return "str";
        case Type::array:
            return "list";
        case Type::object:
            break;
    }
    return "dict";
}

std::string python_number(std::string_view number) {
    if (is_integer(number)) return number == "-0" ? "0" : std::string(number);
    bool negative = number.starts_with('-');
    double value = 0;
    auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error == std::errc::result_out_of_range) {
        if (is_huge(number)) return negative ? "-inf" : "inf";
        return negative ? "-0.0" : "0.0";
    }
    return python_float(value);
}

}  // namespace crm::json

// One value at a time, with DRF's coercions and texts.
#include "resource/input.hpp"

#include <fmt/format.h>

#include "base/money.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace crm {
namespace {

using json::Type;

constexpr std::string_view text_email = "Enter a valid email address.";

// The text of a body's value as DRF's CharField takes it; nullopt for what is no text.
std::optional<std::string> text_of(const GivenValue& given) {
    if (given.form) return *given.form;
    if (given.json->is(Type::string)) return std::string(given.json->text);
    if (given.json->is(Type::number)) return json::python_number(given.json->text);
    return std::nullopt;
}

std::optional<Value> read_text(const Field& f, const GivenValue& given, Problems& problems) {
    auto found = text_of(given);
    if (!found) return problems.add(f.name, f.email ? text_email : "Not a valid string."), std::nullopt;
    std::string text(strip(*found));
    if (text.empty()) {
        if (f.nullable) return Value{};
        if (!f.required && !f.seal && !f.unique) return Value{std::move(text)};
        return problems.add(f.name, text_blank), std::nullopt;
    }
    bool good = true;
    const auto problem = [&](std::string_view what) { problems.add(f.name, what), good = false; };
    if (f.valid && !f.valid(text)) problem(f.invalid);
    if (f.max_length != 0 && code_points(text) > f.max_length)
        problem(fmt::format("Ensure this field has no more than {} characters.", f.max_length));
    if (text.find('\0') != text.npos) problem("Null characters are not allowed.");
    if (const auto surrogate = find_surrogate(text))
        problem(fmt::format("Surrogate characters are not allowed: U+{:X}.", static_cast<unsigned>(*surrogate)));
    if (f.email && !is_email(text)) problem(text_email);
    if (!good) return std::nullopt;
    return Value{std::move(text)};
}

// How Python prints a value inside a message.
std::string python_text(const GivenValue& given) {
    if (given.form) return *given.form;
    const json::Value& v = *given.json;
    switch (v.type) {
        case Type::boolean:
            return v.boolean ? "True" : "False";
        case Type::number:
            return json::python_number(v.text);
        case Type::string:
            return std::string(v.text);
        default: {
            std::string out;
            json::append_value(out, v);
            return out;
        }
    }
}

std::optional<Value> read_choice(const Field& f, const GivenValue& given, Problems& problems) {
    const std::string text = python_text(given);
    for (const Choice& choice : f.choices)
        if (choice.value == text && !(given.json && given.json->is(Type::boolean))) return Value{text};
    std::string shown;  // a lone surrogate must not reach the answer
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        append_utf8(shown, c >= 0xD800 && c <= 0xDFFF ? U'\uFFFD' : c);
    }
    problems.add(f.name, fmt::format("\"{}\" is not a valid choice.", shown));
    return std::nullopt;
}

std::optional<Value> read_boolean(const Field& f, const GivenValue& given, Problems& problems) {
    std::string text;
    if (given.form) {
        text = *given.form;
    } else if (given.json->is(Type::boolean)) {
        return Value{given.json->boolean};
    } else if (given.json->is(Type::string)) {
        text = given.json->text;
    } else if (given.json->is(Type::number)) {
        text = json::python_number(given.json->text);
        if (text == "1.0") text = "1";
        if (text == "0.0" || text == "-0.0") text = "0";
    }
    for (const std::string_view word :
         {"t", "T", "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON", "1"})
        if (text == word) return Value{true};
    for (const std::string_view word :
         {"f", "F", "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF", "0"})
        if (text == word) return Value{false};
    problems.add(f.name, "Must be a valid boolean.");
    return std::nullopt;
}

std::optional<Value> read_timestamp(const Field& f, const GivenValue& given, Problems& problems) {
    std::optional<Timestamp> at;
    if (given.form)
        at = parse_datetime(*given.form);
    else if (given.json->is(Type::string))
        at = parse_datetime(given.json->text);
    if (at) return Value{at->micros};
    problems.add(f.name,
                 "Datetime has wrong format. Use one of these formats instead: "
                 "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].");
    return std::nullopt;
}

std::optional<Value> read_date(const Field& f, const GivenValue& given, Problems& problems) {
    const auto text = text_of(given);
    if (const auto date = text ? parse_date(*text) : std::nullopt) return Value{date->days};
    problems.add(f.name, "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.");
    return std::nullopt;
}

// Whether the currency has that many decimals is asked when both are known.
std::optional<Value> read_money(const Field& f, const GivenValue& given, Problems& problems) {
    const auto text = text_of(given);
    if (const auto amount = text ? parse_money(strip(*text)) : std::nullopt) return Value{*amount};
    problems.add(f.name, "A valid amount is required: at most twelve digits before the point and four behind it.");
    return std::nullopt;
}

std::string no_such(std::string_view shown) { return fmt::format("Invalid pk \"{}\" - object does not exist.", shown); }

// A whole number, and how it is shown in a message; nullopt with a problem.
std::optional<Value> read_number(const Field& f, const GivenValue& given, Problems& problems) {
    std::string text;
    if (given.form) {
        text = *given.form;
    } else if (given.json->is(Type::string)) {
        text = given.json->text;
    } else if (given.json->is(Type::number)) {
        text = given.json->text;
        if (!json::is_integer(text)) {
            // A float is cut, as Python's int() does.
            text = json::python_number(text);
            if (const auto dot = text.find('.'); dot != text.npos && text.find('e') == text.npos) text.resize(dot);
        }
    }
    const auto number = parse_python_int(text);
    if (!number) {
        problems.add(f.name, f.kind == Kind::reference
                                 ? fmt::format("Incorrect type. Expected pk value, received {}.",
                                               given.form ? "str" : json::python_type(*given.json))
                                 : "A valid integer is required.");
        return std::nullopt;
    }
    if (number->out_of_range) {
        problems.add(f.name, f.kind == Kind::reference ? no_such(strip(text)) : "A valid integer is required.");
        return std::nullopt;
    }
    if (number->value > f.highest) {
        problems.add(f.name, fmt::format("Ensure this value is less than or equal to {}.", f.highest));
        return std::nullopt;
    }
    if (number->value < f.lowest) {
        problems.add(f.name, fmt::format("Ensure this value is greater than or equal to {}.", f.lowest));
        return std::nullopt;
    }
    return Value{number->value};
}

}  // namespace

std::optional<Value> read_value(const Field& f, const GivenValue& given, Problems& problems) {
    if (given.json && given.json->is(Type::null)) {
        if (f.nullable) return Value{};
        return problems.add(f.name, text_null), std::nullopt;
    }
    const bool is_blank = given.form ? given.form->empty() : given.json->is(Type::string) && given.json->text.empty();
    if (is_blank && f.kind == Kind::reference) {
        if (f.nullable) return Value{};
        return problems.add(f.name, text_null), std::nullopt;
    }
    // A form cannot say "nothing": a blank value of what may be left out is as good as left out.
    if (is_blank && given.form && !f.required && (f.kind != Kind::text || f.seal)) return std::nullopt;
    if (!f.choices.empty()) return read_choice(f, given, problems);
    switch (f.kind) {
        case Kind::text:
            return read_text(f, given, problems);
        case Kind::boolean:
            return read_boolean(f, given, problems);
        case Kind::timestamp:
            return read_timestamp(f, given, problems);
        case Kind::date:
            return read_date(f, given, problems);
        case Kind::money:
            return read_money(f, given, problems);
        case Kind::integer:
        case Kind::reference:
            return read_number(f, given, problems);
    }
    return std::nullopt;
}

std::string read_required_text(std::string_view name, const Body& body, Problems& problems) {
    const auto given = body.find(name);
    if (!given) return problems.add(name, text_required), std::string();
    Field f;
    f.name = name;
    f.required = true;
    const auto value = read_value(f, *given, problems);
    return value ? std::get<std::string>(*value) : std::string();
}

std::optional<Integer> parse_python_int(std::string_view text) {
    text = strip(text);
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (text.empty() || text.front() == '_' || text.back() == '_') return std::nullopt;
    Integer result;
    char last = 0;
    for (const char c : text) {
        if (c == '_' && last != '_') {
            last = c;
            continue;
        }
        if (c < '0' || c > '9') return std::nullopt;
        last = c;
        if (result.out_of_range) continue;
        const int digit = negative ? '0' - c : c - '0';
        if (__builtin_mul_overflow(result.value, 10, &result.value) ||
            __builtin_add_overflow(result.value, digit, &result.value))
            result.out_of_range = true;
    }
    return result;
}

}  // namespace crm

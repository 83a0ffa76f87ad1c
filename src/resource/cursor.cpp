// A cursor is opaque to clients: a list of direction, names and values, in base64url.
#include "resource/cursor.hpp"

#include "base/json.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "resource/input.hpp"

namespace crm {

// JSON as base64url: direction, the names of the order, the values.
std::string to_text(const Cursor& cursor, const std::vector<Order>& order) {
    std::string text = cursor.backwards ? "[true" : "[false";
    for (std::size_t i = 0; i < order.size(); ++i) {
        text += ',';
        json::append_string(text, (order[i].descending ? "-" : "") + std::string(order[i].field->name));
        text += ',';
        if (const auto* key = std::get_if<std::string>(&cursor.values[i]))
            json::append_string(text, *key);
        else
            json::append_integer(text, std::get<std::int64_t>(cursor.values[i]));
    }
    return base64url(text + "]");
}

std::optional<Cursor> parse_cursor(std::string_view text, const std::vector<Order>& order) {
    std::string decoded;
    if (!base64url_decode(text, decoded)) return std::nullopt;
    Cursor cursor;
    try {
        const auto document = json::Document::parse(decoded);
        const auto& items = document.root().items;
        if (items.size() != 1 + 2 * order.size() || !items[0].is(json::Type::boolean)) return std::nullopt;
        cursor.backwards = items[0].boolean;
        for (std::size_t i = 0; i < order.size(); ++i) {
            const json::Value &name = items[1 + 2 * i], &value = items[2 + 2 * i];
            const bool is_text = order[i].field->kind == Kind::text;
            if (!name.is(json::Type::string) || !value.is(is_text ? json::Type::string : json::Type::number) ||
                name.text != (order[i].descending ? "-" : "") + std::string(order[i].field->name))
                return std::nullopt;
            if (is_text) {
                if (find_surrogate(value.text) || value.text.find('\0') != value.text.npos) return std::nullopt;
                cursor.values.emplace_back(std::string(value.text));
            } else {
                const auto number = parse_python_int(value.text);
                if (!number || number->out_of_range) return std::nullopt;
                cursor.values.emplace_back(number->value);
            }
        }
    } catch (const Error&) {
        return std::nullopt;
    }
    return cursor;
}

}  // namespace crm

// Appending JSON to a string: escapes as Python's json.dumps(ensure_ascii=False) writes them, and indentation.
#include <algorithm>
#include <array>
#include <charconv>

#include "base/json.hpp"
#include "base/json_scan.hpp"

namespace crm::json {

namespace {

void append_escape(std::string& out, unsigned unit) {
    static constexpr char digits[] = "0123456789abcdef";
    out += {'\\',
            'u',
            digits[(unit >> 12U) & 0xFU],
            digits[(unit >> 8U) & 0xFU],
            digits[(unit >> 4U) & 0xFU],
            digits[unit & 0xFU]};
}

void append_special(std::string& out, char c) {
    switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\b':
            out += "\\b";
            break;
        case '\f':
            out += "\\f";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            append_escape(out, static_cast<unsigned char>(c));
    }
}

// U+2028, U+2029 and surrogates are three bytes long and begin with E2 or ED; 0 when `from` is none of them.
unsigned unit_to_escape(const char* from, const char* end) {
    if ((*from != '\xE2' && *from != '\xED') || end - from < 3) return 0;
    auto second = static_cast<unsigned char>(from[1]), third = static_cast<unsigned char>(from[2]);
    if (*from == '\xE2') return second == 0x80 && (third == 0xA8 || third == 0xA9) ? 0x2000U | (third & 0x3FU) : 0;
    return second >= 0xA0 ? 0xD000U | ((second & 0x3FU) << 6U) | (third & 0x3FU) : 0;
}

// Nothing of the word needs an escape, nor begins a character that may.
bool is_plain(std::uint64_t word) { return !(special_bytes(word) | bytes_equal(word, 0xE2) | bytes_equal(word, 0xED)); }

// The last word overlaps the one before it, so that no rest is left.
bool is_plain(std::string_view text) {
    if (text.size() < 8)
        return std::none_of(text.begin(), text.end(),
                            [](char c) { return is_special(c) || c == '\xE2' || c == '\xED'; });
    const char* last = text.data() + text.size() - 8;
    for (const char* at = text.data(); at < last; at += 8)
        if (!is_plain(load_word(at))) return false;
    return is_plain(load_word(last));
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
    out += '"';
    if (is_plain(text)) {
        out += text;
        out += '"';
        return;
    }
    const char* at = text.data();
    const char* end = at + text.size();
    const char* run = at;
    while (at != end) {
        if (end - at >= 8) {
            if (is_plain(load_word(at))) {
                at += 8;
                continue;
            }
        }
        unsigned unit = 0;
        if (!is_special(*at) && (unit = unit_to_escape(at, end)) == 0) {
            ++at;
            continue;
        }
        out.append(run, at);
        if (unit != 0)
            append_escape(out, unit);
        else
            append_special(out, *at);
        at += unit != 0 ? 3 : 1;
        run = at;
    }
    out.append(run, end);
    out += '"';
}

void append_integer(std::string& out, std::int64_t value) {
    std::array<char, 24> digits;
    out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

void append_value(std::string& out, const Value& value) {
    switch (value.type) {
        case Type::null:
            out += "null";
            break;
        case Type::boolean:
            out += value.boolean ? "true" : "false";
            break;
        case Type::number:
            out += value.text;
            break;
        case Type::string:
            append_string(out, value.text);
            break;
        case Type::array: {
            out += '[';
            for (const Value& item : value.items) {
                if (&item != value.items.data()) out += ',';
                append_value(out, item);
            }
            out += ']';
            break;
        }
        case Type::object: {
            Object object(out);
            for (const auto& member : value.members) append_value((object.key(member.name), out), member.value);
            object.end();
            break;
        }
    }
}

Object& Object::key(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    append_string(out_, name);
    out_ += ':';
    return *this;
}

Object& Object::text(std::string_view name, std::string_view value) {
    append_string(key(name).out_, value);
    return *this;
}

Object& Object::integer(std::string_view name, std::int64_t value) {
    append_integer(key(name).out_, value);
    return *this;
}

Object& Object::boolean(std::string_view name, bool value) { return raw(name, value ? "true" : "false"); }

Object& Object::null(std::string_view name) { return raw(name, "null"); }

Object& Object::raw(std::string_view name, std::string_view json) {
    key(name).out_ += json;
    return *this;
}

std::string& Array::next() {
    if (!first_) out_ += ',';
    first_ = false;
    return out_;
}

Array& Array::text(std::string_view value) {
    append_string(next(), value);
    return *this;
}

Array& Array::raw(std::string_view json) {
    next() += json;
    return *this;
}

void Indenter::newline(std::string& out) {
    out += '\n';
    if (depth_ > 0 && width_ > 0) out.append(static_cast<std::size_t>(depth_) * static_cast<std::size_t>(width_), ' ');
}

void Indenter::append(std::string& out, std::string_view json) {
    for (char c : json) {
        if (in_string_) {
            out += c;
            if (escaped_)
                escaped_ = false;
            else if (c == '\\')
                escaped_ = true;
            else if (c == '"')
                in_string_ = false;
            continue;
        }
        bool closes = c == '}' || c == ']';
        if (closes) --depth_;
        if (closes != opened_) newline(out);  // `[]` and `{}` stay together
        opened_ = c == '{' || c == '[';
        if (opened_) ++depth_;
        in_string_ = c == '"';
        out += c;
        if (c == ',') newline(out);
        if (c == ':') out += ' ';
    }
}

}  // namespace crm::json

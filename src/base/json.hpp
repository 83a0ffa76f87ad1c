// JSON in and out: a strict reader that keeps what the contract distinguishes, and a writer that only appends.
#pragma once
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>

namespace crm::json {

inline constexpr int max_depth = 64;                 // nesting
inline constexpr std::size_t max_items = 1'000'000;  // values in one text

enum class Type { null, boolean, number, string, array, object };

// A view into a Document. Numbers keep the text they were written in; strings are UTF-8 in which a lone surrogate
// escape (\ud800) stands as its three-byte form, for a field error instead of a parse error.
struct Value {
    struct Member;

    Type type = Type::null;
    bool boolean = false;
    std::string_view text;            // number: as written; string: decoded
    std::span<const Value> items;     // array
    std::span<const Member> members;  // object, in order, duplicates kept

    // The last member of that name (the contract: the last wins), or null.
    const Value* find(std::string_view name) const;
    bool is(Type t) const { return type == t; }
};

struct Value::Member {
    std::string_view name;
    Value value;
};

// Owns what its values point to.
class Document {
public:
    // Throws Error(bad_request, "JSON parse error - …"): malformed text (RFC 8259, strictly), NaN, Infinity, invalid
    // UTF-8, a byte order mark, nesting beyond max_depth, more than max_items values.
    static Document parse(std::string_view text);
    const Value& root() const { return root_; }

private:
    std::unique_ptr<std::pmr::monotonic_buffer_resource> memory_;
    Value root_;
};

// The names DRF uses in its messages: dict, list, str, int, float, bool, NoneType.
std::string_view python_type(const Value&);
// A number as Python prints it after parsing: `1e3` is "1000.0", `-0` is "0", `1.50` is "1.5"; integers of any size
// stay exact.
std::string python_number(std::string_view number);
bool is_integer(std::string_view number);  // no fraction, no exponent

// Writing: each appends to `out`. Compact; non-ASCII as it is; U+2028 and U+2029 escaped, as the contract has it.
void append_string(std::string& out, std::string_view text);
void append_integer(std::string& out, std::int64_t);
void append_value(std::string& out, const Value&);  // as parsed

// `{"a":1,"b":"x"}` from left to right.
class Object {
public:
    explicit Object(std::string& out) : out_(out) { out_ += '{'; }
    Object& key(std::string_view name);
    Object& text(std::string_view name, std::string_view value);
    Object& integer(std::string_view name, std::int64_t value);
    Object& boolean(std::string_view name, bool value);
    Object& null(std::string_view name);
    Object& raw(std::string_view name, std::string_view json);
    void end() { out_ += '}'; }

private:
    std::string& out_;
    bool first_ = true;
};

// `["a",{"b":1}]` from left to right.
class Array {
public:
    explicit Array(std::string& out) : out_(out) { out_ += '['; }
    std::string& next();  // `out`, for what appends the next item itself
    Array& text(std::string_view);
    Array& raw(std::string_view json);
    void end() { out_ += ']'; }

private:
    std::string& out_;
    bool first_ = true;
};

// Compact JSON in, indented JSON out, for `Accept: application/json; indent=4`; may be fed in pieces.
class Indenter {
public:
    explicit Indenter(int width) : width_(width) {}
    void append(std::string& out, std::string_view json);

private:
    void newline(std::string& out);
    int width_, depth_ = 0;
    bool in_string_ = false, escaped_ = false, opened_ = false;
};

}  // namespace crm::json

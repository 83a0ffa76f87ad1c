// The strict reader: recursive descent over a private copy of the text, in which strings are decoded in place.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

#include "base/errors.hpp"
#include "base/json.hpp"
#include "base/json_scan.hpp"
#include "base/text.hpp"

namespace crm::json {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// `copy` holds `source` and a NUL after it, so that looking at the next character needs no test for the end.
class Reader {
public:
    Reader(std::string_view source, char* copy, std::pmr::memory_resource& memory)
        : source_(source), begin_(copy), at_(copy), end_(copy + source.size()), memory_(memory) {}

    Value read() {
        skip_blanks();
        Value root = value(0);
        skip_blanks();
        if (at_ != end_) fail("Extra data");
        return root;
    }

private:
    [[noreturn]] void fail(std::string_view what) const { fail(what, at_); }
    [[noreturn]] void fail(std::string_view what, const char* where) const;

    void skip_blanks() {
        while (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t') ++at_;
    }
    bool take(std::string_view word) {
        if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }
    void enter(int depth) {
        if (depth >= max_depth) fail(fmt::format("More than {} levels of nesting", max_depth));
        ++at_;
        skip_blanks();
    }

    Value value(int depth);
    Value array(int depth);
    Value object(int depth);
    Value number();
    std::string_view string();
    char* escape(const char* quote, char* to);
    std::optional<char32_t> four_digits(const char* from) const;
    template <class To, class From>
    std::span<const To> keep(std::size_t mark, std::vector<From>& pending);

    std::string_view source_;
    char *begin_, *at_, *end_;
    std::pmr::memory_resource& memory_;
    std::size_t count_ = 0;
    std::vector<Value> items_;  // of the arrays and objects that are still open
    std::vector<Value::Member> members_;
};

// Positions as Python's json gives them: in code points, lines from 1. Counted in `source_`, as the copy is
// overwritten.
void Reader::fail(std::string_view what, const char* where) const {
    std::string_view before = source_.substr(0, static_cast<std::size_t>(where - begin_));
    std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
    throw Error(Condition::bad_request, fmt::format("JSON parse error - {}: line {} column {} (char {})", what,
                                                    std::count(before.begin(), before.end(), '\n') + 1,
                                                    code_points(before.substr(line_start)) + 1, code_points(before)));
}

Value Reader::value(int depth) {
    if (++count_ > max_items) fail(fmt::format("More than {} values", max_items));
    switch (*at_) {
        case '{':
            return object(depth);
        case '[':
            return array(depth);
        case '"':
            return {.type = Type::string, .text = string()};
        case 't':
            if (take("true")) return {.type = Type::boolean, .boolean = true};
            break;
        case 'f':
            if (take("false")) return {.type = Type::boolean};
            break;
        case 'n':
            if (take("null")) return {};
            break;
        default:
            for (std::string_view word : {"NaN", "Infinity", "-Infinity"})
                if (take(word))
                    throw Error(
                        Condition::bad_request,
                        fmt::format("JSON parse error - Out of range float values are not JSON compliant: '{}'", word));
            return number();
    }
    fail("Expecting value");
}

template <class To, class From>
std::span<const To> Reader::keep(std::size_t mark, std::vector<From>& pending) {
    std::size_t count = pending.size() - mark;
    if (count == 0) return {};
    auto* to = static_cast<To*>(memory_.allocate(count * sizeof(To), alignof(To)));
    std::uninitialized_copy(pending.begin() + static_cast<std::ptrdiff_t>(mark), pending.end(), to);
    pending.resize(mark);
    return {to, count};
}

Value Reader::array(int depth) {
    enter(depth);
    Value out{.type = Type::array};
    std::size_t mark = items_.size();
    for (bool more = *at_ != ']'; more;) {
        items_.push_back(value(depth + 1));
        skip_blanks();
        if (*at_ == ']') break;
        if (*at_ != ',') fail("Expecting ',' delimiter");
        ++at_;
        skip_blanks();
    }
    ++at_;
    out.items = keep<Value>(mark, items_);
    return out;
}

Value Reader::object(int depth) {
    enter(depth);
    Value out{.type = Type::object};
    std::size_t mark = members_.size();
    for (bool more = *at_ != '}'; more;) {
        if (*at_ != '"') fail("Expecting property name enclosed in double quotes");
        std::string_view name = string();
        skip_blanks();
        if (*at_ != ':') fail("Expecting ':' delimiter");
        ++at_;
        skip_blanks();
        members_.push_back({name, value(depth + 1)});
        skip_blanks();
        if (*at_ == '}') break;
        if (*at_ != ',') fail("Expecting ',' delimiter");
        ++at_;
        skip_blanks();
    }
    ++at_;
    out.members = keep<Value::Member>(mark, members_);
    return out;
}

// Takes the longest number there is; whatever follows it is for the caller to refuse, as in Python.
Value Reader::number() {
    char* start = at_;
    char* to = at_ + (*at_ == '-');
    if (!is_digit(*to)) fail("Expecting value");
    if (*to++ != '0')
        while (is_digit(*to)) ++to;
    if (*to == '.' && is_digit(to[1]))
        for (to += 2; is_digit(*to);) ++to;
    if (*to == 'e' || *to == 'E') {
        char* exponent = to + 1;
        if (*exponent == '+' || *exponent == '-') ++exponent;
        if (is_digit(*exponent))
            for (to = exponent + 1; is_digit(*to);) ++to;
    }
    at_ = to;
    return {.type = Type::number, .text = {start, static_cast<std::size_t>(to - start)}};
}

// What is decoded is never longer than what was written, so it replaces it.
std::string_view Reader::string() {
    const char* quote = at_++;
    char* start = at_;
    char* to = at_;
    while (true) {
        const char* run = at_;
        while (end_ - at_ >= 8 && !special_bytes(load_word(at_))) at_ += 8;
        while (!is_special(*at_)) ++at_;
        auto length = static_cast<std::size_t>(at_ - run);
        if (to != run) std::memmove(to, run, length);
        to += length;
        if (*at_ == '"') break;
        if (at_ == end_) fail("Unterminated string starting at", quote);
        if (*at_ != '\\') fail("Invalid control character at");
        to = escape(quote, to);
    }
    ++at_;
    return {start, static_cast<std::size_t>(to - start)};
}

std::optional<char32_t> Reader::four_digits(const char* from) const {
    if (end_ - from < 4) return {};
    char32_t out = 0;
    for (int i = 0; i < 4; ++i) {
        char c = from[i];
        char lower = static_cast<char>(c | 0x20);
        if (is_digit(c))
            out = out * 16 + static_cast<char32_t>(c - '0');
        else if (lower >= 'a' && lower <= 'f')
            out = out * 16 + static_cast<char32_t>(lower - 'a' + 10);
        else
            return {};
    }
    return out;
}

char* Reader::escape(const char* quote, char* to) {
    const char* backslash = at_++;
    if (at_ == end_) fail("Unterminated string starting at", quote);
    static constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    if (*at_ != 'u') {
        std::size_t which = letters.find(*at_);
        if (which == letters.npos) fail("Invalid \\escape", backslash);
        *to = meanings[which];
        ++at_;
        return to + 1;
    }
    auto c = four_digits(++at_);
    if (!c) fail("Invalid \\uXXXX escape", at_ - 1);
    at_ += 4;
    if (*c >= 0xD800 && *c <= 0xDBFF && at_[0] == '\\' && at_[1] == 'u') {
        auto low = four_digits(at_ + 2);
        if (low && *low >= 0xDC00 && *low <= 0xDFFF) {
            c = 0x10000 + ((*c - 0xD800) << 10U) + (*low - 0xDC00);
            at_ += 6;
        }
    }
    std::string bytes;
    append_utf8(bytes, *c);
    return std::copy(bytes.begin(), bytes.end(), to);
}

}  // namespace

Document Document::parse(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF"))
        throw Error(Condition::bad_request,
                    "JSON parse error - Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)");
    if (std::size_t valid = utf8_prefix(text); valid != text.size())
        throw Error(Condition::bad_request,
                    fmt::format("JSON parse error - 'utf-8' codec can't decode byte 0x{:02x} in position {}",
                                static_cast<unsigned char>(text[valid]), valid));
    Document document;
    document.memory_ = std::make_unique<std::pmr::monotonic_buffer_resource>(text.size() * 2 + 1024);
    auto* copy = static_cast<char*>(document.memory_->allocate(text.size() + 1, 1));
    std::copy(text.begin(), text.end(), copy);
    copy[text.size()] = '\0';
    document.root_ = Reader(text, copy, *document.memory_).read();
    return document;
}

const Value* Value::find(std::string_view name) const {
    for (std::size_t i = members.size(); i-- > 0;)
        if (members[i].name == name) return &members[i].value;
    return nullptr;
}

}  // namespace crm::json

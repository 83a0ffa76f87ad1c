// Finds where a row ends; what is wrong within it is for the JSON parser to say.
#include "resource/bulk_rows.hpp"

#include <algorithm>

#include "base/errors.hpp"
#include "base/temporary_file.hpp"
#include "http/form.hpp"

namespace crm {
namespace {

constexpr std::size_t at_once = 64 * 1024;

bool comes_in_lines(const Request& request) {
    const std::string_view content_type = request.header("Content-Type");
    const std::string type = parse_media_type(content_type).type;
    for (const std::string_view lines : {"application/x-ndjson", "application/ndjson", "application/jsonl"})
        if (type == lines) return true;
    if (type == "application/json") return false;
    throw Error(Condition::unsupported_media,
                "Unsupported media type \"" + std::string(content_type) + "\" in request.");
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

[[noreturn]] void refuse_body(std::string_view why) {
    throw Error(Condition::bad_request, "JSON parse error - " + std::string(why));
}

// Goes through a value up to the comma or bracket behind it.
class ValueScan {
public:
    // How much of `text` belongs to the value; npos when all of it does and more may follow.
    std::size_t end_in(std::string_view text) {
        for (; at_ < text.size(); ++at_) {
            const char c = text[at_];
            if (in_string_) {
                if (escaped_)
                    escaped_ = false;
                else if (c == '\\')
                    escaped_ = true;
                else if (c == '"')
                    in_string_ = false;
            } else if (c == '"') {
                in_string_ = true;
            } else if (c == '{' || c == '[') {
                ++depth_;
            } else if (depth_ == 0 && (c == ',' || c == ']')) {
                return at_;
            } else if ((c == '}' || c == ']') && depth_ > 0) {
                --depth_;
            }
        }
        return std::string_view::npos;
    }

private:
    std::size_t at_ = 0;
    int depth_ = 0;
    bool in_string_ = false, escaped_ = false;
};

}  // namespace

BulkRows::BulkRows(const Request& request) : request_(request), lines_(comes_in_lines(request)) {}

void BulkRows::go_to(Place place) {
    place_ = place;
    read_ = place.offset;
    held_.clear();
    begin_ = 0;
}

void BulkRows::check_length(std::size_t length) const {
    if (length > max_bulk_row)
        throw Error(Condition::too_large, "Row " + std::to_string(place_.index) + " is larger than " +
                                              std::to_string(max_bulk_row) + " bytes.");
}

bool BulkRows::fill() {
    held_.erase(0, begin_);
    begin_ = 0;
    const auto before = held_.size();
    check_length(before);
    if (request_.long_body) {
        held_.resize(before + at_once);
        held_.resize(before + request_.long_body->read(read_, std::span(held_).subspan(before)));
    } else if (read_ < request_.body.size()) {
        held_ += std::string_view(request_.body).substr(read_, at_once);
    }
    read_ += held_.size() - before;
    return held_.size() > before;
}

std::string_view BulkRows::take_row(std::size_t length, std::size_t with_end) {
    check_length(length);
    ++place_.index;
    return take(length, with_end);
}

std::string_view BulkRows::take(std::size_t length, std::size_t with_end) {
    const auto row = unread().substr(0, length);
    begin_ += with_end;
    place_.offset += with_end;
    return row;
}

// The next character that is no blank; 0 at the end of the body.
char BulkRows::skip_blanks() {
    for (;;) {
        const auto rest = unread();
        const auto blanks = static_cast<std::size_t>(std::ranges::find_if_not(rest, is_blank) - rest.begin());
        take(0, blanks);
        if (blanks < rest.size()) return unread().front();
        if (!fill()) return 0;
    }
}

std::optional<std::string_view> BulkRows::next() { return lines_ ? next_line() : next_item(); }

std::optional<std::string_view> BulkRows::next_line() {
    if (skip_blanks() == 0) return std::nullopt;
    std::size_t scanned = 0;
    for (;;) {
        const auto end = unread().find('\n', scanned);
        if (end != std::string_view::npos) return take_row(end, end + 1);
        scanned = unread().size();
        if (!fill()) return take_row(scanned, scanned);
    }
}

std::optional<std::string_view> BulkRows::next_item() {
    if (place_.is_end) return std::nullopt;
    const char first = skip_blanks();
    if (place_.index == 0) {
        if (first != '[') refuse_body("an array of rows is expected.");
        take(0, 1);
        if (skip_blanks() == ']') return end_array();
    }
    ValueScan scan;
    std::size_t end = 0;
    while ((end = scan.end_in(unread())) == std::string_view::npos)
        if (!fill()) refuse_body("the array does not end.");
    if (unread()[end] == ',') return take_row(end, end + 1);
    // Looking behind the array moves what is held, so the row is kept apart.
    last_ = take_row(end, end);
    end_array();
    return last_;
}

std::optional<std::string_view> BulkRows::end_array() {
    take(0, 1);
    if (skip_blanks() != 0) refuse_body("something stands behind the array.");
    place_.is_end = true;
    return std::nullopt;
}

}  // namespace crm

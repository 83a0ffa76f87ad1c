// The rows of a bulk request, one at a time, out of a body of any length.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/request.hpp"

namespace crm {

inline constexpr std::size_t max_bulk_row = 1024 * 1024;  // bytes

// A JSON array, or JSON values one to a line (application/x-ndjson; blank lines count for nothing).
class BulkRows {
public:
    // Throws Error(unsupported_media). The request must outlive this.
    explicit BulkRows(const Request&);

    struct Place {
        std::uint64_t offset = 0;  // bytes
        std::size_t index = 0;     // of the row that begins there or after it
        bool is_end = false;       // behind the array; a body of lines just ends
    };
    Place place() const { return place_; }
    void go_to(Place);

    // The text of the next row, valid until the next call; nullopt behind the last. What is within a row is not looked
    // at. Throws Error(bad_request) where the body is no array, or goes on behind it; Error(too_large) for a row beyond
    // max_bulk_row.
    std::optional<std::string_view> next();

private:
    std::optional<std::string_view> next_line();
    std::optional<std::string_view> next_item();
    std::optional<std::string_view> end_array();
    std::string_view take_row(std::size_t length, std::size_t with_end);
    std::string_view take(std::size_t length, std::size_t with_end);
    void check_length(std::size_t) const;
    char skip_blanks();
    bool fill();
    std::string_view unread() const { return std::string_view(held_).substr(begin_); }

    const Request& request_;
    const bool lines_;
    Place place_;
    std::string last_;  // the row before the end of the array
    std::string held_;  // from begin_ on not yet used; what it ends with stands at read_ in the body
    std::size_t begin_ = 0;
    std::uint64_t read_ = 0;
};

}  // namespace crm

// Where a page by key begins, and how that is written into a link.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "resource/resource.hpp"

namespace crm {

struct Order {
    const Field* field;
    bool descending;
};

// Where a page by cursor begins: behind the record that had these values in the fields of the order.
struct Cursor {
    bool backwards = false;
    std::vector<Value> values;
};

// The cursor as text, and back; nullopt when it is not one of this order.
std::string to_text(const Cursor&, const std::vector<Order>&);
std::optional<Cursor> parse_cursor(std::string_view, const std::vector<Order>&);

}  // namespace crm

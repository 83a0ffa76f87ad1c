// A list asked for by each of its filters and in each of its orders.
#pragma once
#include "crm/bench/tasks.hpp"

namespace crm {

void add_orders(std::vector<Task>&, const Resource&);
// `record` answers one with values to filter by.
void add_filters(std::vector<Task>&, const Resource&, const std::function<std::unique_ptr<Record>(Draw&)>& record);

// Some of a text, counted in code points; all of it where there are not so many.
std::string part_of(const std::string& text, std::size_t first, std::size_t count);

}  // namespace crm

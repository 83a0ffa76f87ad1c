// Which conditions the index of an order serves.
#include <algorithm>

#include "resource/list_page.hpp"

namespace crm {

// The filters with whose fields an index begins that goes on in the order.
PageReader::Filters PageReader::group_of_order() const {
    const Field& by = *query_.order.front().field;
    const auto equal = [&](std::string_view name) {
        const auto found = std::find_if(query_.filters.begin(), query_.filters.end(), [&](const Filter& f) {
            return f.how == Comparison::equals && f.field != &by && (is_by_id_ || f.field->name == name);
        });
        return found == query_.filters.end() ? nullptr : &*found;
    };
    Filters longest;
    if (const Filter* any = is_by_id_ ? equal({}) : nullptr) longest = {any};
    for (const SortedGroup& sorted : resource_.sorted_groups) {
        Filters group;
        for (const std::string_view name : sorted.group)
            if (const Filter* filter = equal(name)) group.push_back(filter);
        const bool is_whole = sorted.order == by.name && group.size() == sorted.group.size();
        if (is_whole && group.size() > longest.size()) longest = std::move(group);
    }
    return longest;
}

// The index of the order begins with the field of the filter, or there is one that does and goes on in the order.
bool PageReader::is_led_by(const Filter& filter, const Filters& group) const {
    const bool is_one_stretch = filter.how != Comparison::contains && filter.how != Comparison::one_of;
    if (!is_along_index_ || !is_one_stretch) return false;
    const Field& by = *query_.order.front().field;
    if (filter.field == &by) return filter.how != Comparison::is_null || by.has_key();
    return std::find(group.begin(), group.end(), &filter) != group.end();
}

}  // namespace crm

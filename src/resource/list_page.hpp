// One page of a list, found in the way that looks at the fewest records.
#pragma once
#include <functional>
#include <optional>
#include <vector>

#include "resource/list_rows.hpp"

namespace crm {

// An index leads to the records that meet one condition, or along an order; what else is asked for is looked at in each
// of them. A way is followed as far as it may be the shortest one. Only where all are long, the engine is left to find
// all records of the list and to sort them.
class PageReader {
public:
    explicit PageReader(const ListCall&);
    Page read();

private:
    using Ids = std::vector<Id>;
    using Next = std::function<Ids(std::size_t limit)>;

    bool find_by_index();
    void read_along_index();
    void leave_to_engine();
    bool follow(std::size_t reach, const Next&);
    bool follow_few(std::size_t reach);
    bool follow_order(std::size_t reach);
    bool follow(const Ids&);
    Ids next_along(std::size_t limit);
    Ids next_with_words(std::size_t limit);
    std::optional<Ids> few(std::size_t reach) const;
    Ids ids_of(const Filter&, std::size_t limit) const;
    Ids ids_of_visible(std::size_t limit) const;
    Ids in_order(const Ids&) const;
    Ids visible_in_order() const;
    // A record and where it stands in the order.
    struct Place {
        std::vector<Value> keys;
        Id id;
    };
    void read_places(const Sql&, std::vector<Place>&) const;
    Ids ids_of(std::vector<Place>) const;  // in the order

    bool find_by_id(std::size_t reach);
    void look_through(Id from, Id to);
    bool look_through_blocks(const Filter&, Id first, Id last);
    Ids ids_of_block(const Filter&, Id block, Id from, Id to) const;
    Id next_block(const Filter&, Id first, Id last) const;
    Ids in_order_of_id(Ids) const;

    using Filters = std::vector<const Filter*>;
    Filters group_of_order() const;
    bool is_led_by(const Filter&, const Filters& group) const;
    bool descends(const Order& order) const { return order.descending != is_backwards_; }
    Id outermost_id(bool last) const;
    Ids read_ids(const Sql&) const;
    static Ids step_of(const Ids&, std::size_t at);  // as many of them as are looked at with one statement

    // How many times as far an order is followed when nothing else leads.
    static constexpr std::size_t patience = 4;

    const ListCall& list_;
    const ListQuery& query_;
    Session& session_;
    const Resource& resource_;
    const WordIndex& index_;
    const bool is_backwards_, is_by_id_, is_along_index_, sees_everything_;
    std::int64_t before_ = 0, needed_ = 0;  // records of the pages before, and those with the page and one more
    Filters lead_, rest_;                   // those that the index of the order serves, and the others
    std::optional<Search> search_;
    SearchedWords sought_;
    ListQuery along_;  // the order, from where it was followed to
    ListRows rows_;
};

}  // namespace crm

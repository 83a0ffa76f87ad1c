// Records of a list on their way into a page.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "resource/list_query.hpp"
#include "resource/output.hpp"
#include "resource/search.hpp"
#include "resource/sql.hpp"
#include "resource/view.hpp"

namespace crm {

struct Page {
    std::string text;                // of the records, one after the other
    std::vector<std::size_t> ends;   // of each
    std::vector<Value> first, last;  // the keys of the first and the last, in the fields of the order
    bool more = false;               // in the direction of the page
    void reverse(std::string_view between);
};

// Which list is asked for, by whom, and how a record is written.
struct ListCall {
    const Resource& resource;
    const Catalogue& catalogue;
    const Outputs& outputs;
    const Call& call;
    const ListQuery& query;
    const std::function<void(std::string&, const Row&)>& append;
    std::string_view between;
};

class ListRows {
public:
    explicit ListRows(const ListCall& list) : list_(list) {}

    // `columns`, and the keys of the order, of what is visible and meets all filters; `by_filters`: found by these, not
    // by the ids that are added.
    Sql select(std::string_view columns, bool by_filters) const;
    Sql select_records(bool by_filters) const;
    // The keys of the order in a row, from a column on.
    void read_keys(std::vector<Value>&, const Row&, int column) const;

    // Reads the records from the one that comes after `passed` others.
    void start(std::int64_t passed, std::vector<SearchedWord> looked_for = {});
    void add(const Sql&);
    void add(std::vector<Id>);  // those of them that belong into the list; they are in its order
    Page& page() { return page_; }

private:
    const ListCall& list_;
    std::vector<SearchedWord> looked_for_;
    std::int64_t passed_ = 0;
    Page page_;
};

}  // namespace crm

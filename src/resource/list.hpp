// Lists: the bare array, DRF's envelope by page number, or by cursor; as JSON or CSV.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "resource/list_rows.hpp"
#include "resource/sql.hpp"
#include "resource/view.hpp"

namespace crm {

// DRF's `{"count":…,"next":…,"previous":…,"results":[…]}` and the Link header (RFC 8288). Without a count by cursor.
struct Envelope {
    std::optional<std::int64_t> count;  // at most count_bound + 1, which stands for more
    std::string next, previous, first;  // links; empty for none
};
Response envelope(const Envelope&, std::string_view results);  // with the records, parted by commas

// `http://host/path?query` of the same list with other parameters; an empty value takes one away.
std::string link_to(const Request&, const std::vector<std::pair<std::string, std::string>>& changed);

class List {
public:
    List(const Resource&, const Catalogue&);
    Response answer(const Call&) const;
    // A page in the order of an index is short; whatever may look at many records is not.
    static Work work(const Request&);

private:
    // What is written of each record, and what stands around.
    struct Form {
        bool is_csv;
        std::string head;
        std::string_view between, tail;
        std::function<void(std::string&, const Row&)> append;
    };

    Form form_of(const Call&) const;
    Response whole(const Call&, const ListQuery&, const Form&) const;  // streamed
    Page read_page(const Call&, const ListQuery&, const Form&) const;
    Envelope links_of(const Call&, const ListQuery&, const Page&) const;
    void append_source(Sql&, const Call&, const ListQuery&) const;  // FROM and WHERE
    std::int64_t count(const Call&, const ListQuery&) const;        // count_bound + 1 for more

    const Resource& resource_;
    const Catalogue& catalogue_;
    Outputs outputs_;
};

}  // namespace crm

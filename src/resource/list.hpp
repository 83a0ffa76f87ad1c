// Lists: the bare array, DRF's envelope by page number, or by cursor; as JSON or CSV.
#pragma once
#include <optional>
#include <string>

#include "resource/list_query.hpp"
#include "resource/sql.hpp"
#include "resource/view.hpp"

namespace crm {

class List {
public:
    List(const Resource&, const Catalogue&);
    Response answer(const Call&) const;
    // A page in the order of an index is short; whatever may look at many records is not.
    static Work work(const Request&);

private:
    Response whole(const Call&, const ListQuery&) const;
    Response page(const Call&, const ListQuery&) const;
    Response csv(const Call&, const ListQuery&) const;
    void append_source(Sql&, const Call&, const ListQuery&) const;  // FROM and WHERE
    std::int64_t count(const Call&, const ListQuery&) const;        // count_bound + 1 for more

    const Resource& resource_;
    const Catalogue& catalogue_;
};

// `http://host/path?query` of the same list with other parameters; an empty value takes one away.
std::string link_to(const Request&, const std::vector<std::pair<std::string, std::string>>& changed);
// DRF's `{"count":…,"next":…,"previous":…,"results":[…]}` and the Link header (RFC 8288). Without a count by cursor.
struct Envelope {
    std::optional<std::int64_t> count;  // at most count_bound + 1, which stands for more
    std::string next, previous, first;  // links; empty for none
};
Response envelope(const Envelope&, const std::vector<std::string>& results);

}  // namespace crm

// Reads the records of a list in the form that was asked for.
#include "resource/list.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/form.hpp"
#include "resource/csv.hpp"
#include "resource/list_sql.hpp"
#include "resource/negotiate.hpp"

namespace crm {
namespace {

constexpr std::size_t stream_chunk = 32 * 1024;  // bytes of a list collected before they are sent

// Streams one text for each record, after `head` and with `between` and `tail` around.
using AppendRow = std::function<void(std::string&, const Row&)>;
std::function<void(Sink&)> streamed(Session& session, std::shared_ptr<const Sql> sql, std::string head,
                                    std::string_view between, std::string_view tail, AppendRow append) {
    return [&session, sql = std::move(sql), head = std::move(head), between, tail,
            append = std::move(append)](Sink& sink) {
        std::string buffer = head;
        bool first = true, open = true;
        session.query(sql->text, sql->values, [&](const Row& row) {
            if (!first) buffer += between;
            first = false;
            append(buffer, row);
            if (buffer.size() >= stream_chunk) {
                open = sink.write(buffer);
                buffer.clear();
            }
            return open;
        });
        buffer += tail;
        if (open) sink.write(buffer);
    };
}

// What a page holds, and whether there is more in its direction.
struct Found {
    std::vector<std::string> records;
    std::vector<std::vector<Value>> keys;  // of each record, in the fields of the order
    bool more = false;
};

}  // namespace

List::List(const Resource& resource, const Catalogue& catalogue) : resource_(resource), catalogue_(catalogue) {}

Work List::work(const Request& request) {
    const std::string_view query = request.query;
    const bool is_short = (query.find("page_size=") != query.npos || query.find("cursor=") != query.npos) &&
                          query.find("__icontains") == query.npos && query.find("search=") == query.npos &&
                          query.find("page=") == query.npos;
    return is_short ? Work::read : Work::long_read;
}

Response List::answer(const Call& call) const {
    const ListQuery query = read_list_query(resource_, call.user.role, call.request.query);
    if (negotiate(call.request, call.request.suffix, true).csv) return csv(call, query);
    return query.paging == ListQuery::Paging::whole ? whole(call, query) : page(call, query);
}

void List::append_source(Sql& sql, const Call& call, const ListQuery& query) const {
    sql << " FROM " << resource_.name;
    append_visible(sql, resource_, catalogue_, call.user);
    append_filters(sql, resource_, query);
}

std::int64_t List::count(const Call& call, const ListQuery& query) const {
    Sql sql;
    sql << "SELECT COUNT(*) FROM (SELECT 1";
    append_source(sql, call, query);
    sql << " LIMIT " << std::to_string(count_bound + 1) << ") AS counted";
    std::int64_t found = 0;
    call.session.first(sql.text, sql.values, [&](const Row& row) { found = row.integer(0); });
    return found;
}

Response List::whole(const Call& call, const ListQuery& query) const {
    const Role role = call.user.role;
    const auto sql = std::make_shared<Sql>();
    *sql << "SELECT " << output_columns(resource_, role);
    append_source(*sql, call, query);
    append_order(*sql, query);
    Response response = json_response(200, {});
    response.stream = streamed(call.session, sql, "[", ",", "]", [this, role](std::string& out, const Row& row) {
        append_json(out, resource_, role, row);
    });
    return response;
}

Response List::csv(const Call& call, const ListQuery& query) const {
    const Role role = call.user.role;
    const auto sql = std::make_shared<Sql>();
    *sql << "SELECT " << output_columns(resource_, role);
    append_source(*sql, call, query);
    append_cursor(*sql, call.session.engine(), query);
    append_order(*sql, query);
    if (query.paging != ListQuery::Paging::whole) {
        *sql << " LIMIT ? OFFSET ?";
        sql->bind(query.page_size);
        sql->bind((query.page - 1) * query.page_size);
    }
    Response response;
    response.set("Content-Type", "text/csv; charset=utf-8; header=present");
    response.set("Content-Disposition", "attachment; filename=\"" + std::string(resource_.name) + ".csv\"");
    response.stream =
        streamed(call.session, sql, csv_head(resource_, role), "", "",
                 [this, role](std::string& out, const Row& row) { append_csv(out, resource_, role, row); });
    return response;
}

Response List::page(const Call& call, const ListQuery& query) const {
    const Role role = call.user.role;
    const bool by_cursor = query.paging == ListQuery::Paging::by_cursor;

    Sql sql;
    sql << "SELECT " << output_columns(resource_, role);
    for (const Order& o : query.order) sql << ", " << comparable_column(*o.field);
    append_source(sql, call, query);
    append_cursor(sql, call.session.engine(), query);
    append_order(sql, query);
    sql << " LIMIT ?";
    sql.bind(query.page_size + 1);
    if (!by_cursor && query.page > 1) {
        sql << " OFFSET ?";
        std::int64_t skipped = 0;
        if (__builtin_mul_overflow(query.page - 1, query.page_size, &skipped))
            throw Error(Condition::not_found, "Invalid page.");
        sql.bind(skipped);
    }

    Found found;
    const int keys_from = count_output_columns(resource_, role);
    call.session.query(sql.text, sql.values, [&](const Row& row) {
        if (std::ssize(found.records) == query.page_size) return found.more = true, false;
        append_json(found.records.emplace_back(), resource_, role, row);
        int column = keys_from;
        auto& keys = found.keys.emplace_back();
        for (const Order& o : query.order) {
            if (o.field->kind == Kind::text)
                keys.emplace_back(std::string(row.text(column++)));
            else
                keys.emplace_back(row.integer(column++));
        }
        return true;
    });

    Envelope links;
    if (by_cursor) {
        const bool backwards = query.cursor && query.cursor->backwards;
        if (backwards) {
            std::reverse(found.records.begin(), found.records.end());
            std::reverse(found.keys.begin(), found.keys.end());
        }
        const auto link = [&](bool back, const std::vector<Value>& keys) {
            return link_to(call.request, {{"cursor", to_text(Cursor{back, keys}, query.order)}});
        };
        if (!found.keys.empty()) {
            if (backwards || found.more) links.next = link(false, found.keys.back());
            if (backwards ? found.more : query.cursor.has_value()) links.previous = link(true, found.keys.front());
        }
    } else {
        if (found.records.empty() && query.page > 1) throw Error(Condition::not_found, "Invalid page.");
        links.count = count(call, query);
        const auto link = [&](std::int64_t page) { return link_to(call.request, {{"page", std::to_string(page)}}); };
        if (found.more) links.next = link(query.page + 1);
        if (query.page > 1) links.previous = link(query.page - 1);
        links.first = link(1);
    }
    return envelope(links, found.records);
}

std::string link_to(const Request& request, const std::vector<std::pair<std::string, std::string>>& changed) {
    std::string query;
    const auto add = [&](std::string_view name, std::string_view value) {
        query += query.empty() ? '?' : '&';
        query += percent_encode(name) + "=" + percent_encode(value);
    };
    for (const auto& [name, value] : parse_urlencoded(request.query))
        if (std::none_of(changed.begin(), changed.end(), [&n = name](const auto& c) { return c.first == n; }))
            add(name, value);
    for (const auto& [name, value] : changed)
        if (!value.empty()) add(name, value);
    return origin_of(request) + request.target.substr(0, request.target.find('?')) + query;
}

Response envelope(const Envelope& links, const std::vector<std::string>& results) {
    std::string body;
    json::Object object(body);
    if (links.count) {
        object.integer("count", std::min(*links.count, count_bound));
        object.boolean("count_exact", *links.count <= count_bound);
    }
    const auto link = [&](std::string_view name, const std::string& url) {
        url.empty() ? object.null(name) : object.text(name, url);
    };
    link("next", links.next);
    link("previous", links.previous);
    object.key("results");
    body += '[';
    for (const std::string& record : results) {
        if (&record != results.data()) body += ',';
        body += record;
    }
    body += ']';
    object.end();

    Response response = json_response(200, std::move(body));
    std::string header;
    const auto relation = [&](const std::string& url, std::string_view name) {
        if (!url.empty()) header += (header.empty() ? "<" : ", <") + url + ">; rel=\"" + std::string(name) + "\"";
    };
    relation(links.first, "first");
    relation(links.previous, "prev");
    relation(links.next, "next");
    if (!header.empty()) response.set("Link", header);
    return response;
}

}  // namespace crm

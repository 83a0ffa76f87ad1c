// Reads the records of a list in the form that was asked for.
#include "resource/list.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/form.hpp"
#include "resource/csv.hpp"
#include "resource/list_sql.hpp"
#include "resource/negotiate.hpp"
#include "resource/search.hpp"

namespace crm {
namespace {

constexpr std::size_t stream_chunk = 32 * 1024;  // bytes of a list collected before they are sent
// Records looked at one by one for a page of a search, before the engine is asked to look through all at once.
constexpr std::size_t most_searched = 2'000, longest_step = 500;

// ` IN (?, …)`
template <class Values>
void append_one_of(Sql& sql, const Values& values) {
    sql << " IN (";
    for (std::size_t i = 0; i < values.size(); ++i) sql << (i == 0 ? "?" : ", ?");
    sql << ")";
    for (const auto& value : values) sql.bind(Value(value));
}

// A page by number goes past all records before it.
bool skips_many(std::string_view query) {
    constexpr std::size_t near_digits = 2;  // up to page 99
    const auto at = query.find("page=");
    if (at == query.npos) return false;
    const auto number = query.substr(at + std::string_view("page=").size());
    return std::min(number.find('&'), number.size()) > near_digits;
}

}  // namespace

List::List(const Resource& resource, const Catalogue& catalogue)
    : resource_(resource), catalogue_(catalogue), select_(resource) {}

Work List::work(const Request& request) {
    const std::string_view query = request.query;
    const bool is_short = (query.find("page_size=") != query.npos || query.find("cursor=") != query.npos) &&
                          query.find("__icontains") == query.npos && query.find("search=") == query.npos &&
                          !skips_many(query);
    return is_short ? Work::read : Work::long_running;
}

Response List::answer(const Call& call) const {
    const ListQuery query = read_list_query(resource_, call.user.role, call.request.query);
    const Form form = form_of(call);
    Response response;
    if (query.paging == ListQuery::Paging::whole) {
        response = whole(call, query, form);
    } else {
        const Page page = read_page(call, query, form);
        response = envelope(links_of(call, query, page), page.records);
        if (form.is_csv) {
            response.body = form.head;
            for (const std::string& line : page.records) response.body += line;
        }
    }
    if (form.is_csv) {
        response.set("Content-Type", "text/csv; charset=utf-8; header=present");
        response.set("Content-Disposition", "attachment; filename=\"" + std::string(resource_.name) + ".csv\"");
    }
    return response;
}

void List::append_source(Sql& sql, const Call& call, const ListQuery& query) const {
    sql << " FROM " << resource_.name;
    append_visible(sql, resource_, catalogue_, call.user);
    append_filters(sql, query);
}

std::int64_t List::count(const Call& call, const ListQuery& query) const {
    // Of a word that very many have, the engine would read all entries before it counted the first.
    if (query.words.size() == 1 && query.filters.empty() &&
        resource_.visible_to(call.user).kind == Scope::Kind::everything)
        return count_records(call.session, resource_, query.words.front(), count_bound + 1);
    Sql sql;
    sql << "SELECT COUNT(*) FROM (SELECT 1";
    append_source(sql, call, query);
    append_words(sql, resource_, query);
    sql << " LIMIT " << std::to_string(count_bound + 1) << ") AS counted";
    std::int64_t found = 0;
    call.session.first(sql.text, sql.values, [&](const Row& row) { found = row.integer(0); });
    return found;
}

List::Form List::form_of(const Call& call) const {
    const Role role = call.user.role;
    if (negotiate(call.request, call.request.suffix, true).csv)
        return {true, csv_head(resource_, role), "", "",
                [this, role](std::string& out, const Row& row) { append_csv(out, resource_, role, row); }};
    return {false, "[", ",", "]",
            [this, role](std::string& out, const Row& row) { append_json(out, resource_, role, row); }};
}

Response List::whole(const Call& call, const ListQuery& query, const Form& form) const {
    const auto sql = std::make_shared<Sql>();
    *sql << select_.of(call.user.role);
    append_source(*sql, call, query);
    append_words(*sql, resource_, query);
    append_order(*sql, query);
    Response response = json_response(200, {});
    response.stream = [sql, session = &call.session, form](Sink& sink) {
        std::string buffer = form.head;
        bool first = true, open = true;
        session->query(sql->text, sql->values, [&](const Row& row) {
            if (!first) buffer += form.between;
            first = false;
            form.append(buffer, row);
            if (buffer.size() >= stream_chunk) {
                open = sink.write(buffer);
                buffer.clear();
            }
            return open;
        });
        buffer += form.tail;
        if (open) sink.write(buffer);
    };
    return response;
}

Sql List::select_page(const Call& call, const ListQuery& query) const {
    Sql sql;
    sql << select_.of(call.user.role);
    for (const Order& o : query.order) sql << ", " << comparable_column(*o.field);
    append_source(sql, call, query);
    return sql;
}

void List::add_rows(Page& page, const Call& call, const ListQuery& query, const Form& form, const Sql& sql) const {
    const int keys_from = count_output_columns(resource_, call.user.role);
    call.session.query(sql.text, sql.values, [&](const Row& row) {
        if (std::ssize(page.records) == query.page_size) return page.more = true, false;
        form.append(page.records.emplace_back(), row);
        int column = keys_from;
        auto& keys = page.keys.emplace_back();
        for (const Order& o : query.order) {
            if (o.field->kind == Kind::text)
                keys.emplace_back(std::string(row.text(column++)));
            else
                keys.emplace_back(row.integer(column++));
        }
        return true;
    });
}

std::vector<Id> List::next_ids(const Call& call, const ListQuery& query, std::optional<Id> from, bool descending,
                               std::size_t limit) const {
    Sql sql;
    sql << "SELECT id";
    append_source(sql, call, query);
    if (from) {
        sql << (descending ? " AND id < ?" : " AND id > ?");
        sql.bind(*from);
    }
    sql << " ORDER BY id" << (descending ? " DESC" : "") << " LIMIT " << std::to_string(limit);
    std::vector<Id> ids;
    call.session.query(sql.text, sql.values, [&](const Row& row) { return ids.push_back(row.integer(0)), true; });
    return ids;
}

std::optional<List::Page> List::search_page(const Call& call, const ListQuery& query, const Form& form) const {
    const bool is_by_id = query.order.size() == 1;
    if (query.words.empty() || !is_by_id || query.page > 1) return std::nullopt;
    const auto search = read_search(call.session, resource_, query.words);
    if (!search) return Page{};
    const bool descending = query.order.front().descending != (query.cursor && query.cursor->backwards);
    std::optional<Id> from;
    if (query.cursor) from = std::get<std::int64_t>(query.cursor->values.front());
    Page page;
    std::size_t step = static_cast<std::size_t>(query.page_size) + 1;
    for (std::size_t looked_at = 0; looked_at < most_searched && !page.more; looked_at += step) {
        if (looked_at > 0) step = std::max(step, std::min(2 * step, longest_step));
        auto ids = search->leading.empty() ? next_ids(call, query, from, descending, step)
                                           : ids_with(call.session, resource_, search->leading, from, descending, step);
        const bool is_last = ids.size() < step;
        if (!ids.empty()) from = ids.back();
        std::erase_if(ids, [&](Id id) { return !has_words(call.session, resource_, id, search->broad); });
        if (!ids.empty()) {
            ids.resize(step, ids.back());  // one text of SQL for all lengths
            Sql sql = select_page(call, query);
            append_one_of(sql << " AND id", ids);
            for (const auto& words : search->narrow) {
                append_one_of(sql << " AND id IN (SELECT record_id FROM " << words_table(resource_) << " WHERE word",
                              words);
                append_one_of(sql << " AND record_id", ids);
                sql << ")";
            }
            append_order(sql, query);
            add_rows(page, call, query, form, sql);
        }
        if (is_last) return page;
    }
    return page.more ? std::optional(std::move(page)) : std::nullopt;
}

List::Page List::read_page(const Call& call, const ListQuery& query, const Form& form) const {
    auto found = search_page(call, query, form);
    Page page = found ? std::move(*found) : Page{};
    if (!found) {
        Sql sql = select_page(call, query);
        append_words(sql, resource_, query);
        append_cursor(sql, call.session.engine(), query);
        append_order(sql, query);
        sql << " LIMIT ? OFFSET ?";
        sql.bind(query.page_size + 1);
        std::int64_t skipped = 0;
        if (__builtin_mul_overflow(query.page - 1, query.page_size, &skipped))
            throw Error(Condition::not_found, "Invalid page.");
        sql.bind(skipped);
        add_rows(page, call, query, form, sql);
    }
    if (page.records.empty() && query.page > 1) throw Error(Condition::not_found, "Invalid page.");
    if (query.cursor && query.cursor->backwards) {
        std::reverse(page.records.begin(), page.records.end());
        std::reverse(page.keys.begin(), page.keys.end());
    }
    return page;
}

Envelope List::links_of(const Call& call, const ListQuery& query, const Page& page) const {
    Envelope links;
    if (query.paging == ListQuery::Paging::by_cursor) {
        const bool backwards = query.cursor && query.cursor->backwards;
        const auto link = [&](bool back, const std::vector<Value>& keys) {
            return link_to(call.request, {{"cursor", to_text(Cursor{back, keys}, query.order)}});
        };
        if (page.keys.empty()) return links;
        if (backwards || page.more) links.next = link(false, page.keys.back());
        if (backwards ? page.more : query.cursor.has_value()) links.previous = link(true, page.keys.front());
        return links;
    }
    links.count = count(call, query);
    const auto link = [&](std::int64_t number) { return link_to(call.request, {{"page", std::to_string(number)}}); };
    if (page.more) links.next = link(query.page + 1);
    if (query.page > 1) links.previous = link(query.page - 1);
    links.first = link(1);
    return links;
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
    json::Array array(body);
    for (const std::string& record : results) array.raw(record);
    array.end();
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

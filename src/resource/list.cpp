// Reads the records of a list in the form that was asked for.
#include "resource/list.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/form.hpp"
#include "resource/csv.hpp"
#include "resource/list_page.hpp"
#include "resource/list_sql.hpp"
#include "resource/negotiate.hpp"
#include "resource/search.hpp"

namespace crm {
namespace {

constexpr std::size_t stream_chunk = 32 * 1024;  // bytes of a list collected before they are sent

// Whether a parameter may make a list look at many records. What is written in an unusual way is not looked into.
bool may_be_long(std::string_view name, std::string_view value) {
    constexpr std::size_t near_digits = 2;  // a page by number goes past all before it: up to page 99
    constexpr std::string_view ranges[] = {"__gt", "__gte", "__lt", "__lte", "__icontains"};
    if (name.find_first_of("%+") != name.npos || name == "search") return true;
    if (name == "page") return value.size() > near_digits;
    if (name == "ordering") return value.find_first_of(",%") != value.npos;
    return std::any_of(std::begin(ranges), std::end(ranges), [&](std::string_view r) { return name.ends_with(r); });
}

}  // namespace

List::List(const Resource& resource, const Catalogue& catalogue)
    : resource_(resource), catalogue_(catalogue), outputs_(resource) {}

Work List::work(const Request& request) {
    bool is_page = false;
    for (std::string_view rest = request.query; !rest.empty();) {
        const auto part = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(part.size() + 1, rest.size()));
        const auto name = part.substr(0, part.find('='));
        const auto value = part.substr(std::min(name.size() + 1, part.size()));
        if (may_be_long(name, value)) return Work::long_running;
        is_page |= name == "page_size" || name == "cursor";
    }
    return is_page ? Work::read : Work::long_running;
}

Response List::answer(const Call& call) const {
    const ListQuery query = read_list_query(resource_, call.user.role, call.request.query);
    const Form form = form_of(call);
    Response response;
    if (query.paging == ListQuery::Paging::whole) {
        response = whole(call, query, form);
    } else {
        const Page page = read_page(call, query, form);
        response = envelope(links_of(call, query, page), page.text);
        if (form.is_csv) response.body = form.head + page.text;
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
    const WordIndex& index = word_index(call.session.engine());
    // Of a word that very many have, the engine would read all entries before it counted the first.
    if (query.words.size() == 1 && query.filters.empty() &&
        resource_.visible_to(call.user).kind == Scope::Kind::everything)
        return index.count_records(call.session, resource_, query.words.front(), count_bound + 1);
    Sql sql;
    sql << "SELECT COUNT(*) FROM (SELECT 1";
    append_source(sql, call, query);
    index.append_condition(sql, resource_, query.words);
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
            [&output = outputs_.of(role)](std::string& out, const Row& row) { output.append_json(out, row); }};
}

Response List::whole(const Call& call, const ListQuery& query, const Form& form) const {
    const auto sql = std::make_shared<Sql>();
    *sql << outputs_.of(call.user.role).select();
    append_source(*sql, call, query);
    word_index(call.session.engine()).append_condition(*sql, resource_, query.words);
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

Page List::read_page(const Call& call, const ListQuery& query, const Form& form) const {
    Page page = PageReader({resource_, catalogue_, outputs_, call, query, form.append, form.between}).read();
    if (page.ends.empty() && query.page > 1) throw Error(Condition::not_found, "Invalid page.");
    // The next page by number would begin behind what is missing here.
    const bool is_cut = page.more && std::ssize(page.ends) < query.page_size;
    if (is_cut && query.paging == ListQuery::Paging::by_number)
        throw Error(Condition::too_large, "The page is larger than " + std::to_string(max_page_bytes) +
                                              " bytes. Ask for fewer records with page_size, or page with cursor.");
    if (query.cursor && query.cursor->backwards) page.reverse(form.between);
    return page;
}

Envelope List::links_of(const Call& call, const ListQuery& query, const Page& page) const {
    Envelope links;
    if (query.paging == ListQuery::Paging::by_cursor) {
        const bool backwards = query.cursor && query.cursor->backwards;
        const auto link = [&](bool back, const std::vector<Value>& keys) {
            return link_to(call.request, {{"cursor", to_text(Cursor{back, keys}, query.order)}});
        };
        if (page.ends.empty()) return links;
        if (backwards || page.more) links.next = link(false, page.last);
        if (backwards ? page.more : query.cursor.has_value()) links.previous = link(true, page.first);
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

Response envelope(const Envelope& links, std::string_view results) {
    constexpr std::size_t most_around = 512;
    std::string body;
    body.reserve(results.size() + most_around);
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
    ((body += '[') += results) += ']';
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

// Asks of the newest customers, as many as there may be in a moment, when somebody last talked to them.
#include "crm/customers/quiet.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "crm/customers/customer.hpp"
#include "crm/interactions/interaction.hpp"
#include "resource/list_query.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

constexpr Roles staff = Role::admin | Role::sales;
constexpr std::int64_t looked_at = 10'000;  // customers
constexpr std::int64_t most_days = 3'650, most_results = 50;
constexpr std::int64_t day = 86'400'000'000;  // microseconds

struct Asked {
    std::int64_t days = 30, page_size = 10;
    std::optional<Id> assigned_to;
};

Asked read_query(const Request& request) {
    const auto numbers = read_numbers(
        {{"days", most_days}, {"assigned_to", std::numeric_limits<Id>::max()}, {"page_size", most_results}},
        request.query);
    Asked asked;
    for (const auto& [name, number] : numbers) {
        if (name == "days") asked.days = number;
        if (name == "page_size") asked.page_size = number;
        if (name == "assigned_to") asked.assigned_to = number;
    }
    return asked;
}

struct Quiet {
    std::int64_t since;  // the last interaction, or when the record was made
    Id id;
    bool was_talked_to;
};

// The newest customers, when they were made, and when somebody last talked to them.
Sql select_newest(const Catalogue& catalogue, const User& user, const Asked& asked) {
    Sql sql;
    sql << "SELECT id, created_at, (SELECT date FROM interactions";
    append_visible(sql, interactions(), catalogue, user);
    sql << " AND customer_id = customers.id ORDER BY date DESC LIMIT 1) FROM customers";
    append_visible(sql, customers(), catalogue, user);
    if (asked.assigned_to) {
        sql << " AND assigned_to_id = ?";
        sql.bind(*asked.assigned_to);
    }
    sql << " ORDER BY id DESC LIMIT ?";
    sql.bind(looked_at);
    return sql;
}

// Those who are quiet since before a time, the longest first.
std::vector<Quiet> find_quiet(const Catalogue& catalogue, const Call& call, const Asked& asked) {
    const std::int64_t end = call.now.micros - asked.days * day;
    const Sql sql = select_newest(catalogue, call.user, asked);
    std::vector<Quiet> found;
    call.session.query(sql.text, sql.values, [&](const Row& row) {
        const bool was_talked_to = !row.is_null(2);
        const std::int64_t since = row.integer(was_talked_to ? 2 : 1);
        if (since < end) found.push_back({since, row.integer(0), was_talked_to});
        return true;
    });
    const auto count = std::min(std::ssize(found), static_cast<std::ptrdiff_t>(asked.page_size));
    const auto quieter = [](const Quiet& a, const Quiet& b) {
        return std::tie(a.since, a.id) < std::tie(b.since, b.id);
    };
    std::partial_sort(found.begin(), found.begin() + count, found.end(), quieter);
    found.resize(static_cast<std::size_t>(count));
    return found;
}

Response quiet_customers(const Catalogue& catalogue, const Call& call) {
    if (!may(call.user, interactions(), Act::read)) refuse_scope("interactions:read");
    std::string results;
    json::Array array(results);
    for (const Quiet& quiet : find_quiet(catalogue, call, read_query(call.request))) {
        Sql sql;
        sql << "SELECT name, email, phone, assigned_to_id FROM customers";
        append_visible(sql, customers(), catalogue, call.user);
        sql << " AND id = ?";
        sql.bind(quiet.id);
        call.session.first(sql.text, sql.values, [&](const Row& row) {
            json::Object object(array.next());
            object.integer("id", quiet.id).text("name", row.text(0)).text("email", row.text(1));
            object.text("phone", row.text(2));
            row.is_null(3) ? object.null("assigned_to") : object.integer("assigned_to", row.integer(3));
            quiet.was_talked_to ? object.text("last_interaction", to_rfc3339({quiet.since}))
                                : object.null("last_interaction");
            object.end();
        });
    }
    array.end();
    std::string body;
    json::Object(body).raw("results", results).end();
    return json_response(200, std::move(body));
}

constexpr std::string_view schema =
    R"({"type":"object","properties":{"results":{"type":"array","items":{"type":"object","properties":{)"
    R"("id":{"type":"integer"},"name":{"type":"string"},"email":{"type":"string"},"phone":{"type":"string"},)"
    R"("assigned_to":{"type":["integer","null"]},"last_interaction":{"type":["string","null"],"format":"date-time",)"
    R"("description":"Null where there is none."}},)"
    R"("required":["id","name","email","phone","assigned_to","last_interaction"]}}},"required":["results"]})";

}  // namespace

Route quiet_customers_route(const Api& api) {
    View view{"Quiet Customers",
              "Customers nobody talked to for so many days, of the newest " + std::to_string(looked_at) +
                  " (of a person, where one is named): the longest quiet first. An API key needs to read customers and "
                  "interactions.",
              Audience::roles,
              {},
              {}};
    view.resource = &customers();
    Endpoint get{"GET", Work::long_running, staff,
                 [&catalogue = api.catalogue](const Call& call) { return quiet_customers(catalogue, call); }};
    using Shape = Parameter::Shape;
    get.operation = {.summary = "Customers nobody talked to",
                     .id = "customers_quiet",
                     .response = std::string(schema),
                     .refusals = {400},
                     .query = {{"days", "For how long: 1 to 3650, 30 unless given.", Shape::integer},
                               {"assigned_to", "Only those this user looks after.", Shape::integer},
                               {"page_size", "At most so many: 1 to 50, 10 unless given.", Shape::integer}}};
    view.endpoints.push_back(std::move(get));
    return route("/api/customers/quiet/", std::move(view), api);
}

}  // namespace crm

// Ids and names: of every active colleague, which is what it takes to assign something, or of those who are asked for.
#include "crm/users/people.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "crm/users/user.hpp"
#include "resource/list_sql.hpp"

namespace crm {
namespace {

constexpr Roles staff = Role::admin | Role::sales;

struct Person {
    std::string key;  // they are ordered by
    std::string json;
};

std::string name_of(std::string_view username, std::string_view first, std::string_view last) {
    std::string name(strip(std::string(first) + " " + std::string(last)));
    return name.empty() ? std::string(username) : name;
}

Response people(const Catalogue& catalogue, const Call& call) {
    const std::vector<Value> ids = read_ids(call.request.query);
    Sql sql;
    sql << "SELECT id, username, first_name, last_name FROM users";
    append_visible(sql, users(), catalogue, call.user);
    if (ids.empty())
        sql << " AND is_active = 1 AND role IN ('admin', 'sales')";
    else
        append_one_of(sql << " AND id", ids);
    sql << " ORDER BY id";
    std::vector<Person> found;
    call.session.query(sql.text, sql.values, [&](const Row& row) {
        const std::string name = name_of(row.text(1), row.text(2), row.text(3));
        Person& person = found.emplace_back(Person{fold(name), {}});
        json::Object(person.json).integer("id", row.integer(0)).text("name", name).end();
        return true;
    });
    std::stable_sort(found.begin(), found.end(), [](const Person& a, const Person& b) { return a.key < b.key; });
    std::string body;
    json::Array array(body);
    for (const Person& person : found) array.raw(person.json);
    array.end();
    return json_response(200, std::move(body));
}

}  // namespace

Route people_route(const Api& api) {
    View view{
        "People",
        "Active colleagues by name, to choose from when something is assigned; with `id__in` the names of these users, "
        "which may be former colleagues or customers.",
        Audience::roles,
        {},
        {}};
    Endpoint get{"GET", Work::read, staff,
                 [&catalogue = api.catalogue](const Call& call) { return people(catalogue, call); }};
    get.operation = {
        .summary = "Colleagues to choose from",
        .id = "people_list",
        .response = R"({"type":"array","items":{"type":"object","properties":{"id":{"type":"integer"},)"
                    R"("name":{"type":"string"}},"required":["id","name"]}})",
        .refusals = {400},
        .query = {{"id__in", "Ids of users, comma separated: at most " + std::to_string(max_filter_values) + ".",
                   Parameter::Shape::list}}};
    view.endpoints.push_back(std::move(get));
    return route("/api/people/", std::move(view), api);
}

}  // namespace crm

// Id and name of every active colleague: what it takes to assign something, and no more than that.
#include "crm/users/people.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "crm/users/user.hpp"
#include "resource/sql.hpp"

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
    Sql sql;
    sql << "SELECT id, username, first_name, last_name FROM users";
    append_visible(sql, users(), catalogue, call.user);
    sql << " AND is_active = 1 AND role IN ('admin', 'sales') ORDER BY id";
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
        "People", "Active colleagues by name, to choose from when something is assigned.", Audience::roles, {}, {}};
    Endpoint get{"GET", Work::read, staff,
                 [&catalogue = api.catalogue](const Call& call) { return people(catalogue, call); }};
    get.operation = {.summary = "Colleagues to choose from",
                     .id = "people_list",
                     .response = R"({"type":"array","items":{"type":"object","properties":{"id":{"type":"integer"},)"
                                 R"("name":{"type":"string"}},"required":["id","name"]}})"};
    view.endpoints.push_back(std::move(get));
    return route("/api/people/", std::move(view), api);
}

}  // namespace crm

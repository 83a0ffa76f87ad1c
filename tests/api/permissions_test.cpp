// Who may do what: every route of the router, by every method, on own, other's and missing records, asked by everybody,
// is what permissions.txt says, and whatever is refused changes nothing (test_app.cpp looks after that).
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "app/web_app.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "crm/api_keys/api_key.hpp"
#include "crm/catalogue.hpp"
#include "db/dialect.hpp"
#include "resource/rest.hpp"
#include "support/bodies.hpp"
#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("permissions");
namespace {

const std::vector<std::string> people{"stranger", "erika", "nora",  "udo",   "carla",
                                      "dario",    "maria", "jonas", "david", "key"};
const std::vector<std::string> methods{"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE"};
constexpr auto missing_id = "4711";

// Who each person is; 0: nobody. The key is one of david's.
Id id_of(const std::string& who) {
    static const std::map<std::string, Id> ids{{"david", 1}, {"maria", 2}, {"jonas", 3}, {"carla", 4}, {"dario", 5},
                                               {"erika", 6}, {"nora", 7},  {"udo", 8},   {"key", 1}};
    const auto found = ids.find(who);
    return found == ids.end() ? 0 : found->second;
}

// Everybody has an API key with the id of their own; the one that is used comes behind them.
const std::string secret = "crm_a-key-of-lesser-rights-which-is-a-secret-00";

void add_keys(Session& session) {
    const User nobody;
    for (Id user = 1; user <= 9; ++user) {
        ApiKeyRecord key;
        key.id = user;
        key.user = user == 9 ? id_of("key") : user;
        key.name = "Nightly report";
        key.key_hash = sha256_hex(user == 9 ? secret : std::to_string(user));
        key.scopes = "customers:write interactions:read";
        create(session, api_keys(), catalogue(), Actor{nobody, {}, {}}, key, now());
        session.execute("INSERT INTO api_key_uses (key_id) VALUES (?)", {key.id});
    }
    advance_ids(session, api_keys().name);
}

Client client_of(TestApp& app, const std::string& who) { return who == "key" ? app.with_token(secret) : app.as(who); }

// The record that is the person's own where such a thing is, and one that is not.
std::pair<Id, Id> own_and_other(std::string_view route, const std::string& who) {
    const auto is_of = [&](std::string_view name) { return route.starts_with("/api/" + std::string(name) + "/"); };
    if (is_of("users") || is_of("me/keys")) {
        const Id own = std::max<Id>(id_of(who), 1);
        return {own, own == 3 ? 2 : 3};
    }
    if (is_of("opportunities")) return who == "jonas" ? std::pair{2, 1} : std::pair{1, 2};
    if (is_of("customers") && who == "maria") return {5, 2};
    if (is_of("stages")) return {2, 3};  // those without opportunities
    return who == "dario" ? std::pair{2, 1} : std::pair{1, 2};
}

// What a route asks about: the records of its address, or of the row of a bulk request.
std::vector<std::string> records_of(std::string_view route) {
    if (route.find("{id}") != route.npos) return {"own", "other", "missing"};
    if (route.ends_with("/bulk/")) return {"new", "own", "other", "missing"};
    return {"-"};
}

const Resource* resource_of(std::string_view route) {
    for (const Resource* resource : catalogue().all())
        if (route.starts_with("/api/" + std::string(resource->name) + "/")) return resource;
    return nullptr;
}

std::string refresh_token_of(TestApp& app, const std::string& who) {
    if (who == "key" || who == "stranger") return secret;
    return app.tokens().issue(app.tokens().new_refresh(id_of(who), 0, now()));
}

// A body with which the request would be done, were it allowed.
std::string body_for(TestApp& app, std::string_view route, const std::string& who, const std::string& id) {
    if (const Resource* resource = resource_of(route)) {
        Members members = good_members(*resource, who == "dario" ? 2 : 1);
        if (!route.ends_with("/bulk/")) return body_of(members);
        if (!id.empty()) members.emplace_back("id", id);
        return "[" + body_of(members) + "]";
    }
    const std::string password = who == "key" ? secret : std::string(people_password);
    if (route == "/api/token/")
        return body_of({{"username", json_text(who == "key" ? "david" : who)}, {"password", json_text(password)}});
    if (route == "/api/token/verify/") return body_of({{"token", json_text(refresh_token_of(app, who))}});
    if (route.starts_with("/api/token/")) return body_of({{"refresh", json_text(refresh_token_of(app, who))}});
    if (route == "/api/me/password/")
        return body_of({{"current_password", json_text(password)}, {"new_password", R"("pink-crocodile-99")"}});
    if (route.starts_with("/api/me/keys/")) return R"({"name":"Another","scopes":["interactions:read"]})";
    return "{}";
}

// One question of the table; the order is that of the file.
struct Cell {
    std::string route, method, record, who;
    auto operator<=>(const Cell&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Cell& cell) {
    return out << cell.route << " " << cell.method << " " << cell.record << " by " << cell.who;
}

using Table = std::map<Cell, int>;

Table expected_table() {
    Table table;
    std::ifstream file(TEST_PERMISSIONS);
    REQUIRE(file.is_open());
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#') continue;
        std::istringstream words(line);
        std::string route, of_methods, of_records;
        words >> route >> of_methods >> of_records;
        std::vector<int> statuses;
        for (int status = 0; words >> status;) statuses.push_back(status);
        CHECK_MESSAGE((words.eof() && statuses.size() == people.size()), "a status for each person: " << line);
        for (const auto& method : split_list(of_methods))
            for (const auto& record : split_list(of_records))
                for (std::size_t i = 0; i < std::min(people.size(), statuses.size()); ++i) {
                    const Cell cell{route, std::string(method), std::string(record), people[i]};
                    CHECK_MESSAGE(table.emplace(cell, statuses[i]).second, "listed twice: " << cell);
                }
    }
    return table;
}

std::vector<Cell> all_cells(const Router& router) {
    std::vector<Cell> cells;
    for (const auto& route : router.routes()) {
        if (route->name == web_app_files) continue;  // the same for everybody: process/web_app_test
        for (const std::string& method : methods)
            for (const std::string& record : records_of(route->pattern))
                for (const std::string& who : people) cells.push_back({route->pattern, method, record, who});
    }
    return cells;
}

// Of a bulk request the status of its one row, where it has got that far.
int status_of(const Cell& cell, const Answer& answer) {
    if (!cell.route.ends_with("/bulk/") || cell.method != "POST" || answer.status != 200) return answer.status;
    return std::stoi(std::string(answer.at("results").items[0].find("status")->text));
}

int status_of(TestApp& app, const Cell& cell) {
    if (app.has_changed()) {
        app.start_anew();
        app.write(add_keys);
    }
    const auto [own, other] = own_and_other(cell.route, cell.who);
    const std::string id = cell.record == "own"       ? std::to_string(own)
                           : cell.record == "other"   ? std::to_string(other)
                           : cell.record == "missing" ? missing_id
                                                      : "";
    std::string address = cell.route;
    if (const auto at = address.find("{id}"); at != address.npos) address.replace(at, 4, id);
    std::erase_if(address, [](char c) { return c == '{' || c == '}'; });  // a secret that is not the right one
    if (address.ends_with("/bulk/")) address += "?atomic=false";
    const bool has_body = cell.method == "POST" || cell.method == "PUT" || cell.method == "PATCH";
    const std::string body = has_body ? body_for(app, cell.route, cell.who, id) : "";
    const Answer answer = client_of(app, cell.who).send(cell.method, address, body);
    const int status = status_of(cell, answer);
    CHECK_MESSAGE((status < 300 || !app.has_changed()), "refused, and yet something changed: " << cell);
    return status;
}

TEST_CASE("everybody meets what the table says, wherever they go") {
    TestApp app;
    app.write(add_keys);
    Table expected = expected_table();
    for (const Cell& cell : all_cells(app.router())) {
        const int status = status_of(app, cell);
        const auto listed = expected.find(cell);
        if (listed == expected.end()) {
            FAIL_CHECK("not listed: " << cell << " is answered " << status);
            continue;
        }
        CHECK_MESSAGE(status == listed->second, cell);
        expected.erase(listed);
    }
    for (const auto& [cell, status] : expected) FAIL_CHECK("listed, and yet there is no such thing: " << cell);
}

TEST_CASE("without a token, or deactivated, the refusal says so and nothing else, whatever the method") {
    TestApp app;
    const std::string erika = app.access_token("erika");
    for (const Resource* resource : catalogue().all()) {
        const std::string list = "/api/" + std::string(resource->name) + "/";
        for (const std::string& path : {list, list + "1/", list + "4711/"})
            for (const char* method : {"GET", "POST", "PATCH", "PURGE"}) {
                const std::string body = good_body(resource->name, 1);
                CHECK(app.as("stranger").send(method, path, body).body ==
                      R"({"detail":"Authentication credentials were not provided."})");
                CHECK(app.with_token(erika).send(method, path, body).body ==
                      R"({"detail":"User is inactive","code":"user_inactive"})");
            }
    }
}

TEST_CASE("the root says where everything is") {
    TestApp app;
    constexpr auto root =
        R"({"interactions":"http://localhost:8000/api/interactions/","users":"http://localhost:8000/api/users/",)"
        R"("customers":"http://localhost:8000/api/customers/","opportunities":"http://localhost:8000/api/opportunities/",)"
        R"("stages":"http://localhost:8000/api/stages/"})";
    for (const char* who : {"david", "maria", "carla", "nora", "udo"}) CHECK(app.as(who).get("/api/").body == root);
    CHECK(app.as("carla").get("/api/.json").text("users") == "http://localhost:8000/api/users.json");
}

}  // namespace
TEST_SUITE_END();

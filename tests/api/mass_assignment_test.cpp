// Members that nobody may write, and ids of others, sent to every resource by everybody, in every form.
#include <doctest/doctest.h>

#include <map>

#include "crm/catalogue.hpp"
#include "resource/sql.hpp"
#include "support/bodies.hpp"
#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("mass_assignment");
namespace {

// Names that frameworks have, and ours that are columns and not fields.
const Members strange_members{
    {"pk", "4242"},
    {"is_superuser", "true"},
    {"token_version", "0"},
    {"username_key", R"("root")"},
    {"name_key", R"("x")"},
    {"user_id", "1"},
    {"customer_id", "2"},
    {"assigned_to_id", "1"},
    {"last_login", R"("1999-01-01T00:00:00Z")"},
    {"groups", "[1]"},
    {"user_permissions", "[1]"},
    {"password_hash", R"("$2b$x")"},
    {"permissions", R"(["all"])"},
    {"__proto__", R"({"role":"admin"})"},
    {"constructor", "{}"},
};
constexpr Timestamp long_ago{915'148'800'000'000};  // 1999-01-01

std::vector<const Field*> closed_fields(const Resource& resource, Role role) {
    std::vector<const Field*> fields;
    for (const Field& field : record_fields())
        if (!field.is_input(role) && field.name != "id") fields.push_back(&field);
    for (const Field& field : resource.fields)
        if (!field.is_input(role)) fields.push_back(&field);
    return fields;
}

// What nobody's record has, and would be good were the field open.
Value smuggled(const Field& field) {
    if (field.kind == Kind::boolean) return true;
    if (field.kind == Kind::reference) return std::int64_t{3};
    if (field.kind == Kind::timestamp) return long_ago.micros;
    if (field.kind != Kind::text) return std::int64_t{7777};
    return std::string(field.choices.empty() ? "smuggled" : field.choices.back().value);
}

Members smuggled_members(const Resource& resource, Role role) {
    Members members = strange_members;
    for (const Field* field : closed_fields(resource, role)) {
        std::string json;
        append_json(json, *field, smuggled(*field));
        std::erase_if(members, [&](const auto& member) { return member.first == field->name; });
        members.emplace_back(field->name, json);
    }
    return members;
}

Members joined(Members members, const Members& more) {
    members.insert(members.end(), more.begin(), more.end());
    return members;
}

std::string multipart_of(const Members& members) {
    std::string body;
    for (const auto& [name, value] : members) {
        body += "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n";
        body += (value.starts_with('"') ? std::string(json::Document::parse(value).root().text) : value) + "\r\n";
    }
    return body + "--x--\r\n";
}

// The ways in which a record can be written; each answers with its id.
struct Way {
    const char* name;
    const char* content_type;
    std::string (*body)(const Members&);
    bool bulk;
};
const Way ways[] = {
    {"JSON", "application/json", body_of, false},
    {"a form", "application/x-www-form-urlencoded", form_of, false},
    {"multipart", "multipart/form-data; boundary=x", multipart_of, false},
    {"bulk", "application/json", [](const Members& members) { return "[" + body_of(members) + "]"; }, true},
    {"bulk lines", "application/x-ndjson", body_of, true},
};

std::int64_t id_of(const Answer& answer, const Way& way) {
    if (!way.bulk) return answer.id();
    const auto& row = answer.at("results").items.front();
    const auto* id = row.find("id");
    REQUIRE_MESSAGE(id, answer.body);
    return std::stoll(std::string(id->text));
}

void check_untouched(TestApp& app, const Resource& resource, Role role, std::int64_t id) {
    CHECK(id != 4242);
    for (const Field* field : closed_fields(resource, role)) {
        const std::string column = std::string(field->column.empty() ? field->name : field->column);
        const Value value = smuggled(*field);
        INFO(column);
        CHECK(app.read([&](Session& session) {
            Sql sql;
            sql << "SELECT COUNT(*) FROM " << resource.name << " WHERE id = ? AND " << column << " = ?";
            sql.bind(id);
            sql.bind(value);
            std::int64_t count = 0;
            session.query(sql.text, sql.values, [&](const Row& row) { return count = row.integer(0), true; });
            return count;
        }) == 0);
    }
    CHECK(app.count(
              "SELECT COUNT(*) FROM users WHERE is_superuser <> 0 OR token_version <> 0 OR password LIKE '$2b%'") == 0);
    CHECK(app.count("SELECT COUNT(*) FROM users WHERE id = 4242") == 0);
}

void write_all(TestApp& app, const std::string& who, Role role, const Resource& resource, const Way& way) {
    const Members fruit = smuggled_members(resource, role);
    const std::string list = "/api/" + std::string(resource.name) + "/", path = list + (way.bulk ? "bulk/" : "");
    const auto client = app.as(who).with("Content-Type", way.content_type);
    Members made = joined(good_members(resource), fruit);
    if (!way.bulk) made.emplace_back("id", "4242");  // there it names the record to change
    const auto created = client.post(path, way.body(made));
    if (created.status == 403) return;
    CHECK(created.status == (way.bulk ? 200 : 201));
    const auto id = id_of(created, way);
    check_untouched(app, resource, role, id);
    const auto change = [&](const char* method, Members members) {
        members = joined(members, fruit);
        members.emplace_back("id", way.bulk ? std::to_string(id) : "4242");
        const auto answer = way.bulk ? client.post(path, way.body(members))
                                     : client.send(method, list + std::to_string(id) + "/", way.body(members));
        CHECK(answer.status == 200);
        CHECK(id_of(answer, way) == id);
        check_untouched(app, resource, role, id);
    };
    change("PATCH", {});
    change("PUT", good_members(resource));
}

TEST_CASE("what the server keeps for itself stays its own, whoever writes, and in whatever way") {
    TestApp app;
    for (const auto& [who, role] :
         {std::pair{"david", Role::admin}, std::pair{"maria", Role::sales}, std::pair{"carla", Role::customer}})
        for (const Resource* resource : catalogue().all())
            for (const Way& way : ways) {
                INFO(who << " writes " << resource->name << " by " << way.name);
                write_all(app, who, role, *resource, way);
            }
    CHECK(login(app, "maria").status == 200);
}

TEST_CASE("an API key is its maker's, whoever is named, and is what the server makes it") {
    TestApp app;
    const auto made = app.as("carla").post(
        "/api/me/keys/",
        R"({"name":"x","scopes":["interactions:read"],"id":4242,"user":1,"user_id":1,"key":"crm_mine","prefix":"crm_mine",)"
        R"("key_hash":"mine","created_at":"1999-01-01T00:00:00Z","version":7777,"external_id":"mine"})");
    CHECK(made.status == 201);
    CHECK(made.id() != 4242);
    CHECK(made.text("key") != "crm_mine");
    CHECK(app.count("SELECT COUNT(*) FROM api_keys WHERE user_id = 4 AND version = 1 AND external_id IS NULL") == 1);
    CHECK(app.count("SELECT COUNT(*) FROM api_keys") == 1);
}

// Whom and what a customer's own records may refer to; staff may refer to everything.
bool may_refer_to(const std::string& who, std::string_view target, std::int64_t id) {
    const std::map<std::string, std::int64_t> counts{
        {"users", 8}, {"customers", 5}, {"opportunities", 3}, {"interactions", 5}, {"stages", 3}};
    const bool exists = id >= 1 && id <= counts.at(std::string(target));
    if (who != "carla") return exists;
    return target == "customers" && (id == 1 || id == 4);
}

TEST_CASE("a body refers to what its author sees; another's record is refused as one that is not there") {
    TestApp app;
    const auto untouched = app.image();
    for (const auto& [who, role] : {std::pair{"maria", Role::sales}, std::pair{"carla", Role::customer}})
        for (const Resource* resource : catalogue().all())
            for (const Field& field : resource->fields) {
                const std::string list = "/api/" + std::string(resource->name) + "/";
                if (field.kind != Kind::reference || !field.is_input(role) || app.as(who).get(list).status == 403)
                    continue;
                for (const std::int64_t id : {-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 4711}) {
                    if (may_refer_to(who, field.references, id)) continue;
                    INFO(who << " " << resource->name << "." << field.name << " " << id);
                    const std::string problem =
                                          "\"Invalid pk \\\"" + std::to_string(id) + "\\\" - object does not exist.\"",
                                      body = body_with(good_members(*resource), field.name, std::to_string(id)),
                                      member = body_of({{std::string(field.name), std::to_string(id)}});
                    const auto client = app.as(who);
                    for (const Answer& answer :
                         {client.post(list, body), client.patch(list + "1/", member), client.put(list + "1/", body)}) {
                        CHECK(answer.status == 400);
                        CHECK(answer.body == "{\"" + std::string(field.name) + "\":[" + problem + "]}");
                    }
                    const auto rows =
                        client.post(list + "bulk/?atomic=false",
                                    "[" + body + "," + body_with({{"id", "1"}}, field.name, std::to_string(id)) + "]");
                    CHECK(rows.at("refused").text == "2");
                    CHECK(rows.says(problem));
                }
            }
    CHECK(difference(untouched, app.image()) == "");
}

TEST_CASE("nobody but an admin makes, changes or promotes users, themselves least of all") {
    TestApp app;
    const std::pair<const char*, int> people[] = {{"maria", 2}, {"carla", 4}, {"nora", 7}, {"udo", 8}};
    for (const auto& [who, id] : people)
        for (const char* body : {R"({"role":"admin"})", R"({"is_staff":true})", R"({"is_superuser":true})",
                                 R"({"password":"pink-crocodile-9"})",
                                 R"({"username":"x","role":"admin","password":"pink-crocodile-9"})"}) {
            const auto client = app.as(who);
            const std::string own = "/api/users/" + std::to_string(id) + "/";
            CHECK(client.patch(own, body).status == 403);
            CHECK(client.put(own, body).status == 403);
            CHECK(client.patch("/api/users/1/", body).status == 403);
            CHECK(client.post("/api/users/", body).status == 403);
            const auto before = client.get("/api/me/").body;
            CHECK(client.patch("/api/me/", body).body == before);
            CHECK(client.put("/api/me/", body).status == 405);
        }
    // Fields of another resource have no business here.
    CHECK(app.as("carla")
              .patch("/api/interactions/1/",
                     R"({"role":"admin","is_active":false,"user":4,"password":"pink-crocodile-9"})")
              .status == 200);
    CHECK(app.as("carla").get("/api/me/").text("role") == "customer");
}

TEST_CASE("the new password of /api/me/password/ is one's own, whoever is named") {
    TestApp app;
    const auto answer = app.as("carla").post(
        "/api/me/password/",
        R"({"current_password":"green-crocodile-42","new_password":"pink-crocodile-9","id":1,"user":1,"username":"david"})");
    CHECK(answer.status == 200);
    CHECK(login(app, "david").status == 200);
    CHECK(login(app, "carla", "pink-crocodile-9").status == 200);
}

}  // namespace
TEST_SUITE_END();

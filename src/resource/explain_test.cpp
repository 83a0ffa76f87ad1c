// What is derived from a description of a resource that lives outside crm/, and its table beside it.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "base/json.hpp"
#include "db/dialect.hpp"
#include "db/source.hpp"
#include "resource/explain.hpp"
#include "resource/json_schema.hpp"

using namespace crm;

namespace {

struct Reader : Record {
    std::string name;
};

struct Volume : Record {
    std::string title, language, isbn, secret;
    std::optional<std::string> motto;
    bool is_lent = false;
    Timestamp bought;
    std::optional<Id> lent_to;
    Id owner = 0;
};

Scope own(const User& user) { return user.role == Role::admin ? everything() : where("id", user.id); }
Scope of_own_owner(const User& user) { return user.role == Role::sales ? nothing() : visible_through("owner"); }
bool is_isbn(std::string_view text) { return text.size() == 13; }
std::string seal(std::string_view text) { return std::string(text); }

constexpr FieldOf<Reader> person_fields[] = {
    field<&Reader::name>("name", required, max_length(50), unique("Taken."), sortable),
};

constexpr Choice languages[] = {{"en", "English"}, {"fr", "French"}};

constexpr FieldOf<Volume> book_fields[] = {
    field<&Volume::title>("title", required, max_length(100), searchable, filterable),
    field<&Volume::language>("language", one_of(languages)),
    field<&Volume::isbn>("isbn", label("ISBN"), help("Thirteen digits."), valid_if(is_isbn, "No ISBN.")),
    field<&Volume::motto>("motto", max_length(20), sortable),
    field<&Volume::secret>("secret", sealed(seal)),
    field<&Volume::is_lent>("is_lent", hidden),
    field<&Volume::bought>("bought", read_only, now_by_default),
    field<&Volume::lent_to>("lent_to", references("people")),
    field<&Volume::owner>("owner", required, references("people", WhenGone::cascade)),
};

const Resource& people() {
    static const Resource resource = describe<Reader>({.name = "people",
                                                       .label = "person",
                                                       .description = "People.",
                                                       .fields = person_fields,
                                                       .policy = all_for(only(Role::admin)),
                                                       .visible_to = own});
    return resource;
}

const Resource& books() {
    static const Resource resource = describe<Volume>({.name = "books",
                                                       .label = "old book",
                                                       .description = "Books on \"shelves\".",
                                                       .fields = book_fields,
                                                       .policy = {.read = Role::admin | Role::customer,
                                                                  .create = only(Role::admin),
                                                                  .update = only(Role::admin),
                                                                  .remove = {}},
                                                       .visible_to = of_own_owner});
    return resource;
}

const Catalogue& library() {
    static const Catalogue all({&people(), &books()});
    return all;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

constexpr std::string_view people_table =
    "CREATE TABLE people (id $id, name $text(50) NOT NULL, name_key $key NOT NULL, external_id $text(255),"
    " created_at $timestamp NOT NULL,"
    " updated_at $timestamp NOT NULL, version $int NOT NULL)$table_end;";
constexpr std::string_view books_table =
    "CREATE TABLE books (id $id, title $text(100) NOT NULL, title_key $key NOT NULL, language $text(2) NOT NULL,"
    " isbn $longtext NOT NULL, motto $text(20), motto_key $key NOT NULL, secret $text(256) NOT NULL, is_lent $bool NOT "
    "NULL,"
    " bought $timestamp NOT NULL, lent_to_id $ref, owner_id $ref NOT NULL, external_id $text(255), created_at "
    "$timestamp NOT NULL,"
    " updated_at $timestamp NOT NULL, version $int NOT NULL)$table_end;"
    " $words(books);";

// The differences found in a new database with these two tables.
std::vector<std::string> differences(const std::string& people_sql, const std::string& books_sql) {
    std::string folder = (std::filesystem::temp_directory_path() / "explain-XXXXXX").string();
    REQUIRE(mkdtemp(folder.data()));
    std::vector<std::string> found;
    {
        const auto session = open_session(DatabaseUrl::parse("sqlite:///" + folder + "/books.db"), Access::write);
        session->run_script(translate_types(Engine::sqlite, people_sql + books_sql));
        found = schema_differences(*session, library());
    }
    std::filesystem::remove_all(folder);
    return found;
}

std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
    std::string out(text);
    const auto at = out.find(what);
    REQUIRE(at != std::string::npos);
    return out.replace(at, what.size(), with);
}

using Sentences = std::vector<std::string>;

}  // namespace

TEST_CASE("an explanation shows routes, rules, columns and what each role sees") {
    const std::string text = explain(books(), library(), Engine::postgres);
    CHECK(has(text, "books: Books on \"shelves\"."));
    CHECK(has(text, "GET     /api/books/                     admin, customer\n"));
    CHECK(has(text, "PATCH   /api/books/{id}/                admin\n"));
    CHECK(has(text, "DELETE  /api/books/{id}/                nobody\n"));
    CHECK(has(text, "text, required, at most 100 characters, searchable, filterable\n"));
    CHECK(has(text, "text, one of en fr\n"));
    CHECK(has(text, "text, rule of its own: \"No ISBN.\"\n"));
    CHECK(has(text, "text, write-only, stored sealed\n"));
    CHECK(has(text, "id of people, or null, cleared when it is deleted\n"));
    CHECK(has(text, "id of people, required, deleted with it\n"));
    CHECK(has(text, "lent_to_id"));
    CHECK(has(text, "$text(100)  VARCHAR(100) COLLATE \"C\" NOT NULL\n"));
    CHECK(has(text, "title_key"));
    CHECK(!has(text, "isbn_key"));
    CHECK(has(text, "a change adds AND id = … FOR UPDATE\n"));
    CHECK(has(text, "FROM books WHERE 1 = 1 ORDER BY id\n"));
    CHECK(has(text, "sales     is refused\n"));
    CHECK(has(text, "FROM books WHERE owner_id IN (SELECT id FROM people WHERE id = :user) ORDER BY id\n"));
    CHECK(has(text, "\"title\": \"Old Book\""));
    CHECK(!has(explain(books(), library(), Engine::sqlite), "FOR UPDATE"));
    CHECK(has(explain(books(), library(), Engine::mysql), "utf8mb4_bin"));
}

TEST_CASE("the JSON Schema is that of an answer") {
    const auto document = json::Document::parse(json_schema(books()));
    const json::Value& schema = document.root();
    CHECK(schema.find("$schema")->text == "https://json-schema.org/draft/2020-12/schema");
    CHECK(schema.find("description")->text == "Books on \"shelves\".");
    std::vector<std::string_view> properties, must;
    for (const auto& member : schema.find("properties")->members) properties.push_back(member.name);
    for (const auto& item : schema.find("required")->items) must.push_back(item.text);
    CHECK(properties == std::vector<std::string_view>{"id", "title", "language", "isbn", "motto", "bought", "lent_to",
                                                      "owner", "external_id", "created_at", "updated_at", "version"});
    std::erase(properties, "external_id");  // for some roles
    CHECK(must == properties);

    const auto property = [&](std::string_view name) -> const json::Value& {
        return *schema.find("properties")->find(name);
    };
    CHECK(property("title").find("type")->text == "string");
    CHECK_FALSE(property("title").find("maxLength"));  // imported records may break rules
    CHECK_FALSE(property("language").find("enum"));
    CHECK(property("isbn").find("title")->text == "ISBN");
    CHECK(property("isbn").find("description")->text == "Thirteen digits.");
    CHECK(property("motto").find("type")->items.size() == 2);
    CHECK(property("lent_to").find("type")->items[0].text == "integer");
    CHECK(property("owner").find("type")->text == "integer");
    CHECK(property("bought").find("format")->text == "date-time");
    CHECK(property("bought").find("readOnly")->boolean);
}

TEST_CASE("a schema that is made for the fields has no differences") {
    CHECK(differences(std::string(people_table), std::string(books_table)) == Sentences{});
}

TEST_CASE("what does not fit the fields is named") {
    const std::string people_sql(people_table);
    const auto with = [&](std::string_view what, std::string_view other) {
        return differences(people_sql, replaced(books_table, what, other));
    };
    CHECK(differences(people_sql, "") == Sentences{"There is no table books."});
    CHECK(with(" title_key $key NOT NULL,", "") == Sentences{"books.title_key is missing."});
    CHECK(with("isbn ", "isbn_13 ") == Sentences{"books.isbn is missing.", "books.isbn_13 belongs to no field."});
    CHECK(with("$text(100)", "$text(99)") == Sentences{"books.title holds 99 characters, the field allows 100."});
    CHECK(with("$text(100)", "$longtext") == Sentences{});
    CHECK(with("is_lent $bool", "is_lent $int") ==
          Sentences{"books.is_lent is of type bigint, which does not fit the field."});
    CHECK(with("owner_id $ref NOT NULL", "owner_id $ref") == Sentences{"books.owner_id must not allow null."});
    CHECK(with("lent_to_id $ref", "lent_to_id $ref NOT NULL") == Sentences{"books.lent_to_id must allow null."});
    CHECK(with("$words(books)", "$words(people)") ==
          Sentences{"The table people_words belongs to no searchable field.", "The table books_words is missing."});
    CHECK(with("secret $text(256)", "secret $bool") ==
          Sentences{"books.secret is of type smallint, which does not fit the field."});
}

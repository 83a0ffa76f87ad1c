// A resource that no part of the product knows: described here, and everything else follows.
#include <doctest/doctest.h>

#include "crm/catalogue.hpp"
#include "crm/users/user.hpp"
#include "db/dialect.hpp"
#include "http/problem.hpp"
#include "resource/changes.hpp"
#include "resource/explain.hpp"
#include "resource/json_schema.hpp"
#include "resource/rest.hpp"
#include "support/scratch_database.hpp"
#include "support/test_app.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("books");
namespace {

struct Book : Record {
    std::string title, isbn;
    std::int64_t pages = 0;
    bool in_print = true;
    std::optional<Timestamp> published;
    std::optional<Id> sequel_of, owner;
};

void check_book(const Book& book, const Book*, Problems& problems) {
    if (book.pages < 0) problems.add("pages", "A book has no fewer than no pages.");
}

Scope visible_books(const User& user) { return user.role == Role::customer ? where("owner", user.id) : everything(); }

constexpr FieldOf<Book> book_fields[] = {
    field<&Book::title>("title", required, max_length(80), filterable),
    field<&Book::isbn>("isbn", required, max_length(20), unique("That book is here already.")),
    field<&Book::pages>("pages"),
    field<&Book::in_print>("in_print", label("Available")),
    field<&Book::published>("published"),
    field<&Book::sequel_of>("sequel_of", references("books")),
    field<&Book::owner>("owner", references("users", WhenGone::cascade)),
};

const Resource& books() {
    static const Resource resource = describe<Book>({
        .name = "books",
        .label = "good book",
        .description = "What one reads.",
        .fields = book_fields,
        .policy = {Role::admin | Role::sales | Role::customer, Role::admin | Role::sales, Role::admin | Role::sales,
                   only(Role::admin)},
        .visible_to = visible_books,
        .check = check_book,
    });
    return resource;
}

constexpr std::string_view book_table = R"(
CREATE TABLE books (
    id $id, title $text(80) NOT NULL, title_key $key NOT NULL, isbn $text(20) NOT NULL, isbn_key $key NOT NULL, pages $int NOT NULL,
    in_print $bool NOT NULL, published $timestamp, sequel_of_id $ref REFERENCES books (id), owner_id $ref REFERENCES users (id),
    external_id $text(255), created_at $timestamp NOT NULL, updated_at $timestamp NOT NULL, version $int NOT NULL)$table_end)";

class Library {
public:
    Library() : catalogue_({&books(), &users()}), api_{app_.tokens(), catalogue_, key_uses_, recent_users_} {
        app_.write([](Session& session) { session.run_script(translate_types(session.engine(), book_table)); });
        for (Route& route : resource_routes(books(), api_)) router_.add(std::move(route));
    }
    ~Library() {
        app_.write([](Session& session) { session.run_script("DROP TABLE books"); });
        app_.expect_good_log = false;  // it has entries of books
    }

    Answer ask(std::string_view who, std::string method, std::string path, std::string body = {}) {
        Request request;
        request.method = std::move(method);
        request.path = request.target = std::move(path);
        request.headers = {{"Authorization", "Bearer " + app_.access_token(who)},
                           {"Content-Type", "application/json"},
                           {"Host", "localhost"}};
        request.body = std::move(body);
        const auto match = router_.match(request.path);
        REQUIRE(match);
        Response response;
        try {
            response = match->route->handle(request, match->params, *database_);
        } catch (...) {
            response = response_for_current_exception(request);
        }
        match->route->finish(request, response);
        Answer answer;
        answer.status = response.status;
        answer.headers = response.headers;
        answer.body = response.body;
        if (response.stream) {
            struct Collected final : Sink {
                std::string& out;
                explicit Collected(std::string& o) : out(o) {}
                bool write(std::string_view text) override { return out += text, true; }
            } sink(answer.body);
            response.stream(sink);
        }
        CHECK(answer.status < 500);
        return answer;
    }
    TestApp& app() { return app_; }
    const Catalogue& shelf() const { return catalogue_; }

private:
    TestApp app_;
    Catalogue catalogue_;
    KeyUses key_uses_;
    RecentUsers recent_users_;
    Api api_;
    Router router_;
    std::unique_ptr<Database> database_ = app_.open_database();
};

TEST_CASE("a described resource has the whole API") {
    Library library;
    CHECK(library.app().read([&](Session& s) { return schema_differences(s, library.shelf()); }).empty());
    const auto made =
        library.ask("maria", "POST", "/api/books/",
                    R"({"title":" Momo ","isbn":"3-522","pages":"304","published":"1973-01-01T00:00:00Z","owner":4})");
    REQUIRE(made.status == 201);
    CHECK(made.says(
        R"("title":"Momo","isbn":"3-522","pages":304,"in_print":true,"published":"1973-01-01T00:00:00Z","sequel_of":null,"owner":4,)"));
    const std::string item = "/api/books/" + std::to_string(made.id()) + "/";
    CHECK(library.ask("maria", "GET", item).body == made.body);
    CHECK(library.ask("maria", "GET", "/api/books/").ids() == std::vector<std::int64_t>{made.id()});
    CHECK(library.ask("carla", "GET", item).status == 200);
    CHECK(library.ask("dario", "GET", item).status == 404);
    CHECK(library.ask("dario", "GET", "/api/books/").body == "[]");
    CHECK(library.ask("carla", "PATCH", item, "{}").status == 403);
    CHECK(library.ask("maria", "DELETE", item).status == 403);
    CHECK(library.ask("nora", "GET", item).status == 403);
    CHECK(library.ask("maria", "POST", "/api/books/", R"({"title":"Other","isbn":" 3-522"})").body ==
          R"({"isbn":["That book is here already."]})");
    CHECK(library.ask("maria", "PATCH", item, R"({"pages":-1})").body ==
          R"({"pages":["A book has no fewer than no pages."]})");
    CHECK(library.ask("maria", "PATCH", item, R"({"pages":"many"})").body ==
          R"({"pages":["A valid integer is required."]})");
    CHECK(library.ask("maria", "PATCH", item, R"({"pages":null})").body ==
          R"({"pages":["This field may not be null."]})");
    CHECK(library.ask("maria", "PATCH", item, R"({"published":null,"in_print":"no"})")
              .says(R"("in_print":false,"published":null)"));
    CHECK(library.ask("maria", "PUT", item, R"({"title":"Momo"})").body == R"({"isbn":["This field is required."]})");
    CHECK(library.ask("maria", "OPTIONS", "/api/books/")
              .says(R"("name":"Good Book List","description":"What one reads.")"));
    CHECK(library.ask("maria", "OPTIONS", item)
              .says(R"("in_print":{"type":"boolean","required":false,"read_only":false,"label":"Available"})"));

    const auto sequel = library.ask("maria", "POST", "/api/books/",
                                    R"({"title":"Momo 2","isbn":"x","sequel_of":)" + std::to_string(made.id()) + "}");
    CHECK(sequel.integer("sequel_of") == made.id());
    CHECK(library.ask("david", "DELETE", item).status == 204);
    CHECK(library.ask("david", "GET", "/api/books/" + std::to_string(sequel.id()) + "/")
              .at("sequel_of")
              .is(json::Type::null));
    CHECK(library.app().count("SELECT COUNT(*) FROM changes WHERE resource = 'books'") == 5);
    CHECK(library.app().read([&](Session& s) {
        return verify(s, library.shelf(), [](const std::string& what) { FAIL_CHECK(what); }).entries;
    }) > 5);
}

TEST_CASE("what is described can be explained, and is no part of the product") {
    const Catalogue shelf({&books(), &users()});
    for (const Engine engine : {Engine::sqlite, Engine::mysql, Engine::postgres}) {
        const std::string text = explain(books(), shelf, engine);
        for (const char* part : {"/api/books/", "isbn_key", "sequel_of_id", "owner_id = "})
            CHECK(text.find(part) != std::string::npos);
    }
    CHECK(json::Document::parse(json_schema(books())).root().is(json::Type::object));
    CHECK(catalogue().find("books") == nullptr);
}

}  // namespace
TEST_SUITE_END();

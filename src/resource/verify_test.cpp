// The log of a resource that lives outside crm/, replayed after rows and entries were tampered with.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "db/dialect.hpp"
#include "db/migrate.hpp"
#include "resource/changes.hpp"
#include "resource/rest.hpp"
#include "resource/sql.hpp"

using namespace crm;

namespace {

struct Novel : Record {
    std::string title;
    std::optional<std::string> subtitle;
    std::int64_t pages = 0;
    bool is_lent = false;
    Timestamp bought;
    std::optional<Id> sequel;
    std::string secret;
};

std::string seal(std::string_view text) { return "sealed " + std::string(text); }

constexpr FieldOf<Novel> book_fields[] = {
    field<&Novel::title>("title", required, max_length(100), sortable),
    field<&Novel::subtitle>("subtitle"),
    field<&Novel::pages>("pages"),
    field<&Novel::is_lent>("is_lent"),
    field<&Novel::bought>("bought"),
    field<&Novel::sequel>("sequel", references("books")),
    field<&Novel::secret>("secret", sealed(seal)),
};

const Resource& books() {
    static const Resource resource = describe<Novel>({
        .name = "books",
        .label = "book",
        .description = "Books.",
        .fields = book_fields,
        .policy = all_for(only(Role::admin)),
    });
    return resource;
}

const Catalogue& library() {
    static const Catalogue all({&books()});
    return all;
}

class Library {
public:
    Library() : folder_(std::filesystem::temp_directory_path() / "verify-XXXXXX") {
        std::string name = folder_.string();
        REQUIRE(mkdtemp(name.data()));
        folder_ = name;
        session_ = open_session(DatabaseUrl::parse("sqlite:///" + name + "/books.db"), Access::write);
        migrate(*session_, migrations_for(Engine::sqlite));
        session_->run_script("DELETE FROM changes; DELETE FROM sqlite_sequence WHERE name = 'changes'");
        session_->run_script(translate_types(Engine::sqlite, R"(
            CREATE TABLE books (
                id $id, title $text(100) NOT NULL, title_key $key NOT NULL, subtitle $longtext, pages $int NOT NULL,
                is_lent $bool NOT NULL, bought $timestamp NOT NULL, sequel_id $ref REFERENCES books (id),
                secret $text(256) NOT NULL, external_id $text(255),
                created_at $timestamp NOT NULL, updated_at $timestamp NOT NULL, version $int NOT NULL
            )$table_end)"));
    }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
    ~Library() {
        session_.reset();
        std::filesystem::remove_all(folder_);
    }

    Session& session() { return *session_; }
    Actor actor() const { return {librarian_, {}, {}}; }

    Id add(std::string title, std::string_view action = "create") {
        Novel book;
        book.title = std::move(title);
        book.bought = Timestamp{1'700'000'000'123'456};
        book.secret = "sealed once";
        create(session(), books(), library(), actor(), book, now(), action);
        return book.id;
    }
    template <class F>
    void change(Id id, F&& f) {
        const auto before = load(session(), books(), id);
        const auto after = books().copy(*before);
        f(static_cast<Novel&>(*after));
        update(session(), books(), library(), actor(), *before, *after, now());
    }
    void remove(Id id) { crm::remove(session(), books(), library(), actor(), *load(session(), books(), id), now()); }

    std::vector<std::string> reports() {
        std::vector<std::string> sentences;
        totals = verify(session(), library(), [&](const std::string& sentence) { sentences.push_back(sentence); });
        CHECK(totals.mismatches == static_cast<std::int64_t>(sentences.size()));
        CHECK(!session().in_transaction());
        return sentences;
    }

    Verification totals;

private:
    std::filesystem::path folder_;
    std::unique_ptr<Session> session_;
    User librarian_{.id = 7, .username = "librarian", .role = Role::admin, .is_active = true, .token_version = 0};
};

using Sentences = std::vector<std::string>;

// Two books with a history, one that was deleted, one that was imported.
struct Stocked : Library {
    Stocked() {
        first = add("Emma \"\\\n\x01 日本 🚀");
        second = add("Persuasion", "import");
        change(first, [&](Novel& b) { b.subtitle = "A novel", b.pages = 474, b.is_lent = true, b.sequel = second; });
        change(first, [](Novel& b) { b.subtitle.reset(), b.bought = Timestamp{1}, b.secret = "sealed twice"; });
        const Id third = add("Sanditon");
        change(third, [](Novel& b) { b.pages = 12; });
        remove(third);
    }
    Id first = 0, second = 0;
};

}  // namespace

TEST_CASE("a log that was kept by the ordinary writes fits") {
    Stocked library;
    CHECK(library.reports() == Sentences{});
    CHECK(library.totals.records == 2);
    CHECK(library.totals.entries == 7);
}

TEST_CASE("deleting what others refer to leaves a log that fits") {
    Stocked library;
    library.remove(library.second);
    CHECK(library.reports() == Sentences{});
    CHECK(library.totals.records == 1);
}

TEST_CASE("a row that was changed behind the log's back is reported") {
    Stocked library;
    SUBCASE("text") {
        library.session().execute("UPDATE books SET title = 'Emma' WHERE id = 1");
        CHECK(library.reports() == Sentences{"books 1: has another \"title\" than the log says."});
    }
    SUBCASE("every kind") {
        library.session().execute(
            "UPDATE books SET subtitle = '', pages = 1, is_lent = 0, bought = 2, sequel_id = NULL WHERE id = 1");
        CHECK(library.reports() == Sentences{"books 1: has another \"subtitle\" than the log says.",
                                             "books 1: has another \"pages\" than the log says.",
                                             "books 1: has another \"is_lent\" than the log says.",
                                             "books 1: has another \"bought\" than the log says.",
                                             "books 1: has another \"sequel\" than the log says."});
    }
    SUBCASE("version") {
        library.session().execute("UPDATE books SET version = 9 WHERE id = 1");
        CHECK(library.reports() == Sentences{"books 1: has version 9, the log says 3."});
    }
    SUBCASE("a sealed field is not in the log") {
        library.session().execute("UPDATE books SET secret = 'x' WHERE id = 1");
        CHECK(library.reports() == Sentences{});
    }
}

TEST_CASE("rows without entries and entries without rows are reported") {
    Stocked library;
    SUBCASE("a row was added") {
        library.session().run_script(
            "INSERT INTO books SELECT 50, title, title_key, subtitle, pages, is_lent, bought, sequel_id,"
            " secret, external_id, created_at, updated_at, version FROM books WHERE id = 2");
        CHECK(library.reports() == Sentences{"books 50: has no entry in the log."});
    }
    SUBCASE("a row was removed") {
        library.session().run_script("UPDATE books SET sequel_id = NULL; DELETE FROM books WHERE id = 1");
        CHECK(library.reports() == Sentences{"books 1: is gone, but the log has no entry of its deletion."});
    }
    SUBCASE("a deleted row came back") {
        library.session().run_script(
            "INSERT INTO books SELECT 3, title, title_key, subtitle, pages, is_lent, bought, sequel_id,"
            " secret, external_id, created_at, updated_at, version FROM books WHERE id = 2");
        CHECK(library.reports() == Sentences{"books 3: exists, but the log says that it was deleted."});
    }
    SUBCASE("the whole log of a record was removed") {
        library.session().execute("DELETE FROM changes WHERE record_id = 1");
        CHECK(library.reports() == Sentences{"books 1: has no entry in the log."});
    }
}

TEST_CASE("entries that were tampered with are reported") {
    Stocked library;
    SUBCASE("one in the middle was removed") {
        library.session().execute("DELETE FROM changes WHERE sequence = 3");
        const auto found = library.reports();
        REQUIRE(found.size() == 5);
        CHECK(found[0] == "books 1: entry 4 (update) has version 3 after version 1.");
        CHECK(found[1] == "books 1: entry 4 (update) has another \"subtitle\" before than the entries before it left.");
        CHECK(found[2] == "books 1: has another \"pages\" than the log says.");
    }
    SUBCASE("the first was removed") {
        library.session().execute("DELETE FROM changes WHERE sequence = 1");
        const auto found = library.reports();
        REQUIRE(found.size() == 2);
        CHECK(found[0] == "books 1: entry 3 (update) changes what does not exist.");
        CHECK(found[1] == "books 1: entry 3 (update) has version 2 after version 0.");
    }
    SUBCASE("a value was altered") {
        library.session().execute(R"(UPDATE changes SET after_values = '{"pages":13}' WHERE sequence = 6)");
        CHECK(library.reports() ==
              Sentences{"books 3: entry 7 (delete) has another \"pages\" before than the entries before it left."});
    }
    SUBCASE("a side was taken away") {
        library.session().execute("UPDATE changes SET before_values = '{}' WHERE sequence = 6");
        CHECK(library.reports() == Sentences{"books 3: entry 6 (update) has only one side of \"pages\"."});
    }
    SUBCASE("it is not JSON any more") {
        library.session().execute("UPDATE changes SET after_values = '{' WHERE sequence = 2");
        CHECK(library.reports() == Sentences{"books 2: entry 2 (import) is not readable."});
    }
    SUBCASE("it has a value of another type") {
        library.session().execute(R"(UPDATE changes SET after_values = '{"pages":"13"}' WHERE sequence = 6)");
        CHECK(library.reports() == Sentences{"books 3: entry 6 (update) has a \"pages\" of the wrong type."});
    }
    SUBCASE("a second creation was added") {
        library.session().run_script(
            "INSERT INTO changes SELECT 90, at, actor_id, actor, token_id, request_id, action, resource,"
            " record_id, 4, before_values, after_values, keys_before, keys_after FROM changes WHERE sequence = 1");
        const auto found = library.reports();
        REQUIRE(!found.empty());
        CHECK(found[0] == "books 1: entry 90 (create) creates the record a second time.");
    }
}

TEST_CASE("a field that is younger than the entries is taken as it is") {
    Stocked library;
    library.session().execute(
        "UPDATE changes SET after_values = replace(after_values, '\"pages\":0,', '') WHERE action <> 'update'");
    CHECK(library.reports() == Sentences{});
}

TEST_CASE("more records and entries than are read at once") {
    Library library;
    library.session().begin();
    for (int i = 0; i < 2500; ++i) library.add("Book " + std::to_string(i));
    for (int i = 1; i <= 4100; ++i) library.change(1999, [&](Novel& b) { b.pages = i; });
    library.remove(2001);
    library.session().commit();
    CHECK(library.reports() == Sentences{});
    CHECK(library.totals.records == 2499);
    CHECK(library.totals.entries == 2500 + 4100 + 1);

    library.session().execute("UPDATE books SET pages = 0 WHERE id IN (1999, 2500)");
    library.session().execute("DELETE FROM changes WHERE record_id IN (1, 2000)");
    CHECK(library.reports() == Sentences{"books 1: has no entry in the log.",
                                         "books 1999: has another \"pages\" than the log says.",
                                         "books 2000: has no entry in the log."});
}

// The filled database beside one that the product wrote record by record.
#include "crm/bench/fill.hpp"

#include <map>
#include <set>

#include "base/text.hpp"
#include "crm/bench/filters.hpp"
#include "crm/catalogue.hpp"
#include "db/dialect.hpp"
#include "db/engines_for_tests.hpp"
#include "db/migrate.hpp"
#include "resource/changes.hpp"
#include "resource/explain.hpp"
#include "resource/rewrite.hpp"
#include "resource/search.hpp"
#include "resource/sql.hpp"

using namespace crm;
using namespace crm::for_tests;

namespace {

constexpr SampleSize small{.customers = 400, .interactions = 11'000, .seed = 7};

class Scratch {
public:
    Scratch() : session_(open_session(database_.url, Access::write)) {
        migrate(*session_, migrations_for(Engine::sqlite));
        rewrite(*session_, catalogue(), [](std::string_view, Id) {});
    }
    Session& session() { return *session_; }

    // Every column of every row, as text.
    std::string table(const std::string& name) {
        const auto columns = columns_of(*session_, name);
        std::string out, sql = "SELECT ";
        for (const Column& column : columns) sql += (&column == columns.data() ? "" : ", ") + column.name;
        session_->query(sql + " FROM " + name + " ORDER BY 1, 2", {}, [&](const Row& row) {
            for (int i = 0; i < std::ssize(columns); ++i)
                out += (row.is_null(i) ? "NULL" : std::string(row.text(i))) + '|';
            out += '\n';
            return true;
        });
        return out;
    }
    std::multiset<std::pair<std::string, Id>> words(const Resource& resource) {
        std::multiset<std::pair<std::string, Id>> all;
        word_index(Engine::sqlite).for_each_entry(*session_, resource, [&](std::string_view word, Id id) {
            all.emplace(word, id);
        });
        return all;
    }
    std::set<std::string> indexes() {
        std::set<std::string> all;
        session_->query("SELECT name, sql FROM sqlite_master WHERE type = 'index'", {}, [&](const Row& row) {
            return all.insert(std::string(row.text(0)) + " " + std::string(row.text(1))), true;
        });
        return all;
    }

private:
    Fresh<Sqlite> database_;
    std::unique_ptr<Session> session_;
};

void fill_quietly(Scratch& scratch, const Sample& sample) {
    fill(scratch.session(), sample, [](std::string_view, std::int64_t done, std::int64_t of) { CHECK(done <= of); });
}

template <class T>
void insert_each(Session& session, const Resource& resource, std::int64_t count, const Sample& sample,
                 T (Sample::*make)(Id) const) {
    for (Id id = 1; id <= count; ++id) {
        T record = (sample.*make)(id);
        insert_record(session, resource, record);
    }
}

std::vector<std::string> tables() {
    std::vector<std::string> all;
    for (const Resource* resource : filled_resources()) {
        all.emplace_back(resource->name);
    }
    return all;
}

}  // namespace

TEST_CASE("rows, keys, words and indexes are those that the product writes") {
    const Sample sample(small);
    Scratch fast, slow;
    fill_quietly(fast, sample);
    Session& session = slow.session();
    session.begin();
    insert_each(session, users(), Sample::users, sample, &Sample::user);
    insert_each(session, customers(), small.customers, sample, &Sample::customer);
    insert_each(session, opportunities(), small.opportunities(), sample, &Sample::opportunity);
    insert_each(session, interactions(), small.interactions, sample, &Sample::interaction);
    session.commit();
    for (const std::string& table : tables()) {
        INFO(table);
        CHECK(!fast.table(table).empty());
        CHECK((fast.table(table) == slow.table(table)));
    }
    for (const Resource* resource : filled_resources()) {
        INFO(resource->name);
        CHECK(!fast.words(*resource).empty());
        CHECK((fast.words(*resource) == slow.words(*resource)));
    }
    CHECK(fast.table("sqlite_sequence").find("interactions|11000|") != std::string::npos);
    CHECK(fast.indexes() == slow.indexes());
    CHECK(schema_differences(fast.session(), catalogue()).empty());
    CHECK(fast.session().integer("SELECT COUNT(*) FROM pragma_foreign_key_check") == 0);
    CHECK(fast.session().integer("SELECT COUNT(*) FROM interactions JOIN opportunities ON opportunities.id = "
                                 "opportunity_id WHERE opportunities.customer_id <> interactions.customer_id") == 0);
    CHECK(fast.session().integer("SELECT COUNT(*) FROM interactions WHERE opportunity_id IS NOT NULL") > 1000);
    CHECK(fast.session().integer("SELECT COUNT(*) FROM changes WHERE action = 'import'") ==
          (Sample::users / 50) + (small.customers + small.opportunities() + small.interactions) / 50);
}

TEST_CASE("the same seed makes the same rows, another one others") {
    Scratch one, same, other;
    fill_quietly(one, Sample({.customers = 200, .interactions = 300, .seed = 1}));
    fill_quietly(same, Sample({.customers = 200, .interactions = 300, .seed = 1}));
    fill_quietly(other, Sample({.customers = 200, .interactions = 300, .seed = 2}));
    for (const std::string& table : tables()) CHECK((one.table(table) == same.table(table)));
    CHECK(one.table("changes").size() > 1000);
    for (const char* table : {"customers", "opportunities", "interactions"})
        CHECK((one.table(table) != other.table(table)));
}

TEST_CASE("a record breaks no rule of its fields, and has all roles among the users") {
    const Sample sample({.customers = 2'000, .interactions = 2'000, .seed = 3});
    const auto check = [](const Resource& resource, const Record& record) {
        for (const Field& f : resource.fields) {
            const Value value = f.get(record);
            const auto* text = std::get_if<std::string>(&value);
            if (!text) continue;
            INFO(resource.name << "." << f.name << ": " << *text);
            CHECK(is_utf8(*text));
            CHECK((!f.required || !text->empty()));
            CHECK((f.max_length == 0 || code_points(*text) <= f.max_length));
            CHECK((!f.email || is_email(*text)));
            CHECK((!f.valid || text->empty() || f.valid(*text)));
        }
    };
    std::map<std::string, int> roles;
    for (Id id = 1; id <= Sample::users; ++id) {
        check(users(), sample.user(id));
        ++roles[sample.user(id).role];
    }
    CHECK(roles == std::map<std::string, int>{{"admin", 3}, {"sales", 27}, {"customer", 30}});
    int linked = 0;
    for (Id id = 1; id <= 2'000; ++id) {
        check(customers(), sample.customer(id));
        check(interactions(), sample.interaction(id));
        linked += sample.customer(id).user ? 1 : 0;
    }
    for (Id id = 1; id <= 1'000; ++id) check(opportunities(), sample.opportunity(id));
    CHECK(linked >= 90);
    Draw draw(0, 0, 0);
    CHECK(sample.customer(sample.linked_customer(draw)).user);
}

TEST_CASE("words are drawn by their rank: the first in most texts, the last in hardly any") {
    const Vocabulary vocabulary;
    std::map<std::string, int> drawn;
    Draw draw(1, 2, 3);
    for (int i = 0; i < 200'000; ++i) ++drawn[std::string(vocabulary.draw(draw))];
    const auto of = [&](std::size_t rank) { return drawn[std::string(vocabulary.word(rank))]; };
    CHECK(of(0) > 10'000);
    CHECK(of(0) > of(9) * 4);
    CHECK(of(99) > of(9'999));
    CHECK(drawn.size() > 15'000);
    CHECK(drawn.size() <= Vocabulary::size);
}

TEST_CASE("a part of a text is counted in code points") {
    CHECK(part_of("Łódź", 0, 3) == "Łód");
    CHECK(part_of("Łódź", 2, 5) == "dź");
    CHECK(part_of("ab", 2, 5) == "ab");
}

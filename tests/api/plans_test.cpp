// No page of a list reads or sorts a whole large table: the plan of every statement is read, for every filter and every
// order that is offered to each role, alone and together; and the page is the right one.
#include <doctest/doctest.h>

#include "base/text.hpp"
#include "crm/catalogue.hpp"
#include "db/dialect.hpp"
#include "resource/list_sql.hpp"
#include "resource/word_index.hpp"
#include "support/large_tables.hpp"
#include "support/pages.hpp"
#include "support/query_plans.hpp"
#include "support/scratch_database.hpp"
#include "support/test_app.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("plans");
namespace {

// The app on a large database, which takes a while to make.
struct Large {
    Large() {
        app.expect_good_log = false;
        app.start_empty();
        app.write(fill_large_tables);
        for (const std::string& table : app.read([](Session& s) { return tables_of(s); }))
            if (test_engine() != Engine::sqlite)  // which plans without knowing how much there is
                app.write([&](Session& session) {
                    session.run_script((test_engine() == Engine::mysql ? "ANALYZE TABLE " : "ANALYZE ") + table);
                });
        open();
    }

    std::vector<QueryPlan> plans_of(const Client& client, const std::string& target) {
        database->forget();
        const Answer answer = client.send_on(*database, "GET", target);
        CHECK_MESSAGE(answer.status == 200, target << " " << answer.body);
        ids = ids_of(answer.at("results"));
        next = answer.link("next");
        return database->plans();
    }

    void open() { database.emplace(open_session(scratch_database(), Access::read)); }

    TestApp app;
    std::optional<PlannedDatabase> database;
    Ids ids;
    std::string next;
};

struct Asked {
    std::string parameter;  // with its value
    const Field* field;
    std::string suffix;
};

std::string value_of(const Field& field, const Record& record) {
    Value value = field.get(record);
    if (std::holds_alternative<std::monostate>(value))
        value = field.kind == Kind::text ? Value{std::string("none")} : Value{std::int64_t{20'000}};
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    std::string json;
    append_json(json, field, value);
    return json.starts_with('"') ? json.substr(1, json.size() - 2) : json;
}

// Its first byte or two, and the rest of the character.
std::string beginning_of(const std::string& text) {
    std::size_t size = 2;
    while (size < text.size() && (text[size] & 0xC0) == 0x80) ++size;
    return text.substr(0, size);
}

std::vector<Asked> filters_of(const Resource& resource, Role role, const Record& record) {
    std::vector<Asked> asked;
    for (const Parameter& parameter : list_parameters(resource, role)) {
        if (!parameter.field) continue;
        const std::string suffix = parameter.name.substr(parameter.field->name.size());
        std::vector<std::string> values{value_of(*parameter.field, record)};
        if (suffix == "__isnull") values = {"true", "false"};
        if (suffix == "__in") values = {values[0] + "," + values[0]};
        if (suffix == "__istartswith") values = {beginning_of(values[0])};
        for (const std::string& value : values)
            asked.push_back({parameter.name + "=" + percent_encode(value), parameter.field, suffix});
    }
    return asked;
}

std::unique_ptr<Record> record_at(Session& session, const Resource& resource, int per_cent) {
    const std::string table(resource.name);
    const Id last = session.integer("SELECT MAX(id) FROM " + table);
    return load(session, resource, std::max<Id>(1, last * per_cent / 100));
}

bool is_range(const Asked& asked) {
    for (const char* suffix : {"__gt", "__gte", "__lt", "__lte"})
        if (asked.suffix == suffix) return true;
    return false;
}

// All records of a list are found, and then sorted.
bool is_last_resort(std::string_view sql) { return sql.starts_with("SELECT id FROM") && sql.ends_with("OFFSET ?"); }

void check(const std::vector<QueryPlan>& plans, const std::string& target, bool may_resort = false) {
    for (const QueryPlan& plan : plans) {
        if (may_resort && is_last_resort(plan.sql)) continue;
        INFO(target << "\n" << plan.sql << "\n" << plan.steps);
        // PostgreSQL rather reads the whole of a table that is no longer than a block.
        const bool is_of_block =
            test_engine() == Engine::postgres && plan.sql.find(" WHERE id / ") != std::string::npos;
        CHECK((!plan.reads_all || is_of_block));
        CHECK_FALSE(plan.sorts);
        const bool asks_for_block = plan.sql.find("FROM blocks") != std::string::npos;
        if (asks_for_block && test_engine() == Engine::sqlite) CHECK(plan.steps.find("_blocks") != std::string::npos);
    }
}

// What the engine finds when it is left alone.
Ids expected_ids(Session& session, const Resource& resource, Role role, const std::string& target) {
    const ListQuery query = read_list_query(resource, role, target.substr(target.find('?') + 1));
    Sql sql;
    sql << "SELECT id FROM " << resource.name << " WHERE 1 = 1";
    append_filters(sql, query);
    word_index(session.engine()).append_condition(sql, resource, query.words);
    append_cursor(sql, session.engine(), query);
    append_order(sql, query);
    sql << " LIMIT " << std::to_string(query.page_size);
    Ids ids;
    session.query(sql.text, sql.values, [&](const Row& row) { return ids.push_back(row.integer(0)), true; });
    return ids;
}

const std::pair<const char*, Role> readers[] = {
    {"admin1", Role::admin}, {"sales4", Role::sales}, {"customer31", Role::customer}};

template <class F>
void for_each_list(F&& f) {
    for (const auto& [name, role] : readers)
        for (const Resource* resource : catalogue().all())
            if (resource->policy.read.has(role) && resource->name != "users" && resource->name != "stages")
                f(name, role, *resource);
}

std::string list_of(const Resource& resource) { return "/api/" + std::string(resource.name) + "/?page_size=50"; }

// Together they resort to the engine where all that is asked for may stand at the other end of the order: a range and
// an order by another field, which may grow together, and an order in which what has nothing there comes first.
bool may_resort(const Asked& asked, const Field* order) {
    if (order) return is_range(asked) || order->nullable;
    // By id MySQL has no index of blocks.
    return test_engine() == Engine::mysql && is_range(asked) && asked.field->kind != Kind::money;
}

// Common and rare words, several, and the beginning of very many.
std::vector<std::string> searches() {
    const auto word = [](std::size_t rank) { return percent_encode(sample().vocabulary().word(rank)); };
    return {word(0),
            word(40),
            word(5'000),
            word(0) + "%20" + word(3),
            word(2) + "%20" + word(5'000),
            percent_encode(sample().vocabulary().word(10).substr(0, 1)),
            "gmbh",
            "nothing-of-that-name"};
}

void check_every_list(Large& large) {
    for_each_list([&](const char* name, Role role, const Resource& resource) {
        const Client client = large.app.as(name);
        const auto ask = [&](const std::string& parameters, bool may_resort) {
            std::string target = list_of(resource) + parameters;
            for (int page = 1; page <= 2 && !target.empty(); target = large.next, ++page) {
                check(large.plans_of(client, target), std::string(name) + " " + target, may_resort);
                if (role != Role::sales) continue;
                const Ids expected =
                    large.app.read([&](Session& s) { return expected_ids(s, resource, role, target); });
                if (target.find("&page=") == target.npos) CHECK_MESSAGE(large.ids == expected, target);
            }
        };
        std::vector<std::pair<std::string, const Field*>> orders;
        for (const std::string_view order : orderings(resource, role))
            for (const char* sign : {"", "-"})
                orders.emplace_back("&ordering=" + (sign + std::string(order)), &resource.at(order));
        ask("", false);
        ask("&cursor=", false);
        for (const auto& [order, field] : orders) ask("&cursor=" + order, false);
        for (const int per_cent : {5, 50, 95}) {
            const auto record = large.app.read([&](Session& s) { return record_at(s, resource, per_cent); });
            for (const Asked& asked : filters_of(resource, role, *record)) {
                if (asked.suffix == "__icontains") continue;  // reads on until a page is full
                ask("&cursor=&" + asked.parameter, may_resort(asked, nullptr));
                if (per_cent != 50) continue;
                ask("&" + asked.parameter, may_resort(asked, nullptr));
                if (role == Role::admin) continue;  // as sales
                for (const auto& [order, field] : orders)
                    ask("&cursor=&" + asked.parameter + order, may_resort(asked, field));
            }
        }
        for (const std::string& words : searches()) {
            ask("&cursor=&search=" + words, true);
            for (const auto& [order, field] : orders) ask("&cursor=&search=" + words + order, true);
        }
    });
}

void check_a_cursor_far_beyond(Large& large) {
    const Client client = large.app.as("sales4");
    for (const bool backwards : {false, true})
        for (const bool down : {false, true})
            for (const std::int64_t far :
                 {std::int64_t{-9'000'000'000'000'000'000}, std::int64_t{9'000'000'000'000'000'000}}) {
                const std::string target =
                    "/api/customers/?page_size=50&updated_at__gt=2000-01-01T00:00:00Z&ordering=" +
                    std::string(down ? "-id" : "id") +
                    "&cursor=" + to_text({backwards, {far}}, {{&catalogue().find("customers")->at("id"), down}});
                const Answer answer = client.get(target);
                CHECK_MESSAGE(answer.status == 200, target << answer.body);
                const bool is_before = (far < 0) == (down == backwards);
                CHECK_MESSAGE(answer.at("results").items.size() == (is_before ? 50 : 0), target);
            }
}

// What many ask for every day takes an index of its own, and no look at the records beside it.
void check_daily_questions(Large& large) {
    const Client client = large.app.as("sales4");
    const auto steps_of = [&](const std::string& target) {
        large.database->forget();
        CHECK(client.send_on(*large.database, "GET", target).status == 200);
        for (const QueryPlan& plan : large.database->plans()) {
            const bool adds_up = plan.sql.find("GROUP BY") != std::string::npos;  // everything there is
            const bool ends_soon = plan.sql.ends_with(" FROM customers WHERE 1 = 1 ORDER BY id DESC LIMIT ?");
            CHECK_MESSAGE((adds_up || ends_soon || !plan.reads_all), target << "\n" << plan.sql << "\n" << plan.steps);
        }
        std::string steps;
        for (const QueryPlan& plan : large.database->plans()) steps += plan.steps;
        return steps;
    };
    const auto names = [&](const std::string& target, const char* index) {
        const std::string steps = steps_of(target);
        CHECK_MESSAGE(steps.find(index) != std::string::npos, target << "\n" << steps);
    };
    const std::string open = "/api/interactions/?cursor=&author=7&next_action_done=false&ordering=next_action_due";
    names(open, "interactions_next_steps");
    names(open + "&next_action_due__isnull=false", "interactions_next_steps");
    names(open + "&next_action_due__lte=2027-01-01", "interactions_next_steps");
    names("/api/pipeline/", "opportunities_pipeline");
    // One of the two indexes that begin with the customer: which, MariaDB takes from its statistics.
    names("/api/customers/quiet/", "interactions_customer_");
    names("/api/customers/quiet/?assigned_to=7", "interactions_customer_");
    names("/api/customers/quiet/?assigned_to=7", "customers_assigned_to");
}

void check_that_a_missing_index_is_seen(Large& large) {
    const auto seen = [&](const char* index, const char* table, const char* columns, const std::string& target) {
        const auto change = [&](const std::string& sql) {
            large.app.write([&](Session& session) { session.run_script(sql); });
            large.open();  // SQLite explains a statement that it knows as before
        };
        const Client client = large.app.as("sales4");
        check(large.plans_of(client, target), target);
        const std::string name(index);
        change("DROP INDEX " + name + (test_engine() == Engine::mysql ? std::string(" ON ") + table : ""));
        QueryPlan all;
        for (const QueryPlan& plan : large.plans_of(client, target)) {
            all.reads_all |= plan.reads_all;
            all.sorts |= plan.sorts;
        }
        change("CREATE INDEX " + name + " ON " + table + " (" + columns + ")");
        return all;
    };
    CHECK(seen("interactions_date", "interactions", "date, id", "/api/interactions/?cursor=&ordering=-date").sorts);
    // Counted, as a page of it PostgreSQL would look for along another index.
    CHECK(seen("opportunities_title_key", "opportunities", "title_key, id", "/api/opportunities/?page=1&title=none")
              .reads_all);
}

TEST_CASE("no filter, order or search reads or sorts a large table, and each finds what the engine alone would find") {
    Large large;
    check_every_list(large);
    check_a_cursor_far_beyond(large);
    check_daily_questions(large);
    check_that_a_missing_index_is_seen(large);
}

}  // namespace

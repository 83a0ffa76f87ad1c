// A sample, doubled a few times by the engine itself.
#include "support/large_tables.hpp"

#include "crm/catalogue.hpp"
#include "db/dialect.hpp"
#include "resource/sql.hpp"
#include "resource/word_index.hpp"

namespace crm::for_tests {
namespace {

constexpr std::int64_t five_years = std::int64_t{5} * 365 * 86'400'000'000, days_of_five_years = 5 * 365;

// As many records again, later ones; nobody has more of their own.
void double_table(Session& session, const Resource& resource, int round) {
    const std::string table(resource.name), last = std::to_string(session.integer("SELECT MAX(id) FROM " + table));
    const auto later = [&](const std::string& column, Kind kind) {
        const std::int64_t by = (kind == Kind::date ? days_of_five_years : five_years) << round;
        return column + " + " + std::to_string(by);
    };
    std::string columns = "id, created_at, updated_at, version",
                values = "id + " + last + ", " + later("created_at", Kind::timestamp) + ", " +
                         later("updated_at", Kind::timestamp) + ", version";
    for (const Field& f : resource.fields) {
        const std::string column(f.column);
        const bool is_time = f.kind == Kind::timestamp || f.kind == Kind::date;
        columns += ", " + column;
        values += ", " + (is_time ? later(column, f.kind) : f.name == "user" ? "NULL" : column);
        if (!f.has_key()) continue;
        columns += ", " + column + "_key";
        values += ", " + (is_time ? "CASE WHEN " + column + " IS NULL THEN " + column + "_key ELSE " +
                                        later(column + "_key", f.kind) + " END"
                                  : column + "_key");
    }
    session.execute("INSERT INTO " + table + " (" + columns + ") SELECT " + values + " FROM " + table);
    const std::string words = words_table(resource);
    if (session.engine() == Engine::sqlite)
        session.execute("INSERT INTO " + words + " (rowid, words) SELECT doc + " + last +
                        ", group_concat(term, ' ') FROM " + words + "_entries GROUP BY doc");
    else
        session.execute("INSERT INTO " + words + " (word, record_id) SELECT word, record_id + " + last + " FROM " +
                        words);
}

}  // namespace

const Sample& sample() {
    static const Sample sample(SampleSize{.customers = 1'000, .interactions = 2'000});
    return sample;
}

void fill_large_tables(Session& session) {
    for (Id id = 1; id <= Sample::users; ++id) {
        auto record = sample().user(id);
        insert_record(session, *catalogue().find("users"), record);
    }
    const auto add = [&](const char* name, std::int64_t count, auto&& make) {
        for (Id id = 1; id <= count; ++id) {
            auto record = make(id);
            insert_record(session, *catalogue().find(name), record);
        }
    };
    add("customers", sample().size().customers, [](Id id) { return sample().customer(id); });
    add("opportunities", sample().size().opportunities(), [](Id id) { return sample().opportunity(id); });
    add("interactions", sample().size().interactions, [](Id id) { return sample().interaction(id); });
    for (const char* name : {"customers", "opportunities", "interactions"})
        for (int round = 0; round < 4; ++round) double_table(session, *catalogue().find(name), round);
}

}  // namespace crm::for_tests

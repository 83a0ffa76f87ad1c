// The database is asked in one read; nothing here changes anything.
#include "app/system.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include "base/program.hpp"
#include "crm/catalogue.hpp"
#include "db/dump.hpp"
#include "db/durability.hpp"
#include "db/migrate.hpp"
#include "db/sizes.hpp"
#include "resource/list_query.hpp"

namespace crm {
namespace {

std::string_view to_text(SchemaState state) {
    switch (state) {
        case SchemaState::empty:
            return "empty";
        case SchemaState::outdated:
            return "outdated";
        case SchemaState::current:
            return "current";
        case SchemaState::newer:
            return "newer";
    }
    return "";
}

std::string migrations_json(Session& session, const std::vector<Migration>& migrations) {
    std::map<std::int64_t, Timestamp> applied;
    session.query("SELECT number, applied_at FROM schema_migrations WHERE statements_done = statements", {},
                  [&](const Row& row) { return applied[row.integer(0)] = Timestamp{row.integer(1)}, true; });
    std::string out;
    json::Array array(out);
    for (const Migration& migration : migrations) {
        json::Object one(array.next());
        one.integer("number", migration.number);
        one.text("name", migration.name.substr(migration.name.find('_') + 1));
        const auto at = applied.find(migration.number);
        at == applied.end() ? one.null("applied_at") : one.text("applied_at", to_rfc3339(at->second));
        one.end();
    }
    array.end();
    return out;
}

// Counted as far as lists count.
std::string records_json(Session& session, const Catalogue& catalogue) {
    std::string out;
    json::Object records(out);
    for (const Resource* resource : catalogue.all()) {
        const std::int64_t count = session.integer(
            "SELECT COUNT(*) FROM (SELECT id FROM " + std::string(resource->name) + " LIMIT ?) AS counted",
            {count_bound + 1});
        records.key(resource->name);
        json::Object(out).integer("count", std::min(count, count_bound)).boolean("exact", count <= count_bound).end();
    }
    records.end();
    return out;
}

bool can_back_up(Engine engine) {
    return engine == Engine::sqlite || can_run(dump_programs[static_cast<std::size_t>(engine)]);
}

class System {
public:
    System(const Config& config, const Metrics& metrics) : config_(config), metrics_(metrics) {}

    Response show(const Call& call) const {
        Session& session = call.session;
        const auto migrations = migrations_for(session.engine());
        std::string warnings, body;
        json::Array all(warnings);
        for (const std::string& text : durability_warnings(session, config_.database, migrations)) all.text(text);
        all.end();
        json::Object object(body);
        const auto number = [&](std::string_view name, std::optional<std::int64_t> value) {
            value ? object.integer(name, *value) : object.null(name);
        };
        object.text("version", CONNECTCRM_VERSION)
            .text("engine", crm::to_text(session.engine()))
            .text("server_version", server_version(session))
            .text("database", config_.database.masked())
            .text("schema", to_text(schema_state(session, migrations)))
            .raw("migrations", migrations_json(session, migrations))
            .text("started_at", to_rfc3339(started_at_))
            .text("now", to_rfc3339(call.now))
            .raw("records", records_json(session, catalogue()));
        number("changes", session.integer("SELECT COALESCE(MAX(sequence), 0) FROM changes"));
        number("log_bytes", table_bytes(session, "changes"));
        number("database_bytes", database_bytes(session));
        object.raw("durability_warnings", warnings)
            .integer("open_connections", static_cast<std::int64_t>(metrics_.value("http_connections_open")))
            .boolean("backup", can_back_up(session.engine()))
            .end();
        return json_response(200, std::move(body));
    }

private:
    const Config& config_;
    const Metrics& metrics_;
    const Timestamp started_at_ = now();
};

constexpr std::string_view schema =
    R"({"type":"object","properties":{"version":{"type":"string"},"engine":{"enum":["sqlite","mysql","postgres"]},)"
    R"("server_version":{"type":"string"},"database":{"type":"string","description":"Where it is, without secrets."},)"
    R"("schema":{"enum":["empty","outdated","current","newer"]},"migrations":{"type":"array","items":{"type":"object",)"
    R"("properties":{"number":{"type":"integer"},"name":{"type":"string"},)"
    R"("applied_at":{"type":["string","null"],"format":"date-time"}},"required":["number","name","applied_at"]}},)"
    R"("started_at":{"type":"string","format":"date-time"},"now":{"type":"string","format":"date-time"},)"
    R"("records":{"type":"object","description":"By resource, counted up to a bound.","additionalProperties":)"
    R"({"type":"object","properties":{"count":{"type":"integer"},"exact":{"type":"boolean"}},)"
    R"("required":["count","exact"]}},)"
    R"("changes":{"type":"integer","description":"The number of the last entry in the log of changes."},)"
    R"("log_bytes":{"type":["integer","null"]},"database_bytes":{"type":["integer","null"]},)"
    R"("durability_warnings":{"type":"array","items":{"type":"string"}},)"
    R"("open_connections":{"type":"integer"},"backup":{"type":"boolean",)"
    R"("description":"Whether a backup can be made here; on a server it takes the programs of that."}},)"
    R"("required":["version","engine","server_version","database","schema","migrations","started_at","now","records",)"
    R"("changes","log_bytes","database_bytes","durability_warnings","open_connections","backup"]})";

}  // namespace

Route system_route(const Api& api, const Config& config, const Metrics& metrics) {
    const auto system = std::make_shared<const System>(config, metrics);
    View view{"System", "The server, its database, and how much is in it.", Audience::roles, {}, {}};
    Endpoint get{"GET", Work::long_running, only(Role::admin),
                 [system](const Call& call) { return system->show(call); }};
    get.operation = {.summary = "How the server is", .id = "system_retrieve", .response = std::string(schema)};
    view.endpoints.push_back(std::move(get));
    return route("/api/system/", std::move(view), api);
}

}  // namespace crm

// Batch by batch, each in one transaction with how far it came.
#include "resource/rewrite.hpp"

#include <map>

#include "db/dialect.hpp"
#include "db/lease.hpp"
#include "resource/search.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

constexpr std::size_t batch = 500;

std::vector<Id> next_ids(Session& session, const Resource& resource, Id after) {
    std::vector<Id> ids;
    session.query(
        "SELECT id FROM " + std::string(resource.name) + " WHERE id > ? ORDER BY id LIMIT " + std::to_string(batch),
        {after}, [&](const Row& row) { return ids.push_back(row.integer(0)), true; });
    return ids;
}

template <class F>
void in_transaction(Session& session, F&& work) {
    session.begin();
    try {
        work();
        session.commit();
    } catch (...) {
        session.rollback();
        throw;
    }
}

}  // namespace

bool is_rewrite_due(Session& session) {
    return table_exists(session, "rewrites") && session.first("SELECT 1 FROM rewrites", {}, [](const Row&) {});
}

void rewrite(Session& session, const Catalogue& catalogue, const std::function<void(std::string_view, Id)>& step) {
    const Lease lease(session);  // whoever else migrates meanwhile waits, and then finds nothing due
    std::map<std::string, Id> due;
    session.query("SELECT resource, after_id FROM rewrites", {},
                  [&](const Row& row) { return due.emplace(row.text(0), row.integer(1)), true; });
    for (const auto& entry : due) {
        const std::string& name = entry.first;
        Id after = entry.second;
        const Resource* resource = catalogue.find(name);
        for (bool more = resource != nullptr; more;) {
            const auto ids = next_ids(session, *resource, after);
            more = !ids.empty();
            if (!more) break;
            lease.renew();
            in_transaction(session, [&] {
                for (const Id id : ids) {
                    const auto record = load(session, *resource, id);
                    if (!record) continue;
                    write_keys(session, *resource, *record);
                    write_words(session, *resource, nullptr, record.get());
                }
                after = ids.back();
                session.execute("UPDATE rewrites SET after_id = ? WHERE resource = ?", {after, std::string_view(name)});
            });
            step(name, after);
        }
        session.execute("DELETE FROM rewrites WHERE resource = ?", {std::string_view(name)});
    }
}

}  // namespace crm

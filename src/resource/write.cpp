// Writing one record with all that belongs to it: what the server fills in, rules on other rows, the log, what hangs on
// it.
#include "base/text.hpp"
#include "resource/list_sql.hpp"
#include "resource/rest.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

constexpr std::string_view batch = "500";  // dependents deleted or cleared at a time

void set_defaults(const Resource& resource, Record& record, Timestamp at) {
    for (const Field& f : resource.fields)
        if (f.now_by_default && f.get(record) == Value{std::int64_t{0}}) f.set(record, at.micros);
}

// A violated constraint means that another transaction was faster: run again, the rules then see what it wrote.
template <class F>
void or_rerun(F&& write) {
    try {
        write();
    } catch (const DatabaseError& e) {
        if (e.kind == DatabaseError::Kind::unique || e.kind == DatabaseError::Kind::foreign_key)
            throw DatabaseError(DatabaseError::Kind::rerun, e.detail);
        throw;
    }
}

// Those whose field has the name, in whatever case, behind an id.
std::vector<Id> named(Session& session, const Resource& resource, const Field& f, const std::string& name, Id after) {
    const std::string key = fold(name);
    std::vector<Id> ids;
    session.query("SELECT id FROM " + std::string(resource.name) + " WHERE " + comparable_column(f) +
                      " = ? AND id > ? ORDER BY id LIMIT " + std::string(batch),
                  {std::string_view(key), after}, [&](const Row& row) { return ids.push_back(row.integer(0)), true; });
    return ids;
}

// What stands elsewhere under the old name of the record stands there under the new one. That is no event in the life
// of those records: their rules are not asked.
void rename_followers(Session& session, const Catalogue& catalogue, const Actor& actor, const Resource& target,
                      const Record& before, const Record& after, Timestamp at) {
    const Field& display = target.at(target.shown_as);
    if (display.kind != Kind::text || display.get(before) == display.get(after)) return;
    const auto old_name = std::get<std::string>(display.get(before));
    std::size_t count = 0;
    for (const Resource* resource : catalogue.stored()) {
        for (const Field& f : resource->fields) {
            if (f.named_after != target.name) continue;
            Id last = 0;
            for (auto ids = named(session, *resource, f, old_name, last); !ids.empty();
                 ids = named(session, *resource, f, old_name, last)) {
                if ((count += ids.size()) > max_renamed)
                    throw Error(Condition::conflict, "More than " + std::to_string(max_renamed) +
                                                         " records are named after this one: change them first.");
                for (const Id id : ids) {
                    const auto follower = load(session, *resource, id);
                    if (!follower) continue;
                    const auto renamed = resource->copy(*follower);
                    f.set(*renamed, display.get(after));
                    renamed->updated_at = at;
                    update_record(session, *resource, *follower, *renamed);
                    log_change(session, *resource, catalogue, actor, "update", follower.get(), renamed.get(), now());
                }
                last = ids.back();
            }
        }
    }
}

bool differ(const Resource& resource, const Record& a, const Record& b) {
    for (const Field& f : resource.fields)
        if (f.get(a) != f.get(b)) return true;
    return false;
}

std::vector<Id> dependents(Session& session, const Resource& resource, const Field& reference, Id id) {
    std::vector<Id> ids;
    session.query("SELECT id FROM " + std::string(resource.name) + " WHERE " + std::string(reference.column) +
                      " = ? ORDER BY id LIMIT " + std::string(batch),
                  {id}, [&](const Row& row) { return ids.push_back(row.integer(0)), true; });
    return ids;
}

// Deletes or clears what refers to the record, a batch at a time.
void release_dependents(Session& session, const Catalogue& catalogue, const Actor& actor, const Resource& target, Id id,
                        Timestamp at) {
    for (const Resource* resource : catalogue.stored()) {
        for (const Field& f : resource->fields) {
            if (f.references != target.name) continue;
            for (;;) {
                const auto ids = dependents(session, *resource, f, id);
                if (ids.empty()) break;
                for (const Id dependent : ids) {
                    const auto record = load(session, *resource, dependent);  // whoever sees it
                    if (!record) continue;
                    if (f.when_gone == WhenGone::cascade) {
                        remove(session, *resource, catalogue, actor, *record, at);
                    } else {
                        const auto cleared = resource->copy(*record);
                        f.set(*cleared, {});
                        update(session, *resource, catalogue, actor, *record, *cleared, at);
                    }
                }
            }
        }
    }
}

}  // namespace

void create(Session& session, const Resource& resource, const Catalogue& catalogue, const Actor& actor, Record& record,
            Timestamp at, std::string_view action) {
    set_defaults(resource, record, at);
    record.created_at = record.updated_at = at;
    resource.rules->complete(record, nullptr, {session, actor.user, at});
    resource.rules->guard(session, nullptr, &record);
    or_rerun([&] { insert_record(session, resource, record); });
    log_change(session, resource, catalogue, actor, action, nullptr, &record, now());
}

void update(Session& session, const Resource& resource, const Catalogue& catalogue, const Actor& actor,
            const Record& before, Record& after, Timestamp at, std::string_view action) {
    resource.rules->complete(after, &before, {session, actor.user, at});
    if (!differ(resource, before, after)) return;
    resource.rules->guard(session, &before, &after);
    after.updated_at = at;
    or_rerun([&] { update_record(session, resource, before, after); });
    log_change(session, resource, catalogue, actor, action, &before, &after, now());
    rename_followers(session, catalogue, actor, resource, before, after, at);
}

void remove(Session& session, const Resource& resource, const Catalogue& catalogue, const Actor& actor,
            const Record& record, Timestamp at) {
    resource.rules->guard(session, &record, nullptr);
    release_dependents(session, catalogue, actor, resource, record.id, at);
    or_rerun([&] { delete_record(session, resource, record); });
    log_change(session, resource, catalogue, actor, "delete", &record, nullptr, now());
}

}  // namespace crm

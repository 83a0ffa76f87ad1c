// Table by table, what is referred to first.
#include "crm/bench/fill.hpp"

namespace crm {

std::vector<const Resource*> filled_resources() { return {&users(), &customers(), &opportunities(), &interactions()}; }

void fill(Session& session, const Sample& sample, const LoadProgress& progress) {
    session.run_script(
        "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF;"
        "PRAGMA cache_size=-262144; PRAGMA threads=2");
    const auto load = [&]<class T>(const Resource& resource, std::int64_t count, T (Sample::*make)(Id) const) {
        TableLoad(session, resource, progress).load(count, [&sample, make](Id id) -> std::unique_ptr<Record> {
            return std::make_unique<T>((sample.*make)(id));
        });
    };
    load(users(), Sample::users, &Sample::user);
    load(customers(), sample.size().customers, &Sample::customer);
    load(opportunities(), sample.size().opportunities(), &Sample::opportunity);
    load(interactions(), sample.size().interactions, &Sample::interaction);
    session.run_script("PRAGMA locking_mode=NORMAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
}

}  // namespace crm

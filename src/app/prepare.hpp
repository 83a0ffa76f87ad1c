// Makes sure that the database can be used before anything is served or written.
#pragma once
#include "app/config.hpp"
#include "db/migrate.hpp"
#include "resource/rewrite.hpp"

namespace crm {

// An empty embedded database is made; an outdated one is migrated, after a copy was taken, where `may_migrate` says so.
// Throws Stop(schema) with what to run: an outdated or empty database on a server, one of a newer version anywhere.
void prepare_database(const Config&, bool may_migrate);

// Migrates, with a copy of an embedded database that holds something, whose path is returned; empty without one.
using RewriteStep = std::function<void(std::string_view resource, Id last)>;
std::string migrate_database(
    const Config&, const MigrationProgress& = {}, const RewriteStep& = [](std::string_view, Id) {});

// The state without touching anything: an embedded database that is not there is empty.
SchemaState database_state(const Config&);

// The folder of an embedded database. Throws Stop(usage) when it cannot be made.
void make_folder(const Config&);

// Whether there is an embedded database. Throws Stop(failed) where this account may not look.
bool has_file(const Config&);

}  // namespace crm

// What searching finds records by, as it stands in the database.
#pragma once
#include <set>

#include "crm/catalogue.hpp"
#include "resource/word_index.hpp"
#include "support/test_app.hpp"

namespace crm::for_tests {

// The records that are found by some word, and are not there.
inline std::set<Id> gone_but_found(TestApp& app, const char* resource_name) {
    const Resource& resource = *catalogue().find(resource_name);
    std::set<Id> ids;
    app.read([&](Session& session) {
        word_index(session.engine()).for_each_entry(session, resource, [&](std::string_view, Id id) {
            ids.insert(id);
        });
        session.query("SELECT id FROM " + std::string(resource.name), {},
                      [&](const Row& row) { return ids.erase(row.integer(0)), true; });
    });
    return ids;
}

}  // namespace crm::for_tests

// The database of a test process: one for the whole run, on the engine that TEST_ENGINE names, gone when the process
// ends.
#pragma once
#include <string>
#include <vector>

#include "db/source.hpp"

namespace crm::for_tests {

Engine test_engine();                   // fails the test when TEST_ENGINE is not sqlite, mysql or postgres
const DatabaseUrl& scratch_database();  // made and migrated when first asked for
void drop_scratch_database();

std::vector<std::string> tables_of(Session&);        // all but those of the migrations and SQLite's indexes of words
std::vector<std::string> word_indexes_of(Session&);  // of SQLite
void empty_tables(Session&);                         // ids go on where they were

}  // namespace crm::for_tests

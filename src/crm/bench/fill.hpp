// Fills an empty SQLite database of the current schema with sample records.
#pragma once
#include "crm/bench/sample.hpp"
#include "crm/bench/table_load.hpp"

namespace crm {

// Rows, keys and words are those that the API would have written; the log has one entry for TableLoad::records_of_entry
// records. While it runs, a crash loses the database. Nobody else may use it.
void fill(Session&, const Sample&, const LoadProgress&);

// The tables that it fills, besides the log.
std::vector<const Resource*> filled_resources();

}  // namespace crm

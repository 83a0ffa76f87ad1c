// What was measured, as a table for people and as JSON for scripts.
#pragma once
#include <string>
#include <vector>

#include "app/bench/clients.hpp"

namespace crm {

struct Result {
    std::string operation, name;
    double p50 = 0, p95 = 0, p99 = 0;                                    // ms, alone
    bool is_crowd_measured = false;                                      // not where it is far too slow alone
    double crowd_p50 = 0, crowd_p95 = 0, crowd_p99 = 0, crowd_rate = 0;  // ms, and times per second
    std::int64_t refused = 0;                                            // by a full queue
    double first_page_ratio = 0;                                         // deep pages: p50 to that of the first page
    bool is_gate = true;  // not one of several forms of an operation, which is judged by any of them
    bool is_met() const;
};

struct ExportResult {
    std::string name;
    std::int64_t rows = 0;
    double rows_per_second = 0, rows_per_core_second = 0;
    double peak_mib = 0;  // resident memory of the whole server
    bool is_met() const;
};

struct Results {
    SampleSize size;
    double fill_seconds = 0;  // 0 where the database was there
    std::int64_t fill_rows = 0, database_bytes = 0;
    unsigned clients = 0, threads = 0;
    std::vector<Result> results;
    std::vector<ExportResult> exports;
    double cold_start_ms = 0;
};

std::string table_of(const Results&);
std::string json_of(const Results&);

}  // namespace crm

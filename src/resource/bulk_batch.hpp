// Rows of a bulk request within one transaction.
#pragma once
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "resource/bulk_rows.hpp"
#include "resource/view.hpp"

namespace crm {

struct Tally {
    std::int64_t created = 0, updated = 0, unchanged = 0, refused = 0;
    Tally& operator+=(const Tally&);
};

// What became of some rows.
struct BatchResult {
    Tally tally;
    BulkRows::Place end;  // behind the last of them
    std::string lines;    // `{"index":0,"status":201,"id":17,"version":1}` of each, and a line feed
};
std::string to_text(const BatchResult&);
BatchResult parse_batch_result(std::string_view);  // of what to_text made

// Thrown within the transaction of an atomic request to undo it.
struct Refused : std::exception {
    explicit Refused(BatchResult r) : result(std::move(r)) {}
    BatchResult result;
};

// Writes the rows from where `rows` stands: all, or with `apart` as many as make a batch, each in a savepoint. A row
// that is refused says why in its line. What is no fault of a row is thrown. `sealed` is by row, or empty.
BatchResult write_rows(const Call&, const Resource&, const Catalogue&, BulkRows& rows,
                       const std::vector<SealedValues>& sealed, bool apart);

// The lines of rows that were written, and then undone.
std::string undone(std::string_view lines);

// Of all rows, by index: the answer of a single write that was refused.
std::string refused_line(std::size_t index, int status, std::string_view error);

}  // namespace crm

// POST /api/{resource}/bulk/: many creates, updates and upserts in one request.
#pragma once
#include <cstddef>
#include <string>

#include "resource/resource.hpp"
#include "resource/view.hpp"

namespace crm {

inline constexpr std::size_t max_bulk_rows = 100'000;     // of a request
inline constexpr std::size_t max_sealed_rows = 100;       // of a resource with a field that takes long to seal
inline constexpr std::size_t bulk_batch_rows = 500;       // of one transaction, row by row …
inline constexpr std::size_t bulk_batch_bytes = 1 << 20;  // … or as many as are that long
inline constexpr std::size_t max_bulk_refusals = 100;     // of a request that is all or nothing; then it ends

// A row is an object of fields as in single writes. With `id` it changes that record; with `external_id` alone it
// changes the record of that external id, or makes it; with neither it makes one. `?atomic=true` (the default) is one
// transaction, all or nothing; `?atomic=false` one for each batch, in which each row stands for itself.
Route bulk_route(const Resource&, const Api&);
std::string bulk_schema();  // JSON Schema of the answer

}  // namespace crm

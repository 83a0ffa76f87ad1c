// JSON Schema (2020-12) of records: as they are answered, and as they are written.
#pragma once
#include <string>
#include <string_view>

#include "resource/resource.hpp"

namespace crm {

// The schema of a record as it is answered. Rules such as lengths and choices are not promised of what is answered:
// records that were imported may break them.
std::string json_schema(const Resource&);

enum class Shape { answered, created, patched };
std::string schema_of(const Resource&, Shape);

// "ReadingRoom", "ReadingRoomCreate", "ReadingRoomPatch": what the schemas are called in the description of the API.
std::string schema_name(const Resource&, Shape);
std::string schema_reference(std::string_view name);  // `{"$ref":…}`
std::string page_of(std::string_view item);           // the envelope around an array of what the schema `item` says
std::string list_of(std::string_view item);           // the bare array, or that envelope
std::string example_of(const Resource&);              // a body that makes a record, as JSON

}  // namespace crm

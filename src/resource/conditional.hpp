// Conditional requests (RFC 9110 section 13): a record's version as its entity tag.
#pragma once
#include "http/request.hpp"
#include "http/response.hpp"
#include "resource/record.hpp"

namespace crm {

std::string entity_tag(std::int64_t version);  // `"7"`

// Throws Error(precondition_failed) with the version there is when If-Match names no tag of it.
void require_match(const Request&, const Record&);

// 304 without a body where If-None-Match names the version, otherwise the answer as it is; both with ETag.
Response unless_known(const Request&, std::int64_t version, Response);

}  // namespace crm

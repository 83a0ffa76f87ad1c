// Comparing entity tags, strongly for If-Match and weakly for If-None-Match (RFC 9110 section 8.8.3.2).
#include "resource/conditional.hpp"

#include "base/errors.hpp"
#include "base/text.hpp"

namespace crm {
namespace {

bool names(std::string_view header, std::string_view tag, bool weakly) {
    for (const std::string& listed : split_list(header)) {
        std::string_view one = listed;
        if (weakly && one.starts_with("W/")) one.remove_prefix(2);
        if (one == "*" || one == tag) return true;
    }
    return false;
}

}  // namespace

std::string entity_tag(std::int64_t version) { return '"' + std::to_string(version) + '"'; }

void require_match(const Request& request, const Record& record) {
    if (!request.has_header("If-Match") || names(request.header("If-Match"), entity_tag(record.version), false)) return;
    Error error(Condition::precondition_failed,
                "The record was changed meanwhile. Load it again, and send its ETag as If-Match.");
    error.members = "\"version\":" + std::to_string(record.version);
    throw error;
}

Response unless_known(const Request& request, std::int64_t version, Response response) {
    if (request.has_header("If-None-Match") && names(request.header("If-None-Match"), entity_tag(version), true)) {
        response = {};
        response.status = 304;
    }
    response.set("ETag", entity_tag(version));
    return response;
}

}  // namespace crm

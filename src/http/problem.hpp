// The one place where an error becomes a response.
#pragma once
#include <exception>

#include "base/errors.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace crm {

// Must be called inside a catch block: turns the current exception into a response. Error: its condition's status and
// DRF's body,
// `{"detail":…}` or texts per field; WWW-Authenticate with 401, Retry-After where known. With `Accept:
// application/problem+json` the same as RFC 9457. OversizedForm: Django's page. Anything else: 500 and nothing more;
// what it was is in Response::error_detail.
Response response_for_current_exception(const Request&);
bool accepts_problem_json(const Request&);  // by name
int status_of(Condition);
std::string_view reason_of(int status);  // "Not Found"

// Django's pages for what no endpoint answers.
Response not_found_page();
Response bad_request_page(std::string_view reason);

}  // namespace crm

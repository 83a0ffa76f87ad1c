// The description of the API as an OpenAPI 3.1 document, made from the views that are registered and the catalogue.
#pragma once
#include <string>
#include <string_view>

#include "http/router.hpp"
#include "resource/resource.hpp"

namespace crm {

std::string openapi(const Router&, const Catalogue&, std::string_view version);

// components.cpp: what operations share, by the names they refer to it.
std::string openapi_components(const Catalogue&);
std::string response_reference(int status);                // `{"$ref":…}`, or the answer to an error of any status
std::string parameter_reference(std::string_view header);  // of a request
std::string header_reference(std::string_view header);     // of an answer

}  // namespace crm

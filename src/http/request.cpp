// Looking into a request's headers.
#include "http/request.hpp"

#include "base/text.hpp"

namespace crm {

std::string_view Request::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (key.size() == name.size() && equals_ignoring_case(key, name)) return value;
    return {};
}

bool Request::has_header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (key.size() == name.size() && equals_ignoring_case(key, name)) return true;
    return false;
}

std::string origin_of(const Request& request) { return request.scheme + "://" + std::string(request.header("Host")); }

}  // namespace crm

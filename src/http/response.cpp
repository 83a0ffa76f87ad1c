// Building responses.
#include "http/response.hpp"

#include "base/text.hpp"

namespace crm {

Response& Response::set(std::string_view name, std::string_view value) {
    std::erase_if(headers, [&](const auto& header) { return equals_ignoring_case(header.first, name); });
    return add(name, value);
}

Response& Response::add(std::string_view name, std::string_view value) {
    headers.emplace_back(name, value);
    return *this;
}

std::string_view Response::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (equals_ignoring_case(key, name)) return value;
    return {};
}

namespace {
Response response_of(std::string_view type, int status, std::string body) {
    Response response;
    response.status = status;
    response.headers.reserve(8);
    response.add("Content-Type", type);
    response.body = std::move(body);
    return response;
}
}  // namespace

Response json_response(int status, std::string body) {
    return response_of("application/json", status, std::move(body));
}

Response html_response(int status, std::string body) {
    return response_of("text/html; charset=utf-8", status, std::move(body));
}

}  // namespace crm

// What the description of the API says of an endpoint, besides what follows from its view, its method and its roles.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "resource/list_query.hpp"

namespace crm {

struct Operation {
    std::string summary;
    std::string id = {};                              // unique; empty: made from the address and the method
    std::string request = {};                         // JSON Schema of the body; empty: takes none
    std::string line = {};                            // of a line, where the body may be application/x-ndjson
    std::string example = {};                         // of that body
    std::string response = {};                        // JSON Schema of the answer; empty: has no body
    std::string_view type = "application/json";       // of that answer
    int status = 200;                                 // likewise
    std::string refusal = {};                         // JSON Schema of what a 400 may say besides what is wrong
    std::vector<int> refusals = {};                   // statuses besides 401 and 403, which follow from the audience
    std::vector<Parameter> query = {};                // what may follow the `?`
    std::vector<std::string_view> headers = {};       // that a request may have: of components.cpp
    std::vector<std::string_view> answers_with = {};  // headers of the answer: likewise
};

}  // namespace crm

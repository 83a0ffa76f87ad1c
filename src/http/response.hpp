// What goes back: a status, headers, and a body at once or as a stream.
#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crm {

// Where a streamed body goes. write() blocks while the client is slow; false when the client is gone.
class Sink {
public:
    virtual ~Sink() = default;
    virtual bool write(std::string_view) = 0;
};

struct Response {
    int status = 200;
    std::vector<std::pair<std::string, std::string>>
        headers;  // Date, Content-Length, Transfer-Encoding and Connection are the server's
    std::string body;
    std::function<void(Sink&)> stream;  // instead of body; called on the thread that made the response
    std::optional<std::chrono::steady_clock::time_point> not_before;  // not sent earlier; no thread waits
    std::string error_detail;                                         // for the log, never sent

    Response& set(std::string_view name, std::string_view value);  // replaces
    Response& add(std::string_view name, std::string_view value);
    std::string_view header(std::string_view name) const;
};

Response json_response(int status, std::string body);
Response html_response(int status, std::string body);  // text/html; charset=utf-8

}  // namespace crm

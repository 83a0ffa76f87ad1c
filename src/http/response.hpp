// What goes back: a status, headers, and a body at once or as a stream.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
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

// Where a body goes that is made bit by bit for as long as both sides like. For any thread, and none waits.
class Outlet {
public:
    virtual ~Outlet() = default;
    enum class Taken { yes, later, never };
    // later: the client must first take what is there already. never: the body has ended, or the client is gone.
    virtual Taken push(std::string_view) = 0;
    virtual void finish() = 0;  // nothing follows
    virtual bool is_open() const = 0;
    virtual bool has_room() const = 0;  // for more than a little
};

struct Response {
    int status = 200;
    std::vector<std::pair<std::string, std::string>>
        headers;  // Date, Content-Length, Transfer-Encoding and Connection are the server's
    std::string body;
    std::string_view lasting_body;      // instead of body: text that lasts as long as the program, and is not copied
    std::function<void(Sink&)> stream;  // instead of body; called on the thread that made the response
    // Instead of body: called once the head is on its way. The body ends when the maker, the client or the server says
    // so; a client that takes nothing for ServerLimits::write_timeout_s is cut.
    std::function<void(std::shared_ptr<Outlet>)> push;
    std::optional<std::uint64_t> stream_length;  // all that `stream` writes, where that is known; it throws otherwise
    std::optional<std::chrono::steady_clock::time_point> not_before;  // not sent earlier; no thread waits
    std::string error_detail;                                         // for the log, never sent

    Response& set(std::string_view name, std::string_view value);  // replaces
    Response& add(std::string_view name, std::string_view value);
    std::string_view header(std::string_view name) const;
    std::string_view whole_body() const { return lasting_body.empty() ? std::string_view(body) : lasting_body; }
};

Response json_response(int status, std::string body);
Response html_response(int status, std::string body);  // text/html; charset=utf-8

}  // namespace crm

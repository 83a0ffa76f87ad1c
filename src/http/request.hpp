// A request as it came over the wire, whole.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crm {

class TemporaryFile;

struct Request {
    std::string method;                                        // as sent, case kept
    std::string target;                                        // path and query as sent
    std::string path;                                          // percent-decoded
    std::string query;                                         // after the `?`, raw
    std::vector<std::pair<std::string, std::string>> headers;  // in order, names as sent
    std::string body;
    std::shared_ptr<const TemporaryFile> long_body;  // instead of body, where it was too long for memory
    std::string peer;                                // address of the other end of the connection
    std::string client;           // address of the client: peer, or what a trusted proxy says (set by the app)
    std::string scheme = "http";  // likewise
    std::string suffix;           // "json" of `/api/books.json` (set by the app)
    std::string id;               // for the log and X-Request-Id
    std::chrono::steady_clock::time_point started;
    // When it was there to the last byte.
    std::chrono::steady_clock::time_point received = std::chrono::steady_clock::time_point::max();
    mutable std::int64_t user_id = 0;  // once known, for the log
    unsigned worker = 0;               // which io thread read it

    // The first header of that name (case does not matter), or an empty view.
    std::string_view header(std::string_view name) const;
    bool has_header(std::string_view name) const;
};

// `http://host:port`, as the client sees us.
std::string origin_of(const Request&);

// A path's `{parameters}` in order.
using PathParams = std::vector<std::string>;

}  // namespace crm

// Which handler answers which path.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.hpp"
#include "http/response.hpp"

namespace crm {

class Database;
struct View;

// What a request will do, so that the server knows where to run it.
enum class Work {
    none,          // answers at once, without the database
    probe,         // waits a moment for whether the database answers
    read,          // a short read
    write,         // one write transaction
    hash,          // hashes or verifies a password, then perhaps writes
    long_running,  // unpaged lists, exports, reports, bulk writes
};

using Handler = std::function<Response(const Request&, const PathParams&, Database&)>;

struct Route {
    std::string pattern;  // `/api/books/{id}/`; a parameter is any text without `/` and `.`
    std::string name;     // for the log and the metrics: the pattern
    std::function<Work(const Request&)> work;
    Handler handle;
    std::function<void(const Request&, Response&)>
        finish;                        // headers and rendering that errors get as well; may be empty
    bool long_body = false;            // of POST: may come as Request::long_body
    bool format_suffix = false;        // also without its last slash as `….json`, with or without a slash after it
    std::shared_ptr<const View> view;  // what the description of the API says of it; null for pages
};

struct Match {
    const Route* route = nullptr;
    PathParams params;
    std::string suffix;      // "json" of `/api/books.json`
    bool add_slash = false;  // would match with a slash at the end: redirect
};

class Router {
public:
    void add(Route);
    // nullopt when nothing matches. Paths are case sensitive, `//` is not collapsed. A route without parameters goes
    // before one with; else the one added first wins.
    std::optional<Match> match(std::string_view path) const;
    const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

private:
    struct Entry {
        const Route* route;
        std::vector<std::string> literals;  // what stands before, between and behind the parameters
    };
    const Route* find(std::string_view path, PathParams&, bool with_suffix) const;

    std::vector<std::unique_ptr<Route>> routes_;
    std::vector<std::vector<Entry>> by_slashes_;  // the number of `/` in the pattern
};

}  // namespace crm

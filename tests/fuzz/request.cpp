// Bytes of a connection: however they are cut into pieces, the same requests come of them, and of each its path, query
// and media type can be read.
#include <optional>
#include <vector>

#include "base/text.hpp"
#include "fuzz/target.hpp"
#include "http/form.hpp"
#include "http/request_reader.hpp"
#include "http/router.hpp"

using namespace crm;
using namespace crm::fuzz;

namespace {

struct Outcome {
    std::vector<Request> requests;
    int refused = 0;
};

void take_all(RequestReader& reader, Outcome& outcome) {
    for (;;) {
        const auto state = reader.read();
        if (state == RequestReader::State::refused) {
            outcome.refused = reader.refusal().status;
            claim(outcome.refused >= 400, "a refusal has a status");
        }
        if (state != RequestReader::State::complete) return;
        outcome.requests.push_back(reader.take());
    }
}

Outcome read(std::string_view bytes, std::size_t piece) {
    RequestReader reader(4096, 1024);
    Outcome outcome;
    while (!bytes.empty() && outcome.refused == 0) {
        const auto part = bytes.substr(0, piece);
        reader.append(part);
        bytes.remove_prefix(part.size());
        take_all(reader, outcome);
    }
    return outcome;
}

const Router& router() {
    static const Router made = [] {
        Router router;
        for (const char* pattern : {"/", "/api/", "/api/films/", "/api/films/{id}/", "/api/films/{id}/history/"}) {
            Route route;
            route.pattern = pattern;
            route.format_suffix = true;
            router.add(std::move(route));
        }
        return router;
    }();
    return made;
}

void look_into(const Request& request) {
    claim(!request.method.empty() && !request.target.empty(), "a request has a method and a target");
    claim(request.path.find('\0') == std::string::npos && is_utf8(request.path), "a path is text");
    claim(request.body.size() <= 1024, "a body has the length that is allowed");
    for (const auto& [name, value] : request.headers)
        claim(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos && !name.empty(),
              "a header is one line");
    if (const auto match = router().match(request.path))
        for (const std::string& parameter : match->params)
            claim(!parameter.empty() && parameter.find('/') == std::string::npos, "a parameter is within its slashes");
    parse_media_type(request.header("Content-Type"));
    try {
        for (const auto& [name, value] : parse_urlencoded(request.query))
            claim(is_utf8(name) && is_utf8(value), "a parameter is text");
    } catch (const Error&) {
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto bytes = text_of(data, size);
    const Outcome whole = read(bytes, bytes.size()), cut = read(bytes, 1 + data[size - 1] % 16);
    claim(whole.requests.size() == cut.requests.size(), "as many requests in pieces as in one");
    claim(whole.refused == cut.refused, "the same refusal in pieces as in one");
    for (std::size_t i = 0; i < whole.requests.size(); ++i) {
        const Request &one = whole.requests[i], &other = cut.requests[i];
        claim(one.method == other.method && one.target == other.target && one.headers == other.headers &&
                  one.body == other.body,
              "the same request in pieces as in one");
        look_into(one);
    }
    return 0;
}

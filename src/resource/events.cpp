// What a stream is asked for with, and how it is described.
#include "resource/events.hpp"

#include <limits>

#include "http/form.hpp"
#include "resource/input.hpp"
#include "resource/json_schema.hpp"

namespace crm {
namespace {

constexpr std::string_view header_name = "Last-Event-ID", parameter_name = "last_event_id";

std::int64_t position(std::string_view name, const std::string& text) {
    const auto number = parse_python_int(text);
    if (number && !number->out_of_range && number->value >= 0) return number->value;
    Problems problems;
    problems.add(name, "The id of an event: a whole number.");
    throw Invalid(std::move(problems));
}

// What a browser sends when it connects again goes before what stands in the address it was given at first.
std::optional<std::int64_t> last_event_id(const Request& request) {
    std::optional<std::int64_t> id;
    for (const auto& [name, value] : parse_urlencoded(request.query)) {
        if (name != parameter_name)
            throw Error(Condition::bad_request,
                        "Unknown parameter \"" + name + "\". This stream takes: " + std::string(parameter_name) + ".");
        if (!value.empty()) id = position(name, value);
    }
    const std::string_view header = request.header(header_name);
    return header.empty() ? id : position(header_name, std::string(header));
}

Response events(LiveFeed& feed, const Call& call) {
    const Request& request = call.request;
    const auto after = last_event_id(request);
    Response response;
    response.set("Content-Type", "text/event-stream");
    response.set("X-Accel-Buffering", "no");  // nginx would wait until there is more
    response.push = feed.listen(call.user, request.header("Authorization"), after);
    return response;
}

}  // namespace

Route events_route(LiveFeed& feed, const Api& api) {
    View view{"Events",
              "Changes as they happen, as server-sent events (WHATWG HTML section 9.2). The data of `change` are an "
              "entry of /api/changes/, in which `before` and `after` are null where it would be longer than " +
                  std::to_string(max_event_bytes / 1024) +
                  " KiB; `ready` and `position` say how far the stream is, `end` why it ends.",
              Audience::signed_in,
              {},
              {}};
    view.renders = R"(["text/event-stream"])";
    view.any_key_reads = true;  // each entry asks for its own resource
    view.endpoints.push_back({"GET", Work::read, {}, [&feed](const Call& call) { return events(feed, call); }});
    view.endpoints.back().has_events = true;
    view.endpoints.back().operation = {
        .summary = "Changes as they happen",
        .id = "events_stream",
        .response = R"({"type":"string"})",
        .refusals = {400, 429},
        .query = {{std::string(parameter_name), "Instead of the header, for what cannot send one.",
                   Parameter::Shape::integer}},
        .headers = {header_name}};
    return route("/api/events/", std::move(view), api);
}

}  // namespace crm

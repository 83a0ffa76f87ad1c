// Route by route: what can be asked, with what, and what is answered.
#include "resource/openapi.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/text.hpp"
#include "resource/json_schema.hpp"
#include "resource/view.hpp"

namespace crm {
namespace {

constexpr std::string_view about =
    "Lists answer everything as an array, or a page of it in an envelope where `page_size`, `page` or `cursor` is "
    "given. Errors are `{\"detail\": ...}`, or texts for each field; where `Accept` names `application/problem+json` "
    "too, they are as RFC 9457 has it. Bodies are JSON, or URL-encoded or multipart forms of the same members. Every "
    "address takes `?format=api`, or `Accept: text/html`, for a page to read. A method that is not described is "
    "answered 405, `Accept` of something else 406.";

// `books` of `/api/books/{id}/`; `api` of `/api/`.
std::string tag_of(const std::string& pattern) {
    const auto segments = split_list(pattern, '/');
    return segments.size() > 1 ? segments[1] : segments.front();
}

std::string operation_id(const std::string& pattern, const Endpoint& endpoint) {
    if (!endpoint.operation.id.empty()) return endpoint.operation.id;
    std::string id;
    for (const std::string& segment : split_list(pattern, '/'))
        if (segment != "api" && !segment.starts_with('{')) id += segment + "_";
    if (id.empty()) id = "api_";
    return id + ascii_lower(endpoint.method);
}

std::string schema_of_value(const Parameter& parameter) {
    using Shape = Parameter::Shape;
    const Field* f = parameter.field;
    switch (parameter.shape) {
        case Shape::integer:
        case Shape::reference:
            return R"({"type":"integer"})";
        case Shape::boolean:
            return R"({"type":"boolean"})";
        case Shape::timestamp:
            return R"({"type":"string","description":"A day, or a day and a time.","examples":["2026-11-30"]})";
        case Shape::list:
            return f && f->kind != Kind::text ? R"({"type":"array","items":{"type":"integer"}})"
                                              : R"({"type":"array","items":{"type":"string"}})";
        case Shape::text:
            break;
    }
    if (f && f->kind == Kind::date) return R"({"type":"string","format":"date"})";
    return R"({"type":"string"})";
}

std::string parameter_json(const Parameter& parameter) {
    std::string out;
    json::Object object(out);
    object.text("name", parameter.name).text("in", "query").text("description", parameter.help);
    if (parameter.shape == Parameter::Shape::list) object.text("style", "form").boolean("explode", false);
    object.raw("schema", schema_of_value(parameter));
    object.end();
    return out;
}

std::string parameters_of(const Endpoint& endpoint) {
    std::string out;
    json::Array list(out);
    for (const std::string_view header : endpoint.operation.headers) list.raw(parameter_reference(header));
    if (endpoint.keeps_answer) list.raw(parameter_reference("Idempotency-Key"));
    for (const Parameter& parameter : endpoint.operation.query) list.raw(parameter_json(parameter));
    list.end();
    return out;
}

std::string path_parameters(const std::string& pattern) {
    std::string out;
    json::Array list(out);
    for (const std::string& segment : split_list(pattern, '/')) {
        if (!segment.starts_with('{')) continue;
        const std::string name = segment.substr(1, segment.size() - 2);
        std::string text;
        json::Object(text)
            .text("name", name)
            .text("in", "path")
            .boolean("required", true)
            .raw("schema", name == "id" ? R"({"type":"integer","minimum":1,"examples":[1]})"
                                        : R"({"type":"string","minLength":1})")
            .end();
        list.raw(text);
    }
    list.end();
    return out;
}

std::string answer_of(const Endpoint& endpoint) {
    const Operation& operation = endpoint.operation;
    std::string out;
    json::Object answer(out);
    answer.text("description", operation.status == 201   ? "It was made."
                               : operation.status == 204 ? "It was done."
                                                         : "What was asked for.");
    std::string headers_text;
    json::Object headers(headers_text);
    for (const std::string_view header : operation.answers_with) headers.raw(header, header_reference(header));
    headers.end();
    if (!operation.answers_with.empty()) answer.raw("headers", headers_text);
    if (!operation.response.empty()) {
        std::string content_text;
        json::Object content(content_text);
        content.raw(endpoint.has_events ? "text/event-stream" : operation.type,
                    R"({"schema":)" + operation.response + "}");
        if (endpoint.has_csv) content.raw("text/csv", R"({"schema":{"type":"string"}})");
        content.end();
        answer.raw("content", content_text);
    }
    answer.end();
    return out;
}

std::string refusal_of(const Operation& operation, int status) {
    if (status != 400 || operation.refusal.empty()) return response_reference(status);
    return R"({"description":"Nothing was done: what became of each part, or what is wrong with the whole.",)"
           R"("content":{"application/json":{"schema":{"anyOf":[)" +
           operation.refusal + "," + schema_reference("Invalid") + R"(]}},"application/problem+json":{"schema":)" +
           schema_reference("Problem") + "}}}";
}

bool takes(const Operation& operation, std::string_view header) {
    return std::find(operation.headers.begin(), operation.headers.end(), header) != operation.headers.end();
}

std::string responses_of(const View& view, const Endpoint& endpoint) {
    const Operation& operation = endpoint.operation;
    std::vector<int> refusals = operation.refusals;
    if (view.audience != Audience::everybody) refusals.push_back(401);
    const bool any_key = view.any_key_reads && endpoint.method == "GET";
    if (view.audience == Audience::roles || (view.audience == Audience::signed_in && !any_key)) refusals.push_back(403);
    if (!operation.request.empty()) refusals.insert(refusals.end(), {400, 415});
    if (takes(operation, "If-Match")) refusals.push_back(412);
    if (endpoint.keeps_answer) refusals.insert(refusals.end(), {409, 422});
    std::sort(refusals.begin(), refusals.end());
    refusals.erase(std::unique(refusals.begin(), refusals.end()), refusals.end());

    std::string out;
    json::Object responses(out);
    responses.raw(std::to_string(operation.status), answer_of(endpoint));
    if (takes(operation, "If-None-Match"))
        responses.raw("304", R"({"description":"The record still has the entity tag that was given."})");
    for (const int status : refusals) responses.raw(std::to_string(status), refusal_of(operation, status));
    responses.raw("default", response_reference(0));
    responses.end();
    return out;
}

std::string body_of(const Operation& operation) {
    const std::string schema = R"({"schema":)" + operation.request +
                               (operation.example.empty() ? "" : R"(,"example":)" + operation.example) + "}";
    std::string content, out;
    json::Object types(content);
    types.raw("application/json", schema);
    if (!operation.line.empty()) types.raw("application/x-ndjson", R"({"schema":)" + operation.line + "}");
    types.end();
    json::Object(out).boolean("required", true).raw("content", content).end();
    return out;
}

std::string operation_json(const Route& route, const Endpoint& endpoint) {
    const View& view = *route.view;
    const Operation& operation = endpoint.operation;
    std::string out, tag;
    json::append_string(tag, tag_of(route.pattern));
    json::Object object(out);
    object.text("operationId", operation_id(route.pattern, endpoint));
    object.raw("tags", "[" + tag + "]");
    object.text("summary", operation.summary.empty() ? view.name : operation.summary);
    std::string description = view.description;
    if (view.audience == Audience::roles) description += " Roles: " + roles_text(endpoint.roles) + ".";
    object.text("description", description);
    if (view.audience == Audience::everybody) object.raw("security", "[]");
    if (const std::string parameters = parameters_of(endpoint); parameters != "[]")
        object.raw("parameters", parameters);
    if (!operation.request.empty()) object.raw("requestBody", body_of(operation));
    object.raw("responses", responses_of(view, endpoint));
    object.end();
    return out;
}

std::string paths_of(const Router& router) {
    std::string out;
    json::Object paths(out);
    for (const auto& route : router.routes()) {
        if (!route->view) continue;
        std::string text;
        json::Object path(text);
        if (const std::string parameters = path_parameters(route->pattern); parameters != "[]")
            path.raw("parameters", parameters);
        for (const Endpoint& endpoint : route->view->endpoints)
            path.raw(ascii_lower(endpoint.method), operation_json(*route, endpoint));
        path.end();
        paths.raw(route->pattern, text);
    }
    paths.end();
    return out;
}

// One for each first word of an address, told by the first view that stands there.
std::string tags_of(const Router& router) {
    std::string out;
    json::Array list(out);
    std::vector<std::string> known;
    for (const auto& route : router.routes()) {
        const std::string name = route->view ? tag_of(route->pattern) : std::string();
        if (name.empty() || std::find(known.begin(), known.end(), name) != known.end()) continue;
        known.push_back(name);
        std::string text;
        json::Object(text).text("name", name).text("description", route->view->description).end();
        list.raw(text);
    }
    list.end();
    return out;
}

}  // namespace

std::string openapi(const Router& router, const Catalogue& catalogue, std::string_view version) {
    std::string info;
    json::Object(info)
        .text("title", "ConnectCRM")
        .text("version", version)
        .text("description", about)
        .raw("license", R"({"name":"MIT","identifier":"MIT"})")
        .end();
    std::string out;
    json::Object(out)
        .text("openapi", "3.1.0")
        .raw("info", info)
        .raw("servers", R"([{"url":"/"}])")
        .raw("security", R"([{"bearer":[]}])")
        .raw("tags", tags_of(router))
        .raw("paths", paths_of(router))
        .raw("components", openapi_components(catalogue))
        .end();
    return out;
}

}  // namespace crm

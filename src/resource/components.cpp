// What the operations of the description share: schemas, errors, headers, and how one signs in.
#include "base/json.hpp"
#include "resource/bulk.hpp"
#include "resource/history.hpp"
#include "resource/json_schema.hpp"
#include "resource/openapi.hpp"

namespace crm {
namespace {

struct Refusal {
    int status;
    std::string_view name, description, schema;
    std::string_view header = {};
};

constexpr Refusal refusals[] = {
    {400, "BadRequest", "A field or parameter breaks a rule, which is said for each; or the request cannot be read.",
     "Invalid"},
    {401, "Unauthorized", "No token, or one that is not good (any more).", "Error", "WWW-Authenticate"},
    {403, "Forbidden", "Not for this role, or not within the scopes of this API key.", "Error"},
    {404, "NotFound", "There is no such record, or it is not for this user to see.", "Error"},
    {409, "Conflict", "What is there stands against it.", "Error"},
    {412, "PreconditionFailed", "The record was changed since it was read; `version` is the one there is.", "Error"},
    {413, "ContentTooLarge",
     "The body or what is to be kept of the answer is too large; the sentence says which limit.", "Error"},
    {415, "UnsupportedMediaType", "The body is neither JSON nor a form.", "Error"},
    {422, "UnprocessableContent", "The Idempotency-Key was used with another request.", "Error"},
    {429, "TooManyRequests", "Too many attempts; try again after the time given.", "Error", "Retry-After"},
    {0, "Error", "Any other error.", "Error"},
};

struct Header {
    std::string_view name, description, schema;
};

constexpr Header request_headers[] = {
    {"If-Match", "Write only if the record still has this entity tag; else 412.",
     R"({"type":"string","examples":["\"1\""]})"},
    {"If-None-Match", "Answer 304 without a body if the record still has this entity tag.",
     R"({"type":"string","examples":["\"1\""]})"},
    {"Last-Event-ID", "The last `id` that was received: what came after it is sent first.",
     R"({"type":"integer","minimum":0})"},
    {"Idempotency-Key", "Any text; the request is carried out once, however often it comes with the same key.",
     R"({"type":"string","minLength":1,"maxLength":255})"},
    {"X-Refresh-Cookie",
     "With any value, the refresh token is kept in a cookie that no script can read, and not in bodies.",
     R"({"type":"string"})"},
};

constexpr Header response_headers[] = {
    {"ETag", "The record's version, for If-Match and If-None-Match.", R"({"type":"string"})"},
    {"Link", "The pages beside this one, as RFC 8288 has it.", R"({"type":"string"})"},
    {"WWW-Authenticate", "How to sign in.", R"({"type":"string"})"},
    {"Retry-After", "Seconds to wait.", R"({"type":"integer"})"},
};

constexpr std::string_view error_schema =
    R"({"type":"object","description":"What was wrong, in a sentence.","properties":{"detail":{"type":"string"},)"
    R"("code":{"type":"string"},"messages":{"type":"array","items":{"type":"object","additionalProperties":true}},"version":{"type":"integer"}},)"
    R"("required":["detail"]})";
constexpr std::string_view field_errors_schema =
    R"({"type":"object","description":"What was wrong, in sentences for each field or parameter.",)"
    R"("additionalProperties":{"type":"array","items":{"type":"string"}},)"
    R"("examples":[{"name":["This field is required."]}]})";
constexpr std::string_view problem_schema =
    R"({"type":"object","description":"The same as RFC 9457 has it, where Accept names it.","properties":{)"
    R"("type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"detail":{"type":"string"},)"
    R"("code":{"type":"string"},"errors":{"$ref":"#/components/schemas/FieldErrors"}},)"
    R"("required":["type","title","status","detail"]})";
constexpr std::string_view bearer =
    R"({"type":"http","scheme":"bearer","bearerFormat":"JWT","description":"The access token of POST /api/token/, or an API key of POST /api/me/keys/."})";

std::string reference(std::string_view kind, std::string_view name) {
    return R"({"$ref":"#/components/)" + std::string(kind) + "/" + std::string(name) + "\"}";
}

std::string without_dashes(std::string_view header) {
    std::string name(header);
    std::erase(name, '-');
    return name;
}

std::string all_schemas(const Catalogue& catalogue) {
    std::string out;
    json::Object schemas(out);
    for (const Resource* resource : catalogue.all())
        for (const Shape shape : {Shape::answered, Shape::created, Shape::patched})
            schemas.raw(schema_name(*resource, shape), schema_of(*resource, shape));
    schemas.raw("Change", change_schema()).raw("BulkAnswer", bulk_schema());
    schemas.raw("Error", error_schema).raw("FieldErrors", field_errors_schema).raw("Problem", problem_schema);
    schemas.raw("Invalid",
                R"({"oneOf":[{"$ref":"#/components/schemas/FieldErrors"},{"$ref":"#/components/schemas/Error"}]})");
    schemas.end();
    return out;
}

std::string all_responses() {
    std::string out;
    json::Object responses(out);
    for (const Refusal& refusal : refusals) {
        std::string text;
        json::Object response(text);
        response.text("description", refusal.description);
        if (!refusal.header.empty()) {
            std::string headers;
            json::Object(headers).raw(refusal.header, header_reference(refusal.header)).end();
            response.raw("headers", headers);
        }
        response.raw("content", R"({"application/json":{"schema":)" + schema_reference(refusal.schema) +
                                    R"(},"application/problem+json":{"schema":)" + schema_reference("Problem") + "}}");
        response.end();
        responses.raw(refusal.name, text);
    }
    responses.end();
    return out;
}

std::string all_parameters() {
    std::string out;
    json::Object parameters(out);
    for (const Header& header : request_headers) {
        std::string text;
        json::Object(text)
            .text("name", header.name)
            .text("in", "header")
            .text("description", header.description)
            .raw("schema", header.schema)
            .end();
        parameters.raw(without_dashes(header.name), text);
    }
    parameters.end();
    return out;
}

std::string all_headers() {
    std::string out;
    json::Object headers(out);
    for (const Header& header : response_headers) {
        std::string text;
        json::Object(text).text("description", header.description).raw("schema", header.schema).end();
        headers.raw(without_dashes(header.name), text);
    }
    headers.end();
    return out;
}

}  // namespace

std::string response_reference(int status) {
    for (const Refusal& refusal : refusals)
        if (refusal.status == status) return reference("responses", refusal.name);
    return reference("responses", "Error");
}

std::string parameter_reference(std::string_view header) { return reference("parameters", without_dashes(header)); }
std::string header_reference(std::string_view header) { return reference("headers", without_dashes(header)); }

std::string openapi_components(const Catalogue& catalogue) {
    std::string out, schemes;
    json::Object(schemes).raw("bearer", bearer).end();
    json::Object(out)
        .raw("schemas", all_schemas(catalogue))
        .raw("responses", all_responses())
        .raw("parameters", all_parameters())
        .raw("headers", all_headers())
        .raw("securitySchemes", schemes)
        .end();
    return out;
}

}  // namespace crm

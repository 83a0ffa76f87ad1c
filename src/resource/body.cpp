// Choosing the parser by content type, and refusing what is no object.
#include "resource/body.hpp"

#include "base/errors.hpp"
#include "base/text.hpp"

namespace crm {
namespace {

[[noreturn]] void refuse_whole(std::string_view text) {
    Problems problems;
    problems.add("non_field_errors", text);
    throw Invalid(std::move(problems));
}

}  // namespace

Body::Body(const Request& request) {
    const std::string_view content_type = request.header("Content-Type");
    if (request.body.empty()) return;
    const MediaType media = parse_media_type(content_type);
    if (media.type == "application/json") {
        read_json(request.body);
    } else if (media.type == "application/x-www-form-urlencoded") {
        form_ = parse_urlencoded(request.body);
    } else if (media.type == "multipart/form-data") {
        form_ = parse_multipart(content_type, request.body);
    } else {
        throw Error(Condition::unsupported_media,
                    "Unsupported media type \"" + std::string(content_type) + "\" in request.");
    }
}

Body::Body(std::string_view json) { read_json(json); }

void Body::read_json(std::string_view text) {
    document_ = json::Document::parse(text);
    const json::Value& root = document_.root();
    if (root.is(json::Type::null)) refuse_whole("No data provided");
    if (!root.is(json::Type::object))
        refuse_whole("Invalid data. Expected a dictionary, but got " + std::string(json::python_type(root)) + ".");
    object_ = &root;
}

std::optional<GivenValue> Body::find(std::string_view field) const {
    if (object_) {
        const json::Value* value = object_->find(field);
        return value ? std::optional(GivenValue{value, nullptr}) : std::nullopt;
    }
    for (auto at = form_.rbegin(); at != form_.rend(); ++at)
        if (at->first == field) return GivenValue{nullptr, &at->second};
    return std::nullopt;
}

}  // namespace crm

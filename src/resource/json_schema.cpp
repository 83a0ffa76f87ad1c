// Field by field: type, format, rules, example.
#include "resource/json_schema.hpp"

#include "base/json.hpp"

namespace crm {
namespace {

std::string quoted(std::string_view text) {
    std::string out;
    json::append_string(out, text);
    return out;
}

// `["a","b"]`
std::string quoted_list(const std::vector<std::string_view>& texts) {
    std::string out;
    json::Array array(out);
    for (const std::string_view text : texts) array.text(text);
    array.end();
    return out;
}

std::string example_of(const Field& f) {
    if (!f.example.empty()) return quoted(f.example);
    if (!f.choices.empty()) return quoted(f.choices.front().value);
    switch (f.kind) {
        case Kind::text:
            return quoted(f.email ? "office@acme.example" : f.seal ? "four words nobody guesses" : label_of(f));
        case Kind::boolean:
            return "true";
        case Kind::integer:
            return std::to_string(f.has_bounds() ? f.lowest + (f.highest - f.lowest) / 2 : 1);
        case Kind::reference:
            return "1";
        case Kind::timestamp:
            return quoted("2026-11-30T09:15:00Z");
        case Kind::date:
            return quoted("2026-12-31");
        case Kind::money:
            return quoted("1200.00");
    }
    return "null";
}

std::string description_of(const Field& f, bool answered) {
    std::vector<std::string> sentences;
    if (!f.help.empty()) sentences.emplace_back(f.help);
    if (f.kind == Kind::reference) sentences.push_back("The id of a record of " + std::string(f.references) + ".");
    if (f.kind == Kind::money) sentences.push_back("An amount in " + std::string(f.currency) + ".");
    if (f.unique) sentences.emplace_back(f.exact ? "Unique." : "Unique without regard to case.");
    if (f.seal) sentences.emplace_back("Never shown.");
    if (f.now_by_default && !f.read_only && !answered) sentences.emplace_back("Now, unless given.");
    if (f.roles != everyone) sentences.push_back("Only for roles " + roles_text(f.roles) + ".");
    std::string text;
    for (const std::string& sentence : sentences) (text += text.empty() ? "" : " ") += sentence;
    return text;
}

// What is only asked of values that are written.
void append_rules(json::Object& property, const Field& f) {
    if (f.email) property.text("format", "email");
    if (f.has_bounds()) property.integer("minimum", f.lowest).integer("maximum", f.highest);
    if (f.kind == Kind::text && f.choices.empty() && !f.nullable && (f.required || f.seal || f.unique))
        property.integer("minLength", 1);
    if (f.max_length > 0) property.integer("maxLength", static_cast<std::int64_t>(f.max_length));
    if (f.seal) property.boolean("writeOnly", true);
    if (f.choices.empty()) return;
    std::vector<std::string_view> values;
    for (const Choice& choice : f.choices) values.push_back(choice.value);
    std::string list = quoted_list(values);
    if (f.nullable) list.replace(list.size() - 1, 1, ",null]");
    property.raw("enum", list);
}

std::string choices_text(const Field& f) {
    std::string text;
    for (const Choice& choice : f.choices)
        text += (text.empty() ? "" : ", ") + std::string(choice.value) + " (" + std::string(choice.label) + ")";
    return text;
}

std::string property_of(const Field& f, bool answered) {
    std::string out;
    json::Object property(out);
    const std::string type = quoted(facts(f.kind).json);
    property.raw("type", f.nullable ? "[" + type + ",\"null\"]" : type);
    property.text("title", label_of(f));
    std::string description = description_of(f, answered);
    if (!f.choices.empty()) description += (description.empty() ? "" : " ") + choices_text(f) + ".";
    if (!description.empty()) property.text("description", description);
    if (!facts(f.kind).format.empty()) property.text("format", facts(f.kind).format);
    if (answered && f.read_only) property.boolean("readOnly", true);
    if (!answered) append_rules(property, f);
    property.raw("examples", "[" + example_of(f) + "]");
    property.end();
    return out;
}

// The members of an object schema without its braces: `"type":"object","properties":…`.
void append_members(json::Object& schema, const Resource& resource, Shape shape) {
    const bool answered = shape == Shape::answered;
    std::string properties_text;
    json::Object properties(properties_text);
    std::vector<std::string_view> must;
    const auto add = [&](const Field& f) {
        properties.raw(f.name, property_of(f, answered));
        if (answered ? f.roles == everyone : f.required && shape == Shape::created) must.push_back(f.name);
    };
    const auto common = record_fields();
    if (answered) add(common.front());
    for (const Field& f : resource.fields)
        if (answered ? f.is_output() : f.is_input()) add(f);
    if (answered)
        for (const Field& f : common.subspan(1)) add(f);
    properties.end();
    schema.text("type", "object").raw("properties", properties_text);
    if (!must.empty()) schema.raw("required", quoted_list(must));
}

}  // namespace

std::string example_of(const Resource& resource) {
    std::string out;
    json::Object object(out);
    for (const Field& f : resource.fields)
        if (f.is_input()) object.raw(f.name, example_of(f));
    object.end();
    return out;
}

std::string schema_of(const Resource& resource, Shape shape) {
    std::string out;
    json::Object schema(out);
    schema.text("title", title_case(resource.label)).text("description", resource.description);
    append_members(schema, resource, shape);
    schema.end();
    return out;
}

std::string json_schema(const Resource& resource) {
    std::string out;
    json::Object schema(out);
    schema.text("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.text("title", title_case(resource.label)).text("description", resource.description);
    append_members(schema, resource, Shape::answered);
    schema.end();
    return out;
}

std::string schema_name(const Resource& resource, Shape shape) {
    std::string name = title_case(resource.label);
    std::erase(name, ' ');
    return name + (shape == Shape::created ? "Create" : shape == Shape::patched ? "Patch" : "");
}

std::string page_of(std::string_view item) {
    return R"({"type":"object","properties":{)"
           R"("count":{"type":"integer","minimum":0,"description":"How many there are, at most 10000; not by cursor."},)"
           R"("count_exact":{"type":"boolean","description":"False when there are more than count."},)"
           R"("next":{"type":["string","null"],"format":"uri"},"previous":{"type":["string","null"],"format":"uri"},)"
           R"("results":{"type":"array","items":)" +
           std::string(item) + R"(}},"required":["next","previous","results"]})";
}

std::string list_of(std::string_view item) {
    return R"({"oneOf":[{"type":"array","title":"Everything","items":)" + std::string(item) + "}," + page_of(item) +
           "]}";
}

std::string schema_reference(std::string_view name) {
    return R"({"$ref":"#/components/schemas/)" + std::string(name) + "\"}";
}

}  // namespace crm

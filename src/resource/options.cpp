// Fields as DRF's SimpleMetadata tells them.
#include "resource/options.hpp"

namespace crm {
namespace {

std::string_view type_of(const Field& f) {
    if (f.email) return "email";
    if (!f.choices.empty()) return "choice";
    switch (f.kind) {
        case Kind::text:
            return "string";
        case Kind::boolean:
            return "boolean";
        case Kind::integer:
            return "integer";
        case Kind::timestamp:
            return "datetime";
        case Kind::reference:
            return "field";
    }
    return "field";
}

void append_read_only(std::string& out, json::Object& fields, std::string_view name, std::string_view type,
                      std::string_view label) {
    fields.key(name);
    json::Object(out)
        .text("type", type)
        .boolean("required", false)
        .boolean("read_only", true)
        .text("label", label)
        .end();
}

void append_field(std::string& out, json::Object& fields, const Field& f) {
    fields.key(f.name);
    json::Object object(out);
    object.text("type", type_of(f)).boolean("required", f.required).boolean("read_only", f.read_only);
    object.text("label", label_of(f));
    if (!f.help.empty()) object.text("help_text", f.help);
    if (f.max_length != 0) object.integer("max_length", static_cast<std::int64_t>(f.max_length));
    if (f.seal) object.boolean("write_only", true);
    if (!f.choices.empty()) {
        object.key("choices");
        out += '[';
        for (const Choice& choice : f.choices) {
            if (&choice != f.choices.data()) out += ',';
            json::Object(out).text("value", choice.value).text("display_name", choice.label).end();
        }
        out += ']';
    }
    object.end();
}

}  // namespace

void append_actions(json::Object& object, std::string_view method, const Resource& resource) {
    std::string out;
    json::Object fields(out);
    append_read_only(out, fields, "id", "integer", "ID");
    for (const Field& f : resource.fields)
        if (!f.hidden) append_field(out, fields, f);
    append_read_only(out, fields, "created_at", "datetime", "Created at");
    append_read_only(out, fields, "updated_at", "datetime", "Updated at");
    append_read_only(out, fields, "version", "integer", "Version");
    fields.end();

    std::string actions;
    json::Object(actions).raw(method, out).end();
    object.raw("actions", actions);
}

}  // namespace crm

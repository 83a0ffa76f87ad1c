// Fields as DRF's SimpleMetadata tells them.
#include "resource/options.hpp"

namespace crm {
namespace {

std::string_view type_of(const Field& f) {
    if (f.email) return "email";
    if (!f.choices.empty()) return "choice";
    return facts(f.kind).metadata;
}

void append_field(std::string& out, json::Object& fields, const Field& f) {
    fields.key(f.name);
    json::Object object(out);
    object.text("type", type_of(f)).boolean("required", f.required).boolean("read_only", f.read_only);
    object.text("label", label_of(f));
    if (!f.help.empty()) object.text("help_text", f.help);
    if (f.max_length != 0) object.integer("max_length", static_cast<std::int64_t>(f.max_length));
    if (f.has_bounds()) object.integer("min_value", f.lowest).integer("max_value", f.highest);
    if (f.seal) object.boolean("write_only", true);
    if (!f.choices.empty()) {
        object.key("choices");
        json::Array choices(out);
        for (const Choice& choice : f.choices)
            json::Object(choices.next()).text("value", choice.value).text("display_name", choice.label).end();
        choices.end();
    }
    object.end();
}

}  // namespace

void append_actions(json::Object& object, std::string_view method, const Resource& resource, Role role) {
    std::string out;
    json::Object fields(out);
    const auto common = record_fields();
    append_field(out, fields, common.front());
    for (const Field& f : resource.fields)
        if (!f.hidden && f.exists_for(role)) append_field(out, fields, f);
    for (const Field& f : common.subspan(1)) append_field(out, fields, f);
    fields.end();

    std::string actions;
    json::Object(actions).raw(method, out).end();
    object.raw("actions", actions);
}

}  // namespace crm

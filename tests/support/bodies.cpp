// Makes a value for every required field by its kind.
#include "support/bodies.hpp"

#include "base/text.hpp"
#include "crm/catalogue.hpp"

namespace crm::for_tests {
namespace {

std::string good_value(const Field& field, std::int64_t customer) {
    static int made = 0;
    if (field.references == "customers") return std::to_string(customer);
    if (field.kind == Kind::reference) return "2";
    if (!field.choices.empty()) return json_text(field.choices.back().value);
    if (field.email) return json_text("somebody@example.com");
    if (field.unique) return json_text("somebody" + std::to_string(++made));
    if (field.kind == Kind::boolean) return "true";
    if (field.kind == Kind::integer) return "1";
    return json_text("text");
}

std::string plain(std::string_view value) {
    if (!value.starts_with('"')) return std::string(value);
    return std::string(json::Document::parse(value).root().text);
}

}  // namespace

std::string json_text(std::string_view text) {
    std::string out;
    json::append_string(out, text);
    return out;
}

Members good_members(const Resource& resource, std::int64_t customer) {
    Members members;
    for (const Field& field : resource.fields)
        if (field.required && field.is_input()) members.emplace_back(field.name, good_value(field, customer));
    return members;
}

std::string good_body(std::string_view resource, std::int64_t customer) {
    return body_of(good_members(catalogue().at(resource), customer));
}

std::string body_of(const Members& members) {
    std::string out;
    json::Object object(out);
    for (const auto& [name, value] : members) object.raw(name, value);
    object.end();
    return out;
}

std::string body_with(Members members, std::string_view name, std::string_view value) {
    std::erase_if(members, [&](const auto& member) { return member.first == name; });
    members.emplace_back(name, value);
    return body_of(members);
}

std::string form_of(const Members& members) {
    std::string form;
    for (const auto& [name, value] : members)
        form += (form.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(plain(value));
    return form;
}

std::vector<const Field*> text_fields(const Resource& resource) {
    std::vector<const Field*> fields;
    for (const Field& field : resource.fields)
        if (field.kind == Kind::text && field.is_input() && !field.seal && !field.email && field.choices.empty() &&
            !field.valid)
            fields.push_back(&field);
    return fields;
}

}  // namespace crm::for_tests

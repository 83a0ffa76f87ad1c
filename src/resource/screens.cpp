// Resources and their fields as a screen needs them.
#include "resource/screens.hpp"

#include "resource/list_query.hpp"
#include "resource/search.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

std::string_view type_of(const Field& f) {
    if (!f.choices.empty()) return "choice";
    return f.email ? "email" : facts(f.kind).name;
}

// `["a","b"]`
template <class Texts>
std::string array_of(const Texts& texts) {
    std::string out;
    json::Array array(out);
    for (const auto& text : texts) array.text(text);
    array.end();
    return out;
}

std::string choices_of(const Field& f) {
    std::string out;
    json::Array array(out);
    for (const Choice& choice : f.choices)
        json::Object(array.next()).text("value", choice.value).text("label", choice.label).end();
    array.end();
    return out;
}

// What a new record has there unless something else is said; null for nothing.
std::string default_of(const Resource& resource, const Field& f) {
    std::string out;
    if (f.is_output() && f.is_input() && !f.required && !f.now_by_default)
        append_json(out, resource, f, *resource.make());
    return out.empty() ? "null" : out;
}

std::string field_json(const Resource& resource, const Field& f, const std::vector<Parameter>& parameters) {
    std::string out;
    json::Object field(out);
    const auto text = [&](std::string_view name, std::string_view value) {
        value.empty() ? field.null(name) : field.text(name, value);
    };
    const auto number = [&](std::string_view name, bool is_there, std::int64_t value) {
        is_there ? field.integer(name, value) : field.null(name);
    };
    field.text("name", f.name).text("label", label_of(f)).text("help", f.help).text("type", type_of(f));
    field.boolean("required", f.required).boolean("read_only", f.read_only).boolean("write_only", f.seal);
    field.boolean("nullable", f.nullable).boolean("unique", f.unique);
    number("max_length", f.max_length > 0, static_cast<std::int64_t>(f.max_length));
    number("min", f.has_bounds(), f.lowest);
    number("max", f.has_bounds(), f.highest);
    field.raw("default", default_of(resource, f));
    field.raw("choices", f.choices.empty() ? "null" : choices_of(f));
    text("references", f.references);
    text("currency", f.currency);
    field.boolean("searchable", f.searchable).boolean("sortable", f.sortable);
    std::vector<std::string> filters;
    for (const Parameter& p : parameters)
        if (p.field == &f) filters.push_back(p.name);
    field.raw("filters", array_of(filters));
    field.end();
    return out;
}

std::string resource_json(const User& user, const Resource& resource) {
    const auto parameters = list_parameters(resource, user.role);
    std::string fields;
    json::Array array(fields);
    const auto add = [&](const Field& f) {
        if (!f.hidden && f.exists_for(user.role)) array.raw(field_json(resource, f, parameters));
    };
    const auto common = record_fields();
    add(common.front());
    for (const Field& f : resource.fields) add(f);
    for (const Field& f : common.subspan(1)) add(f);
    array.end();

    std::string out;
    json::Object(out)
        .text("name", resource.name)
        .text("label", sentence_case(resource.title))
        .text("label_plural", sentence_case(resource.titles))
        .text("display", resource.at(resource.shown_as).name)
        .text("description", resource.description)
        .raw("may", rights_of(user, resource))
        .boolean("searchable", is_searchable(resource))
        .raw("orderings", array_of(orderings(resource, user.role)))
        .raw("fields", fields)
        .end();
    return out;
}

constexpr std::string_view schema =
    R"({"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},"label":{"type":"string"},)"
    R"("label_plural":{"type":"string"},"display":{"type":"string","description":"The field by which people know a record."},)"
    R"("description":{"type":"string"},"may":{"type":"array","items":{"enum":["read","create","update","delete"]}},)"
    R"("searchable":{"type":"boolean","description":"Whether lists take `search`."},)"
    R"("orderings":{"type":"array","items":{"type":"string"},"description":"What `ordering` takes."},)"
    R"("fields":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},)"
    R"("label":{"type":"string"},"help":{"type":"string"},"type":{"enum":["text","email","choice","boolean","integer",)"
    R"("timestamp","date","money","reference"],"description":"A text without max_length may have many lines."},)"
    R"("required":{"type":"boolean"},"read_only":{"type":"boolean"},"write_only":{"type":"boolean"},)"
    R"("nullable":{"type":"boolean"},"unique":{"type":"boolean"},"max_length":{"type":["integer","null"]},)"
    R"("min":{"type":["integer","null"]},"max":{"type":["integer","null"]},"default":{},)"
    R"("choices":{"type":["array","null"],"items":{"type":"object","properties":{"value":{"type":"string"},)"
    R"("label":{"type":"string"}},"required":["value","label"]}},)"
    R"("references":{"type":["string","null"],"description":"The resource whose id it holds."},)"
    R"("currency":{"type":["string","null"],"description":"The field that names the currency of an amount."},)"
    R"("searchable":{"type":"boolean"},"sortable":{"type":"boolean"},"filters":{"type":"array",)"
    R"("items":{"type":"string"},"description":"The parameters of a list that look at this field."}},)"
    R"("required":["name","label","help","type","required","read_only","write_only","nullable","unique","max_length",)"
    R"("min","max","default","choices","references","currency","searchable","sortable","filters"]}}},)"
    R"("required":["name","label","label_plural","display","description","may","searchable","orderings","fields"]}})";

}  // namespace

std::string rights_of(const User& user, const Resource& resource) {
    constexpr std::pair<std::string_view, Act> acts[] = {
        {"read", Act::read}, {"create", Act::create}, {"update", Act::update}, {"delete", Act::remove}};
    std::vector<std::string_view> words;
    for (const auto& [word, act] : acts)
        if (may(user, resource, act)) words.push_back(word);
    return array_of(words);
}

Route resources_route(const Api& api) {
    View view{"Resources",
              "What there is, what you may do with it, and its fields: enough to draw lists and forms.",
              Audience::signed_in,
              {},
              {}};
    view.any_key_reads = true;  // each resource asks for itself
    const auto show = [&catalogue = api.catalogue](const Call& call) {
        std::string body;
        json::Array array(body);
        for (const Resource* resource : catalogue.all())
            if (rights_of(call.user, *resource) != "[]") array.raw(resource_json(call.user, *resource));
        array.end();
        return json_response(200, std::move(body));
    };
    Endpoint get{"GET", Work::read, {}, show};
    get.operation = {.summary = "What there is to work with", .id = "resources_list", .response = std::string(schema)};
    view.endpoints.push_back(std::move(get));
    return route("/api/resources/", std::move(view), api);
}

}  // namespace crm

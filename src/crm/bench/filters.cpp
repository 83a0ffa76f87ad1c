// Values to filter by are those of records that are there.
#include "crm/bench/filters.hpp"

#include "base/text.hpp"
#include "resource/list_query.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

using RandomRecord = std::function<std::unique_ptr<Record>(Draw&)>;

constexpr int attempts = 100;  // to find a record in which the field is not empty

std::string list_of(const Resource& resource, const std::string& parameters) {
    return "/api/" + std::string(resource.name) + "/?cursor=&page_size=50&" + parameters;
}

std::string text_of(const Field& field, const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    std::string json;
    append_json(json, field, value);
    return json.starts_with('"') ? json.substr(1, json.size() - 2) : json;
}

std::string a_value(const Field& field, const RandomRecord& record, Draw& draw) {
    for (int i = 0; i < attempts; ++i)
        if (const Value value = field.get(*record(draw)); !std::holds_alternative<std::monostate>(value))
            return text_of(field, value);
    return std::string(field.example);
}

void add(std::vector<Task>& tasks, const Resource& resource, const std::string& parameter,
         std::function<std::string(Draw&)> value, const std::string& shown = "") {
    tasks.push_back({"filter", std::string(resource.name) + " " + parameter + (shown.empty() ? "" : "=" + shown),
                     [&resource, parameter, value = std::move(value)](Draw& draw) -> std::vector<Ask> {
                         return {{"GET", list_of(resource, parameter + "=" + percent_encode(value(draw))), ""}};
                     }});
}

}  // namespace

std::string part_of(const std::string& text, std::size_t first, std::size_t count) {
    std::string part;
    for (std::size_t at = 0, i = 0; at < text.size() && i < first + count; ++i) {
        const char32_t c = next_code_point(text, at);
        if (i >= first) append_utf8(part, c);
    }
    return part.empty() ? text : part;
}

void add_orders(std::vector<Task>& tasks, const Resource& resource) {
    for (const std::string_view name : orderings(resource, Role::sales))
        for (const std::string_view sign : {"", "-"}) {
            const std::string order = std::string(sign) + std::string(name);
            tasks.push_back({"sort", std::string(resource.name) + " " + order,
                             [target = list_of(resource, "ordering=" + order)](Draw&) -> std::vector<Ask> {
                                 return {{"GET", target, ""}};
                             }});
        }
}

void add_filters(std::vector<Task>& tasks, const Resource& resource, const RandomRecord& record) {
    for (const Parameter& parameter : list_parameters(resource, Role::sales)) {
        if (!parameter.field) continue;
        const Field& field = *parameter.field;
        const std::string suffix = parameter.name.substr(field.name.size());
        if (suffix == "__gt" || suffix == "__lt") continue;  // read the index as __gte and __lte do
        const auto value = [&field, record](Draw& draw) { return a_value(field, record, draw); };
        if (suffix == "__isnull") {
            for (const char* is : {"true", "false"})
                add(
                    tasks, resource, parameter.name, [is](Draw&) { return std::string(is); }, is);
        } else if (suffix == "__in") {
            add(tasks, resource, parameter.name,
                [value](Draw& draw) { return value(draw) + "," + value(draw) + "," + value(draw); });
        } else if (suffix == "__icontains") {
            add(tasks, resource, parameter.name, [value](Draw& draw) { return part_of(value(draw), 2, 5); });
        } else if (suffix == "__istartswith") {
            add(tasks, resource, parameter.name, [value](Draw& draw) { return part_of(value(draw), 0, 3); });
        } else {
            add(tasks, resource, parameter.name, value);
        }
    }
}

}  // namespace crm

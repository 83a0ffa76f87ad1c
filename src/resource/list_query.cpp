// Reads the query of a list, parameter by parameter, as django-filter and DRF spell them.
#include "resource/list_query.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "base/words.hpp"
#include "http/form.hpp"
#include "resource/input.hpp"
#include "resource/search.hpp"

namespace crm {
namespace {

struct Suffix {
    std::string_view text;
    Comparison how;
    std::string_view help;
};
constexpr Suffix suffixes[] = {
    {"", Comparison::equals, "equal"},
    {"__in", Comparison::one_of, "equal to one of a comma separated list"},
    {"__isnull", Comparison::is_null, "empty (true) or not (false)"},
    {"__gt", Comparison::above, "greater"},
    {"__gte", Comparison::at_least, "greater or equal"},
    {"__lt", Comparison::below, "less"},
    {"__lte", Comparison::at_most, "less or equal"},
    {"__icontains", Comparison::contains, "containing, without regard to case"},
    {"__istartswith", Comparison::starts_with, "beginning with, without regard to case"},
};

bool is_filter(const Field& f) { return f.filterable; }
bool is_order(const Field& f) { return f.sortable; }

bool allows(const Field& f, Comparison how) {
    const bool is_free_text = f.kind == Kind::text && f.choices.empty() && !f.exact;
    switch (how) {
        case Comparison::equals:
            return true;
        case Comparison::one_of:
            return f.kind == Kind::text || f.kind == Kind::reference || f.kind == Kind::integer;
        case Comparison::is_null:
            return f.nullable;
        case Comparison::above:
        case Comparison::at_least:
        case Comparison::below:
        case Comparison::at_most:
            return f.is_number();
        case Comparison::contains:
        case Comparison::starts_with:
            return is_free_text;
    }
    return false;
}

std::vector<const Field*> fields_of(const Resource& resource, Role role, bool (*wanted)(const Field&)) {
    std::vector<const Field*> fields;
    for (const Field& f : record_fields())
        if (wanted(f)) fields.push_back(&f);
    for (const Field& f : resource.fields)
        if (wanted(f) && f.is_output(role)) fields.push_back(&f);
    return fields;
}

Parameter::Shape shape_of(const Field& f, Comparison how) {
    if (how == Comparison::one_of) return Parameter::Shape::list;
    if (how == Comparison::is_null || f.kind == Kind::boolean) return Parameter::Shape::boolean;
    if (f.kind == Kind::timestamp) return Parameter::Shape::timestamp;
    if (f.kind == Kind::integer || f.kind == Kind::reference) return Parameter::Shape::integer;
    return Parameter::Shape::text;
}

[[noreturn]] void refuse(std::string_view parameter, std::string_view text) {
    Problems problems;
    problems.add(parameter, text);
    throw Invalid(std::move(problems));
}

// The value of a filter, read as the field itself reads a form, but without what only writing demands.
Value read_one(const Field& field, const std::string& parameter, const std::string& text) {
    if (text.find('\0') != text.npos) refuse(parameter, "Null characters are not allowed.");
    if (field.exact) return text;
    if (field.kind == Kind::text && field.choices.empty()) return fold(text);
    Field plain = field;
    plain.name = parameter;
    plain.required = true;
    plain.nullable = false;
    const std::string midnight = text + "T00:00:00Z";
    const bool is_day = field.kind == Kind::timestamp && text.find_first_of("T ") == text.npos && !text.empty();
    Problems problems;
    auto value =
        text.empty() ? std::nullopt : read_value(plain, GivenValue{nullptr, is_day ? &midnight : &text}, problems);
    if (text.empty()) problems.add(parameter, text_blank);
    if (!problems.empty() || !value) throw Invalid(std::move(problems));
    return field.kind == Kind::text ? Value{fold(std::get<std::string>(*value))} : std::move(*value);
}

Filter read_filter(const Field& field, Comparison how, const std::string& parameter, const std::string& text) {
    Filter filter{&field, how, {}};
    if (how == Comparison::is_null) {
        Field flag;
        flag.kind = Kind::boolean;
        filter.values.push_back(read_one(flag, parameter, text));
    } else if (how == Comparison::one_of) {
        for (const std::string& item : split_list(text)) filter.values.push_back(read_one(field, parameter, item));
        if (filter.values.empty()) refuse(parameter, text_blank);
        if (filter.values.size() > max_filter_values)
            refuse(parameter, "At most " + std::to_string(max_filter_values) + " values.");
    } else {
        filter.values.push_back(read_one(field, parameter, text));
    }
    return filter;
}

std::vector<Order> read_order(const Resource& resource, Role role, const std::string& text) {
    const auto sortable = fields_of(resource, role, is_order);
    std::vector<Order> order;
    for (const std::string& item : split_list(text)) {
        const bool descending = item.starts_with('-');
        const auto name = std::string_view(item).substr(descending ? 1 : 0);
        const auto found = std::find_if(sortable.begin(), sortable.end(), [&](auto* f) { return f->name == name; });
        std::string allowed;
        for (const Field* f : sortable) (allowed += allowed.empty() ? "" : ", ") += f->name;
        if (found == sortable.end())
            refuse("ordering", "\"" + std::string(name) +
                                   "\" is no field to order by. Use one of these, with - for the "
                                   "other direction: " +
                                   allowed + ".");
        for (const Order& o : order)
            if (o.field == *found) refuse("ordering", "\"" + std::string(name) + "\" stands there twice.");
        order.push_back({*found, descending});
    }
    if (order.size() > max_order_fields) refuse("ordering", "At most " + std::to_string(max_order_fields) + " fields.");
    return order;
}

// Nothing comes after the id: it is different for each record.
void finish_order(std::vector<Order>& order) {
    const Field& id = record_fields().front();
    for (std::size_t i = 0; i < order.size(); ++i)
        if (order[i].field == &id) return order.resize(i + 1);
    order.push_back({&id, !order.empty() && order.back().descending});
}

std::int64_t read_whole_number(std::string_view name, const std::string& text, std::int64_t highest) {
    const auto number = parse_python_int(text);
    if (!number || number->out_of_range || number->value < 1 || number->value > highest)
        refuse(name, "A whole number from 1 to " + std::to_string(highest) + ".");
    return number->value;
}

template <class Parameters>
[[noreturn]] void refuse_unknown(const Parameters& parameters, const std::string& name) {
    std::string known;
    for (const auto& p : parameters) (known += known.empty() ? "" : ", ") += p.name;
    throw Error(Condition::bad_request, "Unknown parameter \"" + name + "\". This list takes: " + known + ".");
}

bool add_filter(const Resource& resource, Role role, const std::string& name, const std::string& text,
                ListQuery& query) {
    for (const Field* f : fields_of(resource, role, is_filter)) {
        if (!name.starts_with(f->name)) continue;
        for (const Suffix& suffix : suffixes)
            if (name.substr(f->name.size()) == suffix.text && allows(*f, suffix.how))
                return query.filters.push_back(read_filter(*f, suffix.how, name, text)), true;
    }
    return false;
}

// Whether it is a filter or a search.
bool add_condition(const Resource& resource, Role role, const std::string& name, const std::string& text,
                   ListQuery& query) {
    if (name != "search" || !is_searchable(resource)) return add_filter(resource, role, name, text, query);
    if (text.size() > max_search_length) refuse(name, "At most " + std::to_string(max_search_length) + " bytes.");
    query.words = words_of(text);
    return true;
}

void append_conditions(std::vector<Parameter>& parameters, const Resource& resource, Role role) {
    if (is_searchable(resource))
        parameters.push_back({"search", "Records that have, for each word given, a word beginning with it.",
                              Parameter::Shape::text, nullptr});
    for (const Field* f : fields_of(resource, role, is_filter))
        for (const Suffix& suffix : suffixes)
            if (allows(*f, suffix.how))
                parameters.push_back({std::string(f->name) + std::string(suffix.text),
                                      label_of(*f) + ": " + std::string(suffix.help) + ".", shape_of(*f, suffix.how),
                                      f});
}

Parameter format_parameter() {
    return {"format", "`json`, or `api` for a page to read.", Parameter::Shape::text, nullptr};
}

}  // namespace

std::vector<Parameter> list_parameters(const Resource& resource, Role role) {
    using Shape = Parameter::Shape;
    std::vector<Parameter> parameters{
        format_parameter(),
        {"ordering", "Fields to order by, comma separated, each with `-` before it for descending.", Shape::text,
         nullptr},
        {"page_size", "Records on a page, 1 to 1000. Asks for the envelope instead of the bare array.", Shape::integer,
         nullptr},
        {"page", "Number of the page, from 1.", Shape::integer, nullptr},
        {"cursor", "Pages by key instead of by number: empty for the first page, then what `next` names.", Shape::text,
         nullptr},
    };
    append_conditions(parameters, resource, role);
    return parameters;
}

std::vector<Parameter> filter_parameters(const Resource& resource, Role role) {
    std::vector<Parameter> parameters{format_parameter()};
    append_conditions(parameters, resource, role);
    return parameters;
}

std::vector<std::string_view> orderings(const Resource& resource, Role role) {
    std::vector<std::string_view> names;
    for (const Field* f : fields_of(resource, role, is_order)) names.push_back(f->name);
    return names;
}

ListQuery read_list_query(const Resource& resource, Role role, std::string_view text) {
    ListQuery query;
    std::optional<std::string> cursor, page;
    bool has_size = false;
    for (const auto& [name, value] : parse_urlencoded(text)) {
        if (name == "format") continue;
        if (name == "ordering") {
            query.order = read_order(resource, role, value);
        } else if (name == "page_size") {
            query.page_size = read_whole_number(name, value, max_page_size);
            has_size = true;
        } else if (name == "page") {
            page = value;
        } else if (name == "cursor") {
            cursor = value;
        } else if (!add_condition(resource, role, name, value, query)) {
            refuse_unknown(list_parameters(resource, role), name);
        }
    }
    finish_order(query.order);
    if (cursor && page) throw Error(Condition::bad_request, "Give cursor or page, not both.");
    if (cursor) {
        query.paging = ListQuery::Paging::by_cursor;
        if (!cursor->empty() && !(query.cursor = parse_cursor(*cursor, query.order)))
            throw Error(Condition::bad_request, "Invalid cursor: it belongs to another list or another ordering.");
    } else if (page || has_size) {
        query.paging = ListQuery::Paging::by_number;
        const auto number = page ? parse_python_int(*page) : Integer{1};
        if (!number || number->out_of_range || number->value < 1) throw Error(Condition::not_found, "Invalid page.");
        query.page = number->value;
    }
    return query;
}

ListQuery read_filters(const Resource& resource, Role role, std::string_view text) {
    ListQuery query;
    for (const auto& [name, value] : parse_urlencoded(text))
        if (name != "format" && !add_condition(resource, role, name, value, query))
            refuse_unknown(filter_parameters(resource, role), name);
    finish_order(query.order);
    return query;
}

std::map<std::string, std::int64_t> read_numbers(std::initializer_list<NumberParameter> parameters,
                                                 std::string_view text) {
    std::map<std::string, std::int64_t> numbers;
    for (const auto& [name, value] : parse_urlencoded(text)) {
        if (name == "format") continue;
        const auto known =
            std::find_if(parameters.begin(), parameters.end(), [&n = name](auto& p) { return p.name == n; });
        if (known == parameters.end()) refuse_unknown(parameters, name);
        numbers[name] = read_whole_number(name, value, known->highest);
    }
    return numbers;
}

std::vector<Value> read_ids(std::string_view text) {
    const std::array parameters{Parameter{"id__in", {}, Parameter::Shape::list}};
    std::vector<Value> ids;
    for (const auto& [name, value] : parse_urlencoded(text)) {
        if (name == "format") continue;
        if (name != parameters.front().name) refuse_unknown(parameters, name);
        ids = read_filter(record_fields().front(), Comparison::one_of, name, value).values;
    }
    return ids;
}

}  // namespace crm

// The tables of a database beside the field tables they are made for.
#include <algorithm>
#include <charconv>

#include "db/dialect.hpp"
#include "resource/explain.hpp"
#include "resource/search.hpp"

namespace crm {
namespace {

struct Expected {
    std::string name;
    Kind kind = Kind::integer;
    bool nullable = false;
    std::size_t max_length = 0;
};

std::vector<Expected> expected_columns(const Resource& resource) {
    std::vector<Expected> columns{{"id"}};
    for (const Field& f : resource.fields) {
        columns.push_back({std::string(f.column), f.kind, f.nullable, f.max_length});
        if (f.has_key())
            columns.push_back(
                {std::string(f.column) + "_key", f.kind == Kind::text ? Kind::text : Kind::integer, false, 0});
    }
    for (const char* name : {"created_at", "updated_at"}) columns.push_back({name, Kind::timestamp});
    columns.push_back({"version"});
    return columns;
}

// Display widths, as in `bigint(20)`, say nothing; a varchar's length does.
std::string_view type_name(const Column& column) {
    return std::string_view(column.type).substr(0, column.type.find('('));
}

std::size_t type_length(const Column& column) {
    std::size_t length = 0;
    if (const auto open = column.type.find('('); open != std::string::npos)
        std::from_chars(column.type.data() + open + 1, column.type.data() + column.type.size(), length);
    return length;
}

bool holds_text(Engine engine, std::string_view type) {
    return type == (engine == Engine::postgres ? "character varying" : "varchar") ||
           type == (engine == Engine::mysql ? "longtext" : "text");
}

bool fits(Engine engine, const Expected& expected, std::string_view type) {
    if (expected.kind == Kind::text) return holds_text(engine, type);
    if (expected.kind == Kind::boolean) return type == (engine == Engine::mysql ? "tinyint" : "smallint");
    return type == (engine == Engine::sqlite && expected.name == "id" ? "integer" : "bigint");
}

void compare(Engine engine, const Expected& expected, const Column& found, const std::string& where,
             std::vector<std::string>& differences) {
    if (!fits(engine, expected, type_name(found)))
        differences.push_back(where + " is of type " + found.type + ", which does not fit the field.");
    else if (const auto length = type_length(found);
             expected.kind == Kind::text && length > 0 && length < expected.max_length)
        differences.push_back(where + " holds " + std::to_string(length) + " characters, the field allows " +
                              std::to_string(expected.max_length) + ".");
    if (found.nullable != expected.nullable)
        differences.push_back(where + (expected.nullable ? " must allow null." : " must not allow null."));
}

}  // namespace

std::vector<std::string> schema_differences(Session& session, const Catalogue& catalogue) {
    std::vector<std::string> differences;
    for (const Resource* resource : catalogue.stored()) {
        const std::string table(resource->name);
        const auto found = columns_of(session, table);
        if (found.empty()) {
            differences.push_back("There is no table " + table + ".");
            continue;
        }
        const auto expected = expected_columns(*resource);
        for (const Expected& e : expected) {
            const auto same_name = [&](const Column& column) { return column.name == e.name; };
            const auto column = std::find_if(found.begin(), found.end(), same_name);
            if (column == found.end())
                differences.push_back(table + "." + e.name + " is missing.");
            else
                compare(session.engine(), e, *column, table + "." + e.name, differences);
        }
        for (const Column& column : found) {
            const auto same_name = [&](const Expected& e) { return e.name == column.name; };
            if (std::none_of(expected.begin(), expected.end(), same_name))
                differences.push_back(table + "." + column.name + " belongs to no field.");
        }
        if (is_searchable(*resource) != table_exists(session, words_table(*resource)))
            differences.push_back("The table " + words_table(*resource) +
                                  (is_searchable(*resource) ? " is missing." : " belongs to no searchable field."));
    }
    return differences;
}

}  // namespace crm

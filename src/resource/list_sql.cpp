// Filters, order and cursor as conditions that the indexes of every engine serve.
#include "resource/list_sql.hpp"

#include <algorithm>
#include <limits>

#include "base/text.hpp"
#include "resource/search.hpp"

namespace crm {
namespace {

bool is_backwards(const ListQuery& query) { return query.cursor && query.cursor->backwards; }

std::string_view sign_of(Comparison how) {
    switch (how) {
        case Comparison::above:
            return " > ";
        case Comparison::at_least:
            return " >= ";
        case Comparison::below:
            return " < ";
        case Comparison::at_most:
            return " <= ";
        default:
            return " = ";
    }
}

void append_filter(Sql& sql, const Filter& filter) {
    const std::string key = comparable_column(*filter.field);
    sql << " AND ";
    switch (filter.how) {
        case Comparison::is_null:
            sql << filter.field->column << (std::get<bool>(filter.values[0]) ? " IS NULL" : " IS NOT NULL");
            break;
        case Comparison::one_of:
            sql << key << " IN (";
            for (std::size_t i = 0; i < filter.values.size(); ++i) {
                sql << (i == 0 ? "?" : ", ?");
                sql.bind(filter.values[i]);
            }
            sql << ")";
            break;
        case Comparison::contains:
            sql << key << " LIKE ? ESCAPE '!'";
            sql.bind_text("%" + escape_like(std::get<std::string>(filter.values[0])) + "%");
            break;
        case Comparison::starts_with: {
            const auto& start = std::get<std::string>(filter.values[0]);
            sql << key << " >= ? AND " << key << " < ?";
            sql.bind_text(start);
            sql.bind_text(end_of_prefix(start));
            break;
        }
        default:
            sql << key << sign_of(filter.how) << "?";
            sql.bind(filter.values[0]);
            // The key of what is empty is the smallest number.
            if (filter.field->nullable && (filter.how == Comparison::below || filter.how == Comparison::at_most))
                sql << " AND " << filter.field->column << " IS NOT NULL";
    }
}

// a > ? OR (a = ? AND b > ?) OR …, with a >= ? before it, from which an engine that does not see through the rest still
// begins at the right place.
void append_step_by_step(Sql& sql, const ListQuery& query, bool backwards) {
    const auto goes_down = [&](const Order& o) { return o.descending != backwards; };
    const auto compare = [&](std::size_t i, std::string_view sign) {
        sql << comparable_column(*query.order[i].field) << sign << "?";
        sql.bind(query.cursor->values[i]);
    };
    compare(0, goes_down(query.order[0]) ? " <= " : " >= ");
    sql << " AND (";
    for (std::size_t i = 0; i < query.order.size(); ++i) {
        sql << (i == 0 ? "(" : " OR (");
        for (std::size_t equal = 0; equal < i; ++equal) {
            compare(equal, " = ");
            sql << " AND ";
        }
        compare(i, goes_down(query.order[i]) ? " < " : " > ");
        sql << ")";
    }
    sql << ")";
}

}  // namespace

std::string comparable_column(const Field& field) {
    return std::string(field.column) + (field.has_key() ? "_key" : "");
}

Value comparable(const Field& field, Value value) {
    if (field.exact) return value;
    if (field.kind == Kind::text) {
        const auto* text = std::get_if<std::string>(&value);
        return text ? fold(*text) : std::string();
    }
    if (std::holds_alternative<std::monostate>(value)) return std::numeric_limits<std::int64_t>::min();
    return value;
}

void append_filters(Sql& sql, const ListQuery& query) {
    for (const Filter& filter : query.filters) append_filter(sql, filter);
}

void append_words(Sql& sql, const Resource& resource, const ListQuery& query) {
    for (const std::string& word : query.words) {
        sql << " AND id IN (SELECT record_id FROM " << words_table(resource) << " WHERE word >= ? AND word < ?)";
        sql.bind_text(word);
        sql.bind_text(end_of_prefix(word));
    }
}

void append_cursor(Sql& sql, Engine engine, const ListQuery& query) {
    if (!query.cursor) return;
    const bool backwards = query.cursor->backwards;
    const bool all_alike = std::all_of(query.order.begin(), query.order.end(),
                                       [&](const Order& o) { return o.descending == query.order.front().descending; });
    sql << " AND ";
    // MySQL does not use an index for a comparison of rows.
    if (!all_alike || engine == Engine::mysql) return append_step_by_step(sql, query, backwards);
    std::string columns, marks;
    for (std::size_t i = 0; i < query.order.size(); ++i) {
        columns += (i == 0 ? "" : ", ") + comparable_column(*query.order[i].field);
        marks += i == 0 ? "?" : ", ?";
        sql.bind(query.cursor->values[i]);
    }
    sql << "(" << columns << ")" << (query.order.front().descending != backwards ? " < " : " > ") << "(" << marks
        << ")";
}

void append_order(Sql& sql, const ListQuery& query) {
    sql << " ORDER BY ";
    for (const Order& o : query.order)
        sql << (&o == query.order.data() ? "" : ", ") << comparable_column(*o.field)
            << (o.descending != is_backwards(query) ? " DESC" : "");
}

}  // namespace crm

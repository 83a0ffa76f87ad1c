// Filters, order and cursor as conditions that the indexes of every engine serve.
#include "resource/list_sql.hpp"

#include <algorithm>
#include <limits>

#include "base/text.hpp"
#include "resource/word_index.hpp"

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

// The key that stands for nothing is the smallest number. Of other columns what is something is told by a range, as not
// every engine follows an index for IS NOT NULL.
void append_null_test(Sql& sql, const Field& field, const std::string& column, bool is_null) {
    const bool has_smallest = field.kind != Kind::text && (field.has_key() || !is_null);
    if (has_smallest) {
        sql << column << (is_null ? " = ?" : " > ?");
        sql.bind(std::numeric_limits<std::int64_t>::min());
    } else if (field.kind == Kind::text && !field.has_key() && !is_null) {
        sql << column << " >= ?";
        sql.bind_text("");
    } else {
        sql << field.column << (is_null ? " IS NULL" : " IS NOT NULL");
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

std::vector<Id> padded(std::vector<Id> ids) {
    constexpr std::size_t shortest_step = 64;
    if (!ids.empty()) ids.resize(ids.size() <= shortest_step ? shortest_step : longest_step, ids.back());
    return ids;
}

void append_filter(Sql& sql, const Filter& filter, std::string_view before_column) {
    const std::string column = std::string(before_column) + comparable_column(*filter.field);
    sql << " AND ";
    switch (filter.how) {
        case Comparison::is_null:
            append_null_test(sql, *filter.field, column, std::get<bool>(filter.values[0]));
            break;
        case Comparison::one_of:
            sql << column;
            append_one_of(sql, filter.values);
            break;
        case Comparison::contains:
            sql << column << " LIKE ? ESCAPE '!'";
            sql.bind_text("%" + escape_like(std::get<std::string>(filter.values[0])) + "%");
            break;
        case Comparison::starts_with: {
            const auto& start = std::get<std::string>(filter.values[0]);
            sql << column << " >= ? AND " << column << " < ?";
            sql.bind_text(start);
            sql.bind_text(end_of_prefix(start));
            break;
        }
        default:
            sql << column << sign_of(filter.how) << "?";
            sql.bind(filter.values[0]);
            if (filter.field->nullable && (filter.how == Comparison::below || filter.how == Comparison::at_most)) {
                sql << " AND ";
                append_null_test(sql, *filter.field, column, false);
            }
    }
}

void append_filters(Sql& sql, const ListQuery& query) {
    for (const Filter& filter : query.filters) append_filter(sql, filter);
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

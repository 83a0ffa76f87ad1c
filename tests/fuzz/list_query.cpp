// The query of a list: read or refused, and the SQL made of it has a mark for every value and no text of the query.
#include <algorithm>

#include "base/text.hpp"
#include "fuzz/film.hpp"
#include "fuzz/target.hpp"
#include "resource/list_sql.hpp"
#include "resource/word_index.hpp"

using namespace crm;
using namespace crm::fuzz;

namespace {

// The SQL of a query that names fields and takes its values by marks, whatever the values are.
std::string sql_of(ListQuery query, Engine engine) {
    Sql sql;
    append_filters(sql, query);
    word_index(engine).append_condition(sql, films(), query.words);
    append_cursor(sql, engine, query);
    append_order(sql, query);
    claim(std::ranges::count(sql.text, '?') == std::ssize(sql.values), "a mark for every value");
    for (const Bound& value : sql.values)
        if (const auto* text = std::get_if<std::string_view>(&value))
            claim(is_utf8(*text) && text->find('\0') == text->npos, "a value is text that every engine takes");
    return std::move(sql.text);
}

ListQuery with_other_values(ListQuery query) {
    const auto replace = [](Value& value) {
        if (std::holds_alternative<std::string>(value)) value = std::string("x");
        if (std::holds_alternative<std::int64_t>(value)) value = std::int64_t{7};
    };
    for (Filter& filter : query.filters) std::ranges::for_each(filter.values, replace);
    for (std::string& word : query.words) word = "x";
    if (query.cursor) std::ranges::for_each(query.cursor->values, replace);
    return query;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ListQuery query;
    try {
        query = read_list_query(films(), Role::admin, text_of(data, size));
    } catch (const Error& refusal) {
        claim(refusal.condition == Condition::bad_request || refusal.condition == Condition::not_found,
              "a query is refused as the client's mistake");
        return 0;
    }
    claim(query.page_size >= 1 && query.page_size <= max_page_size && query.page >= 1, "a page within its limits");
    claim(!query.order.empty() && query.order.back().field == &record_fields().front(), "the id decides the order");
    for (const Engine engine : {Engine::sqlite, Engine::mysql, Engine::postgres})
        claim(sql_of(query, engine) == sql_of(with_other_values(query), engine), "no text of the query in the SQL");
    if (query.cursor) {
        const auto again = parse_cursor(to_text(*query.cursor, query.order), query.order);
        claim(again && again->backwards == query.cursor->backwards && again->values == query.cursor->values,
              "a cursor reads as it was written");
    }
    return 0;
}

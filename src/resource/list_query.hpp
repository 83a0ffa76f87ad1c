// What the query of a list asks for: which records, in which order, and how much of them.
#pragma once
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "resource/cursor.hpp"

namespace crm {

inline constexpr std::int64_t default_page_size = 50, max_page_size = 1'000;
inline constexpr std::size_t max_page_bytes = 8 * 1024 * 1024;  // a page ends with the record that reaches it
inline constexpr std::size_t max_order_fields = 3;
inline constexpr std::size_t max_filter_values = 200;  // of one `__in`
inline constexpr std::size_t max_search_length = 200;  // bytes
inline constexpr std::int64_t count_bound = 10'000;    // `count` goes no further

enum class Comparison { equals, one_of, is_null, above, at_least, below, at_most, contains, starts_with };

struct Filter {
    const Field* field;
    Comparison how;
    std::vector<Value> values;  // one, but for one_of; text is folded
};

struct ListQuery {
    enum class Paging { whole, by_number, by_cursor };

    std::vector<Filter> filters;
    std::vector<std::string> words;  // of `search`, folded; a record has a word that begins with each
    std::vector<Order> order;        // ends with the id, so that it decides
    Paging paging = Paging::whole;
    std::int64_t page = 1, page_size = default_page_size;
    std::optional<Cursor> cursor;  // none on the first page
};

// A parameter that a list takes, for whoever describes the API.
struct Parameter {
    enum class Shape { text, integer, boolean, timestamp, list, reference };
    std::string name, help;
    Shape shape = Shape::text;
    const Field* field = nullptr;  // of a filter
};
std::vector<Parameter> list_parameters(const Resource&, Role);
// Those of them that say which records, for what is no list of them.
std::vector<Parameter> filter_parameters(const Resource&, Role);

// The names that `ordering` takes, without the `-`.
std::vector<std::string_view> orderings(const Resource&, Role);

// Throws Error(bad_request) on a parameter the list does not take, naming those it takes, Invalid on a value that does
// not fit, and Error(not_found) on a page number that is none.
ListQuery read_list_query(const Resource&, Role, std::string_view query);
// Likewise, with filter_parameters.
ListQuery read_filters(const Resource&, Role, std::string_view query);

// A parameter of what is no list: a whole number from 1 on.
struct NumberParameter {
    std::string_view name;
    std::int64_t highest;
};
// Those that are given. Refuses as read_list_query does.
std::map<std::string, std::int64_t> read_numbers(std::initializer_list<NumberParameter>, std::string_view query);
// Of what is no list, but takes `id__in`: at most max_filter_values ids; none where it is not given. Refuses as
// read_list_query does.
std::vector<Value> read_ids(std::string_view query);

}  // namespace crm

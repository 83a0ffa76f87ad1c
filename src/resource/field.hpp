// One field of a resource: its name on every edge (JSON, SQL, OPTIONS, CSV, screens), its rules, and how to reach it.
#pragma once
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

#include "auth/user.hpp"
#include "resource/record.hpp"

namespace crm {

enum class Kind { text, boolean, integer, timestamp, date, money, reference };

// How the rest of the world names a kind.
struct KindFacts {
    std::string_view name;
    std::string_view metadata;      // in DRF's OPTIONS
    std::string_view json, format;  // in JSON Schema; format may be empty
    std::string_view column;        // in a migration
};
constexpr KindFacts facts(Kind kind) {
    switch (kind) {
        case Kind::text:
            return {"text", "string", "string", "", "$text"};
        case Kind::boolean:
            return {"boolean", "boolean", "boolean", "", "$bool"};
        case Kind::integer:
            return {"integer", "integer", "integer", "", "$int"};
        case Kind::timestamp:
            return {"timestamp", "datetime", "string", "date-time", "$timestamp"};
        case Kind::date:
            return {"date", "date", "string", "date", "$int"};
        case Kind::money:
            return {"money", "decimal", "string", "decimal", "$int"};
        case Kind::reference:
            return {"reference", "field", "integer", "", "$ref"};
    }
    return {};
}

struct Choice {
    std::string_view value, label;
};

// What becomes of a record when the record it refers to is deleted.
enum class WhenGone { set_null, cascade };

struct Field {
    std::string_view name;
    std::string_view label;  // empty: made from the name
    std::string_view help;
    std::string_view example;  // for the description of the API; else made from the kind
    std::string_view column;   // filled in by describe(): the name, for references with _id
    Kind kind = Kind::text;
    bool nullable = false;

    bool required = false;   // on POST and PUT, and then not blank
    bool read_only = false;  // in bodies ignored
    bool hidden = false;     // on no edge but the database and the log
    bool unique = false;     // without regard to case, unless exact
    bool exact = false;      // compared byte by byte: an identifier of somebody else's, in which case matters
    bool searchable = false;
    bool filterable = false;
    bool sortable = false;
    bool email = false;
    bool now_by_default = false;                                     // a new record gets the time of its creation
    std::size_t max_length = 0;                                      // code points; 0 for any
    std::int64_t lowest = std::numeric_limits<std::int64_t>::min();  // of a number
    std::int64_t highest = std::numeric_limits<std::int64_t>::max();
    Roles roles = everyone;     // for the others the field does not exist
    std::string_view currency;  // money: the field that names its currency
    std::span<const Choice> choices;
    std::string_view references;  // the resource's name
    WhenGone when_gone = WhenGone::set_null;
    std::string_view named_after;  // a resource whose records' names may stand here: renamed with them
    std::string_view taken;        // the text when a unique value is taken

    bool (*valid)(std::string_view) = nullptr;  // a rule of its own …
    std::string_view invalid;                   // … and the text when it is broken
    std::string (*seal)(std::string_view) =
        nullptr;  // write-only: stored as what this makes of it, shown and logged never

    Value (*get)(const Record&) = nullptr;
    void (*set)(Record&, Value) = nullptr;  // the value must be of the field's kind

    // What is compared has a column beside it where that is not the value itself: folded text, and a number that stands
    // for nothing, since the engines do not agree where nothing is ordered.
    bool has_key() const {
        if (kind == Kind::text) return !exact && (unique || filterable || sortable);
        return is_number() && nullable && sortable;
    }
    std::string_view key_column() const { return kind == Kind::text ? "$key" : "$int"; }
    bool has_bounds() const { return lowest != std::numeric_limits<std::int64_t>::min(); }
    bool is_number() const {
        return kind == Kind::integer || kind == Kind::timestamp || kind == Kind::date || kind == Kind::money;
    }
    bool is_output() const { return !hidden && !seal; }
    bool is_input() const { return !hidden && !read_only; }
    bool exists_for(Role role) const { return roles == everyone || roles.has(role); }
    bool is_output(Role role) const { return is_output() && exists_for(role); }
    bool is_input(Role role) const { return is_input() && exists_for(role); }
};

// The rules a field can carry. Add one here only when a third resource needs it.
inline constexpr auto required = [](Field& f) { f.required = true; };
inline constexpr auto read_only = [](Field& f) { f.read_only = true; };
inline constexpr auto hidden = [](Field& f) { f.hidden = true; };
inline constexpr auto searchable = [](Field& f) { f.searchable = true; };
inline constexpr auto filterable = [](Field& f) { f.filterable = true; };
inline constexpr auto sortable = [](Field& f) { f.sortable = true; };
inline constexpr auto exact = [](Field& f) { f.exact = true; };
inline constexpr auto email = [](Field& f) { f.email = true; };
inline constexpr auto now_by_default = [](Field& f) { f.now_by_default = true; };
constexpr auto label(std::string_view text) {
    return [text](Field& f) { f.label = text; };
}
constexpr auto help(std::string_view text) {
    return [text](Field& f) { f.help = text; };
}
constexpr auto example(std::string_view text) {
    return [text](Field& f) { f.example = text; };
}
constexpr auto max_length(std::size_t code_points) {
    return [code_points](Field& f) { f.max_length = code_points; };
}
constexpr auto between(std::int64_t lowest, std::int64_t highest) {
    return [lowest, highest](Field& f) { f.lowest = lowest, f.highest = highest; };
}
constexpr auto only_for(Roles roles) {
    return [roles](Field& f) { f.roles = roles; };
}
constexpr auto money_in(std::string_view currency_field) {
    return [currency_field](Field& f) { f.kind = Kind::money, f.currency = currency_field; };
}
constexpr auto one_of(std::span<const Choice> choices) {
    return [choices](Field& f) { f.choices = choices; };
}
constexpr auto unique(std::string_view taken) {
    return [taken](Field& f) { f.unique = true, f.taken = taken; };
}
constexpr auto references(std::string_view resource, WhenGone when_gone = WhenGone::set_null) {
    return
        [resource, when_gone](Field& f) { f.kind = Kind::reference, f.references = resource, f.when_gone = when_gone; };
}
// Text that may be the name of a record there, or anything else: it follows when that is renamed.
constexpr auto named_after(std::string_view resource) {
    return [resource](Field& f) { f.named_after = resource; };
}
constexpr auto valid_if(bool (*valid)(std::string_view), std::string_view invalid) {
    return [valid, invalid](Field& f) { f.valid = valid, f.invalid = invalid; };
}
constexpr auto sealed(std::string (*seal)(std::string_view)) {
    return [seal](Field& f) { f.seal = seal; };
}

namespace detail {

template <class M>
struct is_optional : std::false_type {};
template <class M>
struct is_optional<std::optional<M>> : std::true_type {};

template <class M>
constexpr Kind kind_of() {
    if constexpr (is_optional<M>::value)
        return kind_of<typename M::value_type>();
    else if constexpr (std::is_same_v<M, bool>)
        return Kind::boolean;
    else if constexpr (std::is_integral_v<M>)
        return Kind::integer;
    else if constexpr (std::is_same_v<M, Timestamp>)
        return Kind::timestamp;
    else if constexpr (std::is_same_v<M, Date>)
        return Kind::date;
    else {
        static_assert(std::is_same_v<M, std::string>,
                      "a field is text, a boolean, an integer, a timestamp, a date, or optional");
        return Kind::text;
    }
}

template <class M>
Value to_value(const M& m) {
    if constexpr (is_optional<M>::value)
        return m ? to_value(*m) : Value{};
    else if constexpr (std::is_same_v<M, bool>)
        return m;
    else if constexpr (std::is_integral_v<M>)
        return std::int64_t{m};
    else if constexpr (std::is_same_v<M, Timestamp>)
        return m.micros;
    else if constexpr (std::is_same_v<M, Date>)
        return m.days;
    else
        return m;
}

template <class M>
void from_value(Value&& v, M& m) {
    if constexpr (is_optional<M>::value) {
        if (std::holds_alternative<std::monostate>(v))
            m.reset();
        else
            from_value(std::move(v), m.emplace());
    } else if constexpr (std::is_same_v<M, bool>) {
        m = std::get<bool>(v);
    } else if constexpr (std::is_integral_v<M>) {
        m = std::get<std::int64_t>(v);
    } else if constexpr (std::is_same_v<M, Timestamp>) {
        m.micros = std::get<std::int64_t>(v);
    } else if constexpr (std::is_same_v<M, Date>) {
        m.days = std::get<std::int64_t>(v);
    } else {
        m = std::get<std::string>(std::move(v));
    }
}

template <class T, class M>
T owner(M T::*);
template <class T, class M>
M member(M T::*);

}  // namespace detail

// A Field that remembers whose it is, so that a field of another struct does not compile.
template <class T>
struct FieldOf : Field {
    constexpr FieldOf() = default;  // not an aggregate, or brace elision would let a stranger in
};

template <auto Member>
constexpr auto field(std::string_view name, auto... rules) {
    using T = decltype(detail::owner(Member));
    using M = decltype(detail::member(Member));
    FieldOf<T> f;
    f.name = name;
    f.kind = detail::kind_of<M>();
    f.nullable = detail::is_optional<M>::value;
    (rules(f), ...);
    f.get = [](const Record& r) { return detail::to_value(static_cast<const T&>(r).*Member); };
    f.set = [](Record& r, Value v) { detail::from_value(std::move(v), static_cast<T&>(r).*Member); };
    return f;
}

}  // namespace crm

// The JSON of a record, appended straight from a row or from the struct.
#include "base/json.hpp"
#include "base/money.hpp"
#include "resource/output.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

void append_time(std::string& out, std::int64_t micros) {
    out += '"';
    append_rfc3339(out, Timestamp{micros});
    out += '"';
}

void append_date_text(std::string& out, std::int64_t days) {
    out += '"';
    append_date(out, Date{days});
    out += '"';
}

constexpr int usual_digits = 2;

void append_amount(std::string& out, std::int64_t amount, std::string_view currency) {
    out += '"';
    append_money(out, amount, currency_digits(currency).value_or(usual_digits));
    out += '"';
}

void append_number(std::string& out, const Field& field, std::int64_t number, std::string_view currency) {
    switch (field.kind) {
        case Kind::timestamp:
            return append_time(out, number);
        case Kind::date:
            return append_date_text(out, number);
        case Kind::money:
            return append_amount(out, number, currency);
        default:
            return json::append_integer(out, number);
    }
}

// Where the currency of a field stands in a row of output_columns.
int currency_column(const Resource& resource, Role role, const Field& money) {
    int column = 1;
    for (const Field& f : resource.fields) {
        if (f.name == money.currency) return column;
        column += f.is_output(role) ? 1 : 0;
    }
    return column;
}

void append_key(std::string& out, std::string_view name) {
    // Field names are ours: letters and underscores.
    out += ",\"";
    out += name;
    out += "\":";
}

void append_meta(std::string& out, std::int64_t created, std::int64_t updated, std::int64_t version) {
    append_key(out, "created_at");
    append_time(out, created);
    append_key(out, "updated_at");
    append_time(out, updated);
    append_key(out, "version");
    json::append_integer(out, version);
    out += '}';
}

// `currency` is the column that says in what an amount is.
inline void append_column(std::string& out, const Field& f, const Row& row, int column, int currency) {
    if (f.nullable && row.is_null(column))
        out += "null";
    else if (f.kind == Kind::text)
        json::append_string(out, row.text(column));
    else if (f.kind == Kind::boolean)
        out += row.boolean(column) ? "true" : "false";
    else if (f.kind == Kind::money)
        append_amount(out, row.integer(column), row.text(currency));
    else
        append_number(out, f, row.integer(column), {});
}

}  // namespace

void append_json(std::string& out, const Field& field, const Value& value) {
    if (std::holds_alternative<std::monostate>(value))
        out += "null";
    else if (const auto* flag = std::get_if<bool>(&value))
        out += *flag ? "true" : "false";
    else if (const auto* text = std::get_if<std::string>(&value))
        json::append_string(out, *text);
    else
        append_number(out, field, std::get<std::int64_t>(value), {});
}

void append_json(std::string& out, const Resource& resource, const Field& field, const Record& record) {
    const Value value = field.get(record);
    if (field.kind != Kind::money || std::holds_alternative<std::monostate>(value))
        return append_json(out, field, value);
    const Value currency = resource.at(field.currency).get(record);
    append_amount(out, std::get<std::int64_t>(value), std::get<std::string>(currency));
}

void append_json(std::string& out, const Resource& resource, Role role, const Field& f, const Row& row, int column) {
    append_column(out, f, row, column, f.kind == Kind::money ? currency_column(resource, role, f) : 0);
}

Output::Output(const Resource& resource, Role role) : select_("SELECT " + output_columns(resource, role)) {
    const auto add = [&](const Field& f) {
        const int currency = f.kind == Kind::money ? currency_column(resource, role, f) : 0;
        members_.push_back({(members_.empty() ? "{\"" : ",\"") + std::string(f.name) + "\":", &f, currency});
    };
    add(record_fields().front());
    for (const Field& f : resource.fields)
        if (f.is_output(role)) add(f);
    for (const Field& f : record_fields().subspan(1)) add(f);
}

void Output::append_json(std::string& out, const Row& row) const {
    int column = 0;
    for (const Member& member : members_) {
        const Field& f = *member.field;
        out += member.key;
        append_column(out, f, row, column, member.currency);
        ++column;
    }
    out += '}';
}

Outputs::Outputs(const Resource& resource) {
    const auto add = [&](Role role) { by_role_.at(static_cast<std::size_t>(role)).emplace(resource, role); };
    add(Role::none);
    for (const std::string_view name : role_names) add(parse_role(name));
}

void append_json(std::string& out, const Resource& resource, Role role, const Record& record) {
    out += "{\"id\":";
    json::append_integer(out, record.id);
    for (const Field& f : resource.fields) {
        if (!f.is_output(role)) continue;
        append_key(out, f.name);
        append_json(out, resource, f, record);
    }
    append_meta(out, record.created_at.micros, record.updated_at.micros, record.version);
}

}  // namespace crm

// The JSON of a record, appended straight from a row or from the struct.
#include "base/json.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

void append_time(std::string& out, std::int64_t micros) {
    out += '"';
    append_rfc3339(out, Timestamp{micros});
    out += '"';
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

}  // namespace

void append_json(std::string& out, const Field& field, const Value& value) {
    if (std::holds_alternative<std::monostate>(value))
        out += "null";
    else if (const auto* flag = std::get_if<bool>(&value))
        out += *flag ? "true" : "false";
    else if (const auto* text = std::get_if<std::string>(&value))
        json::append_string(out, *text);
    else if (field.kind == Kind::timestamp)
        append_time(out, std::get<std::int64_t>(value));
    else
        json::append_integer(out, std::get<std::int64_t>(value));
}

void append_json(std::string& out, const Resource& resource, const Row& row) {
    out += "{\"id\":";
    json::append_integer(out, row.integer(0));
    int column = 1;
    for (const Field& f : resource.fields) {
        if (!f.is_output()) continue;
        append_key(out, f.name);
        if (row.is_null(column))
            out += "null";
        else if (f.kind == Kind::text)
            json::append_string(out, row.text(column));
        else if (f.kind == Kind::boolean)
            out += row.boolean(column) ? "true" : "false";
        else if (f.kind == Kind::timestamp)
            append_time(out, row.integer(column));
        else
            json::append_integer(out, row.integer(column));
        ++column;
    }
    append_meta(out, row.integer(column), row.integer(column + 1), row.integer(column + 2));
}

void append_json(std::string& out, const Resource& resource, const Record& record) {
    out += "{\"id\":";
    json::append_integer(out, record.id);
    for (const Field& f : resource.fields) {
        if (!f.is_output()) continue;
        append_key(out, f.name);
        append_json(out, f, f.get(record));
    }
    append_meta(out, record.created_at.micros, record.updated_at.micros, record.version);
}

}  // namespace crm

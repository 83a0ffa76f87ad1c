// A line of CSV from a row: values as JSON writes them, without its quotes.
#include "resource/csv.hpp"

#include <algorithm>

namespace crm {
namespace {

// OWASP's list: what makes a spreadsheet see a formula. A tab or a CR at the start is skipped by some of them.
bool is_formula(std::string_view text) {
    return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
}

void append_unquoted(std::string& out, const Resource& resource, Role role, const Field& f, const Row& row,
                     int column) {
    std::string json;
    append_json(json, resource, role, f, row, column);
    out += json.starts_with('"') ? std::string_view(json).substr(1, json.size() - 2) : std::string_view(json);
}

}  // namespace

void append_csv_text(std::string& out, std::string_view text) {
    const bool defuse = is_formula(text);
    const bool has_mark =
        std::any_of(text.begin(), text.end(), [](char c) { return c == ',' || c == '"' || c == '\r' || c == '\n'; });
    if (!defuse && !has_mark && !text.starts_with(' ') && !text.ends_with(' ')) {
        out += text;
        return;
    }
    out += defuse ? "\"'" : "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

std::string csv_head(const Resource& resource, Role role) {
    std::string head = "id";
    for (const Field& f : resource.fields)
        if (f.is_output(role)) (head += ',') += f.name;
    return head += ",created_at,updated_at,version\r\n";
}

void append_csv(std::string& out, const Resource& resource, Role role, const Row& row) {
    out += std::to_string(row.integer(0));
    int column = 1;
    const auto add = [&](const Field& f) {
        out += ',';
        if (f.kind == Kind::text)
            append_csv_text(out, row.text(column));
        else if (!row.is_null(column))
            append_unquoted(out, resource, role, f, row, column);
        ++column;
    };
    for (const Field& f : resource.fields)
        if (f.is_output(role)) add(f);
    for (const Field& f : record_fields().subspan(1)) add(f);
    out += "\r\n";
}

}  // namespace crm

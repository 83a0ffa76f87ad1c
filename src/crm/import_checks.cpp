// Rules of fields, asked of rows that were stored without them.
#include "crm/import_checks.hpp"

#include <charconv>

#include "base/text.hpp"
#include "crm/import_source.hpp"
#include "db/dialect.hpp"

namespace crm {
namespace {

// `varchar(100)`, `character varying(100)`: 100.
std::size_t length_of(const Column& column) {
    std::size_t length = 0;
    const auto open = column.type.find('(');
    if (open != std::string::npos && column.type.find("char") != std::string::npos)
        std::from_chars(column.type.data() + open + 1, column.type.data() + column.type.size(), length);
    return length;
}

bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

std::string too_long(std::size_t length, std::size_t most) {
    return " has " + std::to_string(length) + " characters, more than the " + std::to_string(most) + " allowed.";
}

}  // namespace

void note_broken_rules(const Resource& resource, const Record& record, std::vector<std::string>& notes) {
    for (const Field& f : resource.fields) {
        if (f.kind != Kind::text || f.seal) continue;
        const Value value = f.get(record);
        const auto* text = std::get_if<std::string>(&value);
        if (!text) continue;
        const auto note = [&](const std::string& what) {
            notes.push_back(where(resource, record) + ": " + std::string(f.name) + what);
        };
        const bool is_blank = strip(*text).empty();
        if (f.required && f.choices.empty() && is_blank) note(" is blank.");
        if (f.max_length > 0 && text->size() > f.max_length)
            if (const auto length = code_points(*text); length > f.max_length) note(too_long(length, f.max_length));
        if (has_nul(*text)) note(" contains a NUL character.");
        if (f.email && !is_blank && !is_email(*text))
            note(std::string(" ") + quoted(*text) + " is not a valid e-mail address.");
        if (f.valid && !is_blank && !f.valid(*text))
            note(std::string(" ") + quoted(*text) + ": " + std::string(f.invalid));
    }
}

Capacity::Capacity(Session& session, const Resource& resource)
    : resource_(resource), holds_nul_(session.engine() != Engine::postgres) {
    // SQLite does not look at the length in a column's type.
    const auto columns =
        session.engine() == Engine::sqlite ? std::vector<Column>{} : columns_of(session, resource.name);
    for (const Field& f : resource.fields) {
        if (f.kind != Kind::text) continue;
        std::size_t most = 0;
        for (const Column& column : columns)
            if (column.name == f.column) most = length_of(column);
        if (most > 0 || !holds_nul_) limits_.push_back({f, most});
    }
}

void Capacity::check(const Record& record, std::vector<std::string>& problems) const {
    if (record.id <= 0) problems.push_back(where(resource_, record) + ": ids begin with 1 here.");
    for (const auto& [field, most] : limits_) {
        const Value value = field.get(record);
        const auto* text = std::get_if<std::string>(&value);
        if (!text) continue;
        const std::string name = where(resource_, record) + ": " + std::string(field.name);
        if (most > 0 && text->size() > most)
            if (const auto length = code_points(*text); length > most)
                problems.push_back(name + too_long(length, most));
        if (!holds_nul_ && has_nul(*text)) problems.push_back(name + " contains a NUL character.");
    }
}

}  // namespace crm

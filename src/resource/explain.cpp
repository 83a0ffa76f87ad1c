// Everything that follows from a description, written out.
#include "resource/explain.hpp"

#include "base/json.hpp"
#include "db/dialect.hpp"
#include "resource/json_schema.hpp"
#include "resource/search.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

std::string padded(std::string_view text, std::size_t width) {
    std::string out(text);
    return out.append(out.size() < width ? width - out.size() : 1, ' ');
}

std::string kind_text(const Field& f) {
    if (f.kind == Kind::reference) return "id of " + std::string(f.references);
    if (f.kind == Kind::money) return "money in " + std::string(f.currency);
    return std::string(facts(f.kind).name);
}

std::string rules_text(const Field& f) {
    std::string text = kind_text(f);
    const auto add = [&text](bool applies, std::string_view rule) {
        if (applies) (text += ", ") += rule;
    };
    add(f.nullable, "or null");
    add(f.required, "required");
    add(f.read_only, "read-only");
    add(f.hidden, "hidden");
    add(f.seal, "write-only, stored sealed");
    add(f.max_length > 0, "at most " + std::to_string(f.max_length) + " characters");
    add(f.has_bounds(), std::to_string(f.lowest) + " to " + std::to_string(f.highest));
    add(f.roles != everyone, "only for " + roles_text(f.roles));
    add(f.email, "e-mail address");
    add(f.unique, "unique without regard to case");
    add(f.valid, "rule of its own: \"" + std::string(f.invalid) + "\"");
    std::string choices = "one of";
    for (const Choice& choice : f.choices) (choices += ' ') += choice.value;
    add(!f.choices.empty(), choices);
    add(f.now_by_default, "now by default");
    add(f.kind == Kind::reference, f.when_gone == WhenGone::cascade ? "deleted with it" : "cleared when it is deleted");
    add(f.searchable, "searchable");
    add(f.filterable, "filterable");
    add(f.sortable, "sortable");
    return text;
}

void append_routes(std::string& out, const Resource& r) {
    const std::string list = "/api/" + std::string(r.name) + "/", item = list + "{id}/";
    const auto line = [&out](std::string_view method, const std::string& path, Roles roles) {
        out += "  " + padded(method, 8) + padded(path, 32) + roles_text(roles) + "\n";
    };
    out += "\nRoutes\n";
    line("GET", list, r.policy.read);
    line("POST", list, r.policy.create);
    line("GET", item, r.policy.read);
    line("PUT", item, r.policy.update);
    line("PATCH", item, r.policy.update);
    line("DELETE", item, r.policy.remove);
}

// The words that a migration has for the column; choices do not say how long their text may become.
std::string column_words(const Field& f, Engine engine) {
    std::string_view null = f.nullable ? "" : " NOT NULL";
    std::string word(facts(f.kind).column);
    if (f.kind == Kind::text && f.max_length > 0)
        word += "(" + std::to_string(f.max_length) + ")";
    else if (f.kind == Kind::text)
        word = f.choices.empty() && !f.seal ? "$longtext" : "$text(…)";
    std::string spelled = word == "$text(…)" ? "VARCHAR(…)" : translate_types(engine, word);
    return padded(word, 12) + spelled.append(null);
}

void append_columns(std::string& out, const Resource& r, Engine engine) {
    out += "\nColumns of " + std::string(r.name) + ", in the words of a migration and of " +
           std::string(to_text(engine)) + "\n";
    const auto line = [&out](std::string_view column, const std::string& words) {
        out += "  " + padded(column, 24) + words + "\n";
    };
    line("id", padded("$id", 12) + translate_types(engine, "$id"));
    for (const Field& f : r.fields) {
        line(f.column, column_words(f, engine));
        if (f.has_key())
            line(std::string(f.column) + "_key",
                 padded(f.key_column(), 12) + translate_types(engine, std::string(f.key_column()) + " NOT NULL"));
    }
    for (const std::string_view column : {"created_at", "updated_at"})
        line(column, padded("$timestamp", 12) + translate_types(engine, "$timestamp NOT NULL"));
    line("version", padded("$int", 12) + translate_types(engine, "$int NOT NULL"));
    if (is_searchable(r))
        out += "\nThe table of its words, a statement of a migration\n  $words(" + std::string(r.name) + ");\n";
}

// The statement with its values in place; the id of whoever asks stands as `:user`.
std::string with_values(const Sql& sql, Id user) {
    std::string text;
    std::size_t next = 0;
    for (const char c : sql.text) {
        if (c != '?' || next == sql.values.size()) {
            text += c;
            continue;
        }
        const Bound& value = sql.values[next++];
        if (const auto* number = std::get_if<std::int64_t>(&value))
            text += *number == user ? ":user" : std::to_string(*number);
        else if (const auto* flag = std::get_if<bool>(&value))
            text += *flag ? "1" : "0";
        else if (const auto* string = std::get_if<std::string_view>(&value))
            ((text += '\'') += *string) += '\'';
        else
            text += "NULL";
    }
    return text;
}

void append_lists(std::string& out, const Resource& r, const Catalogue& catalogue, Engine engine) {
    out += "\nSQL of a list, by role; a change adds AND id = …" + std::string(for_update(engine)) + "\n";
    for (const std::string_view name : role_names) {
        const User user{.id = -1, .username = {}, .role = parse_role(name), .is_active = true, .token_version = 0};
        if (!r.policy.any().has(user.role)) {
            out += "  " + padded(name, 10) + "is refused\n";
            continue;
        }
        Sql sql;
        sql << "SELECT " << output_columns(r, user.role) << " FROM " << r.name;
        append_visible(sql, r, catalogue, user);
        sql << " ORDER BY id";
        out += "  " + padded(name, 10) + with_values(sql, user.id) + "\n";
    }
}

}  // namespace

std::string explain(const Resource& resource, const Catalogue& catalogue, Engine engine) {
    std::string out = std::string(resource.name) + ": " + std::string(resource.description) + "\n";
    append_routes(out, resource);
    out += "\nFields\n";
    for (const Field& f : resource.fields) out += "  " + padded(f.name, 24) + rules_text(f) + "\n";
    append_columns(out, resource, engine);
    append_lists(out, resource, catalogue, engine);
    out += "\nJSON Schema\n";
    json::Indenter(2).append(out, json_schema(resource));
    return out += "\n";
}

}  // namespace crm

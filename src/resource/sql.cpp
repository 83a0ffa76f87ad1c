// Statements on one table, put together from its description.
#include "resource/sql.hpp"

#include <stdexcept>

#include "base/json.hpp"
#include "base/text.hpp"
#include "db/dialect.hpp"
#include "resource/list_sql.hpp"
#include "resource/search.hpp"

namespace crm {
namespace {

// The condition on `resource`'s columns; false when it holds for every row and nothing was appended.
bool append_scope(Sql& sql, const Resource& resource, const Catalogue& catalogue, const User& user,
                  const Scope& scope) {
    switch (scope.kind) {
        case Scope::Kind::everything:
            return false;
        case Scope::Kind::nothing:
            return sql << "1 = 0", true;
        case Scope::Kind::equals:
            sql << resource.at(scope.field).column << " = ?";
            sql.bind(scope.value);
            return true;
        case Scope::Kind::through: {
            const Field& reference = resource.at(scope.field);
            const Resource& target = catalogue.at(reference.references);
            const Scope inner = target.visible_to(user);
            if (inner.kind == Scope::Kind::everything) return false;
            if (inner.kind == Scope::Kind::nothing) return sql << "1 = 0", true;
            sql << reference.column << " IN (SELECT id FROM " << target.name << " WHERE ";
            append_scope(sql, target, catalogue, user, inner);
            sql << ")";
            return true;
        }
        case Scope::Kind::both: {
            bool restricts = false;
            for (const Scope& part : scope.parts) {
                const auto end = sql.text.size();
                if (restricts) sql << " AND ";
                if (append_scope(sql, resource, catalogue, user, part))
                    restricts = true;
                else
                    sql.text.resize(end);
            }
            return restricts;
        }
    }
    throw std::logic_error("unknown scope");
}

template <class Wanted>
std::string columns(const Resource& resource, Wanted wanted) {
    std::string text = "id";
    for (const Field& f : resource.fields)
        if (wanted(f)) (text += ", ") += f.column;
    return text += ", created_at, updated_at, version";
}

std::string all_columns(const Resource& resource) {
    return columns(resource, [](const Field&) { return true; });
}

std::unique_ptr<Record> read_record(const Resource& resource, const Row& row) {
    auto record = resource.make();
    record->id = row.integer(0);
    int column = 1;
    for (const Field& f : resource.fields) {
        if (row.is_null(column)) {
            if (f.nullable) f.set(*record, {});
        } else if (f.kind == Kind::text) {
            f.set(*record, std::string(row.text(column)));
        } else if (f.kind == Kind::boolean) {
            f.set(*record, row.boolean(column));
        } else {
            f.set(*record, row.integer(column));
        }
        ++column;
    }
    record->created_at.micros = row.integer(column++);
    record->updated_at.micros = row.integer(column++);
    record->version = row.integer(column);
    return record;
}

// The value of one field, and of its key column where it has one.
void bind_field(Sql& sql, const Field& field, const Value& value) {
    sql.bind(value);
    if (field.has_key()) sql.bind(comparable(field, value));
}

}  // namespace

void Sql::bind(const Value& value) {
    std::visit(
        [this](const auto& v) {
            if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::string>)
                bind_text(v);
            else
                values.emplace_back(v);
        },
        value);
}

void Sql::bind_text(std::string value) {
    texts.push_back(std::move(value));
    values.emplace_back(std::string_view(texts.back()));
}

std::string escape_like(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '!') escaped += '!';
        escaped += c;
    }
    return escaped;
}

bool sees_everything(const Resource& resource, const Catalogue& catalogue, const User& user) {
    Sql sql;
    return !append_scope(sql, resource, catalogue, user, resource.visible_to(user));
}

void append_visible(Sql& sql, const Resource& resource, const Catalogue& catalogue, const User& user) {
    sql << " WHERE ";
    if (!append_scope(sql, resource, catalogue, user, resource.visible_to(user))) sql << "1 = 1";
}

std::string output_columns(const Resource& resource, Role role) {
    return columns(resource, [role](const Field& f) { return f.is_output(role); });
}

std::unique_ptr<Record> load_for_update(Session& session, const Resource& resource, const Catalogue& catalogue,
                                        const User& user, Id id) {
    return load_for_update(session, resource, catalogue, user, record_fields().front(), id);
}

std::unique_ptr<Record> load_for_update(Session& session, const Resource& resource, const Catalogue& catalogue,
                                        const User& user, const Field& field, const Value& value) {
    Sql sql;
    sql << "SELECT " << all_columns(resource) << " FROM " << resource.name;
    append_visible(sql, resource, catalogue, user);
    sql << " AND " << comparable_column(field) << " = ?" << for_update(session.engine());
    sql.bind(comparable(field, value));
    std::unique_ptr<Record> record;
    session.first(sql.text, sql.values, [&](const Row& row) { record = read_record(resource, row); });
    return record;
}

std::unique_ptr<Record> load(Session& session, const Resource& resource, Id id) {
    std::unique_ptr<Record> record;
    session.first("SELECT " + all_columns(resource) + " FROM " + std::string(resource.name) + " WHERE id = ?", {id},
                  [&](const Row& row) { record = read_record(resource, row); });
    return record;
}

bool is_visible(Session& session, const Resource& resource, const Catalogue& catalogue, const User& user, Id id) {
    Sql sql;
    sql << "SELECT 1 FROM " << resource.name;
    append_visible(sql, resource, catalogue, user);
    sql << " AND id = ?";
    sql.bind(id);
    return session.first(sql.text, sql.values, [](const Row&) {});
}

bool is_taken(Session& session, const Resource& resource, const Field& field, std::string_view value, Id except) {
    const std::string key = field.exact ? std::string(value) : fold(value);
    const std::string sql =
        "SELECT 1 FROM " + std::string(resource.name) + " WHERE " + comparable_column(field) + " = ? AND id <> ?";
    return session.first(sql, {std::string_view(key), except}, [](const Row&) {});
}

void insert_record(Session& session, const Resource& resource, Record& record) {
    if (record.version == 0) record.version = 1;
    Sql sql;
    std::size_t count = 3;
    sql << "INSERT INTO " << resource.name << " (";
    if (record.id != 0) {
        sql << "id, ";
        sql.bind(record.id);
        ++count;
    }
    for (const Field& f : resource.fields) {
        sql << f.column << ", ";
        ++count;
        if (f.has_key()) {
            sql << f.column << "_key, ";
            ++count;
        }
        bind_field(sql, f, f.get(record));
    }
    sql << "created_at, updated_at, version) VALUES (";
    for (std::size_t i = 0; i < count; ++i) sql << (i == 0 ? "?" : ", ?");
    sql << ")";
    sql.bind(record.created_at.micros);
    sql.bind(record.updated_at.micros);
    sql.bind(record.version);
    const Id id = session.insert(sql.text, sql.values);
    if (record.id == 0) record.id = id;
    write_words(session, resource, nullptr, &record);
}

void update_record(Session& session, const Resource& resource, const Record& before, Record& after) {
    after.version = before.version + 1;
    Sql sql;
    sql << "UPDATE " << resource.name << " SET ";
    for (const Field& f : resource.fields) {
        const Value value = f.get(after);
        if (value == f.get(before)) continue;
        sql << f.column << " = ?, ";
        if (f.has_key()) sql << f.column << "_key = ?, ";
        bind_field(sql, f, value);
    }
    sql << "updated_at = ?, version = ? WHERE id = ? AND version = ?";
    sql.bind(after.updated_at.micros);
    sql.bind(after.version);
    sql.bind(after.id);
    sql.bind(before.version);
    if (session.execute(sql.text, sql.values) == 0)
        throw DatabaseError(DatabaseError::Kind::rerun, "the record changed between reading and writing");
    write_words(session, resource, &before, &after);
}

void write_keys(Session& session, const Resource& resource, const Record& record) {
    Sql sql;
    sql << "UPDATE " << resource.name << " SET version = version";
    for (const Field& f : resource.fields) {
        if (!f.has_key()) continue;
        sql << ", " << f.column << "_key = ?";
        sql.bind(comparable(f, f.get(record)));
    }
    sql << " WHERE id = ?";
    sql.bind(record.id);
    session.execute(sql.text, sql.values);
}

void delete_record(Session& session, const Resource& resource, const Record& record) {
    const std::string sql = "DELETE FROM " + std::string(resource.name) + " WHERE id = ? AND version = ?";
    if (session.execute(sql, {record.id, record.version}) == 0)
        throw DatabaseError(DatabaseError::Kind::rerun, "the record changed between reading and deleting");
    write_words(session, resource, &record, nullptr);
}

}  // namespace crm

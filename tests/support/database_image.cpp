// Reads whole databases into comparable text.
#include "support/database_image.hpp"

#include <map>

#include "db/dialect.hpp"
#include "support/scratch_database.hpp"

namespace crm::for_tests {
namespace {

constexpr std::string_view change_log = "changes", log_rows_read = "40";

struct Table {
    std::string name;
    std::vector<std::string> columns;
};

// The columns do not change while a process runs.
const std::vector<Table>& known_tables(Session& session) {
    static const std::vector<Table> tables = [&] {
        std::vector<Table> all;
        auto names = tables_of(session);
        if (session.engine() == Engine::sqlite)
            for (const auto& index : word_indexes_of(session)) names.push_back(index + "_entries");
        for (auto& name : names) {
            if (name == "login_attempts" || name == "refresh_tokens" || name == "api_key_uses") continue;
            Table& table = all.emplace_back(Table{std::move(name), {}});
            for (auto& column : columns_of(session, table.name)) table.columns.push_back(std::move(column.name));
        }
        return all;
    }();
    return tables;
}

void read_table(Session& session, const Table& table, DatabaseImage& image) {
    std::string sql = "SELECT ";
    for (const auto& column : table.columns) sql += (&column == &table.columns.front() ? "" : ", ") + column;
    sql += " FROM " + table.name;
    // The words of records have no column that tells them apart.
    if (table.name == change_log)
        (sql += " ORDER BY 1 DESC LIMIT ") += log_rows_read;
    else
        sql += table.columns.size() > 1 ? " ORDER BY 1, 2" : " ORDER BY 1";
    session.query(sql, {}, [&](const Row& row) {
        const std::string name = table.name + "/" + std::string(row.text(0));
        std::string& text = image.rows[name];
        for (int i = 0; const auto& column : table.columns) {
            const std::string value = row.is_null(i) ? "NULL" : "'" + std::string(row.text(i)) + "'";
            ++i;
            if (column == "password")
                image.passwords[name] = value;
            else
                text += column + "=" + value + " ";
        }
        return true;
    });
}

void compare(const std::map<std::string, std::string>& before, const std::map<std::string, std::string>& after,
             std::string& out) {
    for (const auto& [name, text] : before) {
        const auto now = after.find(name);
        if (now == after.end())
            out += "\n- " + name + ": " + text;
        else if (now->second != text)
            out += "\n- " + name + ": " + text + "\n+ " + name + ": " + now->second;
    }
    for (const auto& [name, text] : after)
        if (!before.contains(name)) out += "\n+ " + name + ": " + text;
}

}  // namespace

DatabaseImage database_image(Session& session) {
    DatabaseImage image;
    for (const Table& table : known_tables(session)) read_table(session, table, image);
    session.first("SELECT COUNT(*), COALESCE(MAX(sequence), 0) FROM changes", {}, [&](const Row& row) {
        image.entries = row.integer(0);
        image.last_entry = row.integer(1);
    });
    return image;
}

std::string difference(const DatabaseImage& before, const DatabaseImage& after) {
    std::string out;
    compare(before.rows, after.rows, out);
    compare(before.passwords, after.passwords, out);
    if (out.empty() && before != after) out = "\nthe change log";
    return out;
}

RecordNames changed_records(const DatabaseImage& before, const DatabaseImage& after) {
    RecordNames names;
    const auto add = [&](const std::string& name) {
        const auto slash = name.find('/');
        if (name.starts_with("changes/") || name.starts_with("setup_tokens/") ||
            name.starts_with("idempotency_keys/") || name.substr(0, slash).find("_words") != name.npos)
            return;
        names.emplace(name.substr(0, slash), std::stoll(name.substr(slash + 1)));
    };
    for (const auto& [name, text] : before.rows)
        if (const auto now = after.rows.find(name); now == after.rows.end() || now->second != text) add(name);
    for (const auto& [name, text] : after.rows)
        if (!before.rows.contains(name)) add(name);
    return names;
}

RecordNames logged_records(Session& session, std::int64_t after_entry) {
    RecordNames names;
    session.query("SELECT resource, record_id FROM changes WHERE sequence > ?", {after_entry}, [&](const Row& row) {
        names.emplace(row.text(0), row.integer(1));
        return true;
    });
    return names;
}

}  // namespace crm::for_tests

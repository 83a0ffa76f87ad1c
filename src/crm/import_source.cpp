// Reading the original's tables in chunks, and text and times as they happen to be stored there.
#include "crm/import_source.hpp"

#include <algorithm>
#include <limits>

#include "base/json.hpp"
#include "base/text.hpp"
#include "crm/customers/customer.hpp"
#include "crm/interactions/interaction.hpp"
#include "crm/opportunities/opportunity.hpp"
#include "crm/users/user.hpp"
#include "db/dialect.hpp"

namespace crm {
namespace {

constexpr std::size_t longest_quotation = 60;

using SourceColumn = DjangoTable::Column;

// The columns of one row from left to right, and what is to be said about them.
class Reading {
public:
    Reading(const Row& row, const Resource& resource, DjangoRow& result)
        : row_(row), resource_(resource), result_(result) {
        result.record = resource.make();
        result.record->id = row.integer(0);
    }

    template <class T>
    T& record() {
        return static_cast<T&>(*result_.record);
    }

    // No engine but SQLite holds what is not UTF-8, the original itself could not read it, and no client of ours could.
    void text(std::string_view field, std::string& to) {
        const std::string_view stored = row_.text(++column_);
        if (is_utf8(stored)) return void(to = stored);
        for (std::string_view rest = stored; !rest.empty();) {
            const std::size_t good = utf8_prefix(rest);
            to += rest.substr(0, good);
            rest.remove_prefix(good);
            if (rest.empty()) break;
            append_utf8(to, U'\uFFFD');
            rest.remove_prefix(1);
        }
        if (!resource_.at(field).seal)
            note(std::string(field) + " is not UTF-8; what is not stands here as U+FFFD: " + quoted(to));
    }

    bool boolean() { return row_.boolean(++column_); }

    Id reference() { return row_.integer(++column_); }
    std::optional<Id> optional_reference() {
        ++column_;
        return row_.is_null(column_) ? std::nullopt : std::optional(row_.integer(column_));
    }

    Timestamp time(std::string_view field) {
        const std::string_view stored = row_.text(++column_);
        if (const auto read = parse_datetime(stored)) return *read;
        const Timestamp instead;
        note(std::string(field) + " " + quoted(stored) + " is no point in time; " + to_rfc3339(instead) +
             " stands for it");
        return instead;
    }

private:
    void note(const std::string& what) {
        result_.notes.push_back(where(resource_, *result_.record) + ": " + what + ".");
    }

    const Row& row_;
    const Resource& resource_;
    DjangoRow& result_;
    int column_ = 0;
};

constexpr SourceColumn user_columns[] = {{"password"},          {"is_superuser"}, {"username"}, {"first_name"},
                                         {"last_name"},         {"email"},        {"is_staff"}, {"is_active"},
                                         {"date_joined", true}, {"role"}};

void read_user(const Row& row, DjangoRow& result) {
    Reading from(row, users(), result);
    auto& user = from.record<UserRecord>();
    from.text("password", user.password);
    user.is_superuser = from.boolean();
    from.text("username", user.username);
    from.text("first_name", user.first_name);
    from.text("last_name", user.last_name);
    from.text("email", user.email);
    user.is_staff = from.boolean();
    user.is_active = from.boolean();
    user.created_at = user.date_joined = from.time("date_joined");
    from.text("role", user.role);
}

constexpr SourceColumn customer_columns[] = {{"name"}, {"email"}, {"phone"}, {"address"}, {"user_id"}};

void read_customer(const Row& row, DjangoRow& result) {
    Reading from(row, customers(), result);
    auto& customer = from.record<Customer>();
    from.text("name", customer.name);
    from.text("email", customer.email);
    from.text("phone", customer.phone);
    from.text("address", customer.address);
    customer.user = from.optional_reference();
}

constexpr SourceColumn opportunity_columns[] = {
    {"title"}, {"description"}, {"stage"}, {"customer_id"}, {"assigned_to_id"}};

void read_opportunity(const Row& row, DjangoRow& result) {
    Reading from(row, opportunities(), result);
    auto& opportunity = from.record<Opportunity>();
    from.text("title", opportunity.title);
    from.text("description", opportunity.description);
    from.text("stage", opportunity.stage);
    opportunity.customer = from.reference();
    opportunity.assigned_to = from.optional_reference();
}

constexpr SourceColumn interaction_columns[] = {
    {"interaction_type"}, {"notes"}, {"date", true}, {"next_action"}, {"customer_id"}};

void read_interaction(const Row& row, DjangoRow& result) {
    Reading from(row, interactions(), result);
    auto& interaction = from.record<Interaction>();
    from.text("interaction_type", interaction.interaction_type);
    from.text("notes", interaction.notes);
    interaction.created_at = interaction.date = from.time("date");
    from.text("next_action", interaction.next_action);
    interaction.customer = from.reference();
}

constexpr DjangoTable tables[] = {
    {"api_customuser", user_columns, users, read_user},
    {"api_customer", customer_columns, customers, read_customer},
    {"api_salesopportunity", opportunity_columns, opportunities, read_opportunity},
    {"api_interaction", interaction_columns, interactions, read_interaction},
};

[[noreturn]] void refuse(const std::string& what) {
    throw Error(Condition::bad_request, "This is not a database of the original ConnectCRM: " + what + ".");
}

void check_columns(Session& session, const DjangoTable& table) {
    const auto found = columns_of(session, table.name);
    if (found.empty()) refuse("there is no table " + std::string(table.name));
    const auto check = [&](std::string_view name) {
        if (std::none_of(found.begin(), found.end(), [&](const auto& column) { return column.name == name; }))
            refuse("the table " + std::string(table.name) + " has no column " + std::string(name));
    };
    check("id");
    for (const SourceColumn& column : table.columns) check(column.name);
}

}  // namespace

std::span<const DjangoTable> django_tables() { return tables; }

DjangoSource::DjangoSource(Session& session) : session_(session) {
    if (session.engine() == Engine::postgres) refuse("it ran on SQLite or MySQL");
    for (const DjangoTable& table : tables) check_columns(session, table);
    if (session.in_transaction()) return;
    if (session.engine() == Engine::mysql)
        session.run_script("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    session.begin();
    is_ours_ = true;
}

DjangoSource::~DjangoSource() {
    if (is_ours_) session_.rollback();
}

std::int64_t DjangoSource::count(const DjangoTable& table) {
    return session_.integer("SELECT COUNT(*) FROM " + std::string(table.name));
}

std::vector<DjangoRow> DjangoSource::read_after(const DjangoTable& table, Id after, std::size_t at_most) {
    std::string sql = "SELECT id";
    for (const SourceColumn& column : table.columns)
        // As text on both engines; MySQL's binary protocol has a form of its own for times.
        sql += column.is_time ? ", CAST(" + std::string(column.name) + " AS CHAR)" : ", " + std::string(column.name);
    sql += " FROM " + std::string(table.name) + " WHERE id > ? ORDER BY id LIMIT " + std::to_string(at_most);
    std::vector<DjangoRow> rows;
    session_.query(sql, {after}, [&](const Row& row) { return table.read(row, rows.emplace_back()), true; });
    return rows;
}

bool DjangoSource::has_user(std::string_view username) {
    return session_.first("SELECT 1 FROM api_customuser WHERE LOWER(username) = LOWER(?)", {username},
                          [](const Row&) {});
}

std::string where(const Resource& resource, const Record& record) {
    return std::string(resource.name) + " " + std::to_string(record.id);
}

std::string quoted(std::string_view text) {
    std::size_t end = 0, count = 0;
    while (end < text.size() && count++ < longest_quotation) next_code_point(text, end);
    std::string out;
    json::append_string(out, text.substr(0, end));
    if (end < text.size()) out.insert(out.size() - 1, "…");
    return out;
}

}  // namespace crm

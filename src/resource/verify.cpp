// Replays the log of every record and compares what comes out with the record itself, in constant memory.
#include <charconv>
#include <limits>
#include <optional>

#include "base/json.hpp"
#include "base/money.hpp"
#include "resource/changes.hpp"
#include "resource/verify_words.hpp"

namespace crm {
namespace {

constexpr std::size_t rows_at_once = 2000, entries_at_once = 2000;

// Rows and entries are read as of one moment, whatever is written meanwhile.
class Snapshot {
public:
    explicit Snapshot(Session& session) : session_(session), is_ours_(!session.in_transaction()) {
        if (!is_ours_) return;
        static constexpr std::string_view repeatable = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";
        if (session.engine() == Engine::mysql) session.run_script(repeatable);
        session.begin();
        if (session.engine() == Engine::postgres) session.run_script(repeatable);
    }
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;
    ~Snapshot() {
        if (is_ours_) session_.rollback();
    }

private:
    Session& session_;
    bool is_ours_;
};

struct Stored {
    Id id = 0;
    std::int64_t version = 0;
    std::vector<Value> values;
};

struct Entry {
    std::int64_t sequence = 0, version = 0;
    Id record = 0;
    std::string_view action, before, after;
};

// What the entries read so far make of one record. A value is unknown where no entry has told it, as with a field that
// is younger than the record.
struct History {
    Id id = 0;
    bool exists = false;
    std::int64_t version = 0;  // the last one the log gave; 0 when there was none
    std::vector<std::optional<Value>> values;
};

Value value_of(const Field& field, const Row& row, int column) {
    if (row.is_null(column)) return {};
    if (field.kind == Kind::text) return std::string(row.text(column));
    if (field.kind == Kind::boolean) return row.boolean(column);
    return row.integer(column);
}

// nullopt when it is not of the field's kind.
std::optional<Value> value_of(const Field& field, const json::Value& given) {
    if (given.is(json::Type::null)) return std::optional<Value>(std::in_place);
    switch (field.kind) {
        case Kind::text:
            if (given.is(json::Type::string)) return std::make_optional<Value>(std::string(given.text));
            break;
        case Kind::boolean:
            if (given.is(json::Type::boolean)) return std::make_optional<Value>(given.boolean);
            break;
        case Kind::integer:
        case Kind::reference: {
            std::int64_t number = 0;
            const char* end = given.text.data() + given.text.size();
            if (given.is(json::Type::number) && std::from_chars(given.text.data(), end, number).ptr == end)
                return std::make_optional<Value>(number);
            break;
        }
        case Kind::timestamp:
            if (!given.is(json::Type::string)) break;
            if (const auto time = parse_datetime(given.text)) return std::make_optional<Value>(time->micros);
            break;
        case Kind::date:
            if (!given.is(json::Type::string)) break;
            if (const auto date = parse_date(given.text)) return std::make_optional<Value>(date->days);
            break;
        case Kind::money:
            if (!given.is(json::Type::string)) break;
            if (const auto amount = parse_money(given.text)) return std::make_optional<Value>(*amount);
            break;
    }
    return std::nullopt;
}

// The object of an entry; nullopt when it is none.
std::optional<json::Document> read_object(std::string_view text) {
    try {
        auto document = json::Document::parse(text);
        if (document.root().is(json::Type::object)) return document;
    } catch (const Error&) {
    }
    return std::nullopt;
}

class ResourceReplay {
public:
    ResourceReplay(Session& session, const Resource& resource, Verification& totals,
                   FunctionRef<void(const std::string&)> report)
        : session_(session), resource_(resource), totals_(totals), report_(report) {
        for (const Field& field : resource.fields)
            if (!field.seal) fields_.push_back(&field);
    }

    void run() {
        for (Id after = std::numeric_limits<Id>::min();;) {
            read_rows(after);
            const bool is_last = rows_.size() < rows_at_once;
            const Id until = is_last ? std::numeric_limits<Id>::max() : rows_.back().id;
            compare(after, until);
            if (is_last) return;
            after = until;
        }
    }

private:
    void read_rows(Id after) {
        std::string sql = "SELECT id, version";
        for (const Field* field : fields_) (sql += ", ") += field->column;
        ((sql += " FROM ") += resource_.name) += " WHERE id > ? ORDER BY id LIMIT " + std::to_string(rows_at_once);
        rows_.clear();
        next_row_ = 0;
        session_.query(sql, {after}, [&](const Row& row) {
            Stored& stored = rows_.emplace_back(Stored{row.integer(0), row.integer(1), {}});
            for (int column = 2; const Field* field : fields_) stored.values.push_back(value_of(*field, row, column++));
            return true;
        });
        totals_.records += static_cast<std::int64_t>(rows_.size());
    }

    // Walks through the entries of the records after `after` up to `until` beside the rows read before. In pages, since
    // one record may have any number of entries and a server may limit how long one statement takes.
    void compare(Id after, Id until) {
        const std::string sql =
            "SELECT sequence, record_id, version, action, before_values, after_values FROM changes"
            " WHERE resource = ? AND record_id >= ? AND record_id <= ? AND (record_id > ? OR sequence > ?)"
            " ORDER BY record_id, sequence LIMIT " +
            std::to_string(entries_at_once);
        std::optional<History> history;
        Id last_record = after;
        std::int64_t last_sequence = std::numeric_limits<std::int64_t>::max();
        for (std::size_t found = entries_at_once; found == entries_at_once;) {
            found = 0;
            session_.query(sql, {resource_.name, last_record, until, last_record, last_sequence}, [&](const Row& row) {
                const Entry entry{row.integer(0), row.integer(2), row.integer(1),
                                  row.text(3),    row.text(4),    row.text(5)};
                if (!history || history->id != entry.record) {
                    if (history) finish(*history);
                    history = History{entry.record, false, 0, std::vector<std::optional<Value>>(fields_.size())};
                }
                apply(entry, *history);
                last_record = entry.record, last_sequence = entry.sequence;
                ++totals_.entries;
                return ++found, true;
            });
        }
        if (history) finish(*history);
        rows_without_log(std::numeric_limits<Id>::max());
    }

    void apply(const Entry& entry, History& history) {
        const auto before = read_object(entry.before), after = read_object(entry.after);
        if (!before || !after) complain(entry, "is not readable");
        const bool is_deletion = entry.action == "delete";
        if (!history.exists) {
            if (is_deletion || entry.action == "update")
                complain(entry, is_deletion ? "deletes what does not exist" : "changes what does not exist");
            else if (before && !before->root().members.empty())
                complain(entry, "names values from before the record existed");
        } else if (entry.action == "create") {
            complain(entry, "creates the record a second time");
        }
        count_version(entry, history);
        const bool is_change = history.exists && !is_deletion;
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            const json::Value* was = before ? before->root().find(fields_[i]->name) : nullptr;
            const json::Value* is = after ? after->root().find(fields_[i]->name) : nullptr;
            if (is_change && before && after && !was != !is)
                complain(entry, "has only one side of \"" + std::string(fields_[i]->name) + "\"");
            if (was) check_before(entry, i, *was, history);
            if (is || !before || !after) history.values[i] = is ? read(entry, i, *is) : std::nullopt;
        }
        history.exists = !is_deletion;
        if (is_deletion) history.values.assign(fields_.size(), std::nullopt);
    }

    // 1, 2, 3 …, deletions counted too. A record that comes back under its old id may start again.
    void count_version(const Entry& entry, History& history) {
        const bool may_restart = !history.exists && entry.version == 1;
        if (entry.version != history.version + 1 && !may_restart)
            complain(entry, "has version " + std::to_string(entry.version) + " after version " +
                                std::to_string(history.version));
        history.version = entry.version;
    }

    void check_before(const Entry& entry, std::size_t i, const json::Value& was, const History& history) {
        const auto value = read(entry, i, was);
        if (value && history.exists && history.values[i] && *history.values[i] != *value)
            complain(entry,
                     "has another \"" + std::string(fields_[i]->name) + "\" before than the entries before it left");
    }

    std::optional<Value> read(const Entry& entry, std::size_t i, const json::Value& given) {
        auto value = value_of(*fields_[i], given);
        if (!value) complain(entry, "has a \"" + std::string(fields_[i]->name) + "\" of the wrong type");
        return value;
    }

    void finish(const History& history) {
        rows_without_log(history.id);
        const bool has_row = next_row_ < rows_.size() && rows_[next_row_].id == history.id;
        const Stored* row = has_row ? &rows_[next_row_++] : nullptr;
        if (!row && history.exists) return complain(history.id, "is gone, but the log has no entry of its deletion");
        if (row && !history.exists) return complain(history.id, "exists, but the log says that it was deleted");
        if (!row) return;
        if (row->version != history.version)
            complain(history.id, "has version " + std::to_string(row->version) + ", the log says " +
                                     std::to_string(history.version));
        for (std::size_t i = 0; i < fields_.size(); ++i)
            if (history.values[i] && *history.values[i] != row->values[i])
                complain(history.id, "has another \"" + std::string(fields_[i]->name) + "\" than the log says");
    }

    void rows_without_log(Id before) {
        for (; next_row_ < rows_.size() && rows_[next_row_].id < before; ++next_row_)
            complain(rows_[next_row_].id, "has no entry in the log");
    }

    void complain(const Entry& entry, const std::string& what) {
        complain(entry.record,
                 "entry " + std::to_string(entry.sequence) + " (" + std::string(entry.action) + ") " + what);
    }
    void complain(Id id, const std::string& what) {
        ++totals_.mismatches;
        report_(std::string(resource_.name) + " " + std::to_string(id) + ": " + what + ".");
    }

    Session& session_;
    const Resource& resource_;
    Verification& totals_;
    FunctionRef<void(const std::string&)> report_;
    std::vector<const Field*> fields_;
    std::vector<Stored> rows_;
    std::size_t next_row_ = 0;
};

}  // namespace

Verification verify(Session& session, const Catalogue& catalogue, FunctionRef<void(const std::string&)> report) {
    Verification totals;
    const Snapshot snapshot(session);
    for (const Resource* resource : catalogue.stored()) {
        ResourceReplay(session, *resource, totals, report).run();
        verify_words(session, *resource, totals, report);
    }
    return totals;
}

}  // namespace crm

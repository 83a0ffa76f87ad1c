// Threads make and fold records while one writes those made before.
#include "crm/bench/table_load.hpp"

#include <algorithm>
#include <future>
#include <thread>

#include "crm/catalogue.hpp"
#include "resource/changes.hpp"
#include "resource/list_sql.hpp"
#include "resource/search.hpp"

namespace crm {
namespace {

constexpr Id chunk = 10'000;  // records made by a thread at a time

Bound bound(const Value& value) {
    return std::visit(
        [](const auto& v) -> Bound {
            if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::string>)
                return std::string_view(v);
            else
                return v;
        },
        value);
}

}  // namespace

TableLoad::TableLoad(Session& session, const Resource& resource, LoadProgress progress)
    : session_(session), resource_(resource), progress_(std::move(progress)), insert_(insert_statement()) {}

std::string TableLoad::insert_statement() const {
    std::string columns = "id", marks = "?";
    const auto add = [&](std::string_view column) {
        columns.append(", ").append(column);
        marks += ", ?";
    };
    for (const Field& f : resource_.fields) {
        add(f.column);
        if (f.has_key()) add(comparable_column(f));
    }
    for (const std::string_view column : {"created_at", "updated_at", "version"}) add(column);
    return "INSERT INTO " + std::string(resource_.name) + " (" + columns + ") VALUES (" + marks + ")";
}

TableLoad::Prepared TableLoad::prepare(std::unique_ptr<Record> record) const {
    Prepared prepared;
    prepared.values.emplace_back(record->id);
    for (const Field& f : resource_.fields) {
        Value value = f.get(*record);
        if (!f.has_key()) {
            prepared.values.push_back(std::move(value));
            continue;
        }
        prepared.values.push_back(value);
        prepared.values.push_back(comparable(f, std::move(value)));
    }
    prepared.values.emplace_back(record->created_at.micros);
    prepared.values.emplace_back(record->updated_at.micros);
    prepared.values.emplace_back(record->version);
    if (is_searchable(resource_)) prepared.words = words_of(resource_, *record);
    prepared.record = std::move(record);
    return prepared;
}

std::vector<TableLoad::Prepared> TableLoad::prepare(Id first, Id end, const MakeRecord& make) const {
    std::vector<Prepared> all;
    all.reserve(static_cast<std::size_t>(end - first));
    for (Id id = first; id < end; ++id) all.push_back(prepare(make(id)));
    return all;
}

std::vector<std::string> TableLoad::drop_indexes() {
    std::vector<std::string> names, statements;
    session_.query("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
                   {resource_.name}, [&](const Row& row) {
                       names.emplace_back(row.text(0));
                       statements.emplace_back(row.text(1));
                       return true;
                   });
    for (const std::string& name : names) session_.run_script("DROP INDEX " + name);
    return statements;
}

void TableLoad::load(std::int64_t count, const MakeRecord& make) {
    const std::string name(resource_.name);
    session_.begin();
    const auto indexes = drop_indexes();
    const std::size_t threads = std::max(2U, std::thread::hardware_concurrency());
    std::vector<std::future<std::vector<Prepared>>> under_way;
    Id next = 1, done = 0;
    const auto start = [&] {
        if (next > count) return;
        const Id first = next, end = next = std::min(first + chunk, count + 1);
        under_way.push_back(std::async(std::launch::async, [=, this, &make] { return prepare(first, end, make); }));
    };
    while (under_way.size() < threads && next <= count) start();
    while (!under_way.empty()) {
        auto made = under_way.front().get();
        under_way.erase(under_way.begin());
        start();
        done += std::ssize(made);
        insert(std::move(made));
        progress_(name, done, count);
    }
    std::int64_t built = 0;
    for (const std::string& statement : indexes) {
        progress_("indexes of " + name, built++, std::ssize(indexes));
        session_.run_script(statement);
    }
    session_.commit();
}

void TableLoad::insert(std::vector<Prepared>&& made) {
    const WordIndex& index = word_index(session_.engine());
    std::vector<Bound> values;
    User nobody;
    nobody.username = "bench";
    for (Prepared& one : made) {
        values.clear();
        for (const Value& value : one.values) values.push_back(bound(value));
        session_.execute(insert_, values);
        const Record& record = *one.record;
        if (record.id % records_of_entry == 0)
            log_change(session_, resource_, catalogue(), {nobody, {}, "bench"}, "import", nullptr, &record,
                       record.created_at);
        if (!one.words.empty()) index.change(session_, resource_, record.id, {}, one.words);
    }
}

}  // namespace crm

// One pass over the original's tables, each row looked at beside what is here already.
#include "crm/import_django.hpp"

#include <limits>
#include <unordered_set>

#include "crm/catalogue.hpp"
#include "crm/import_checks.hpp"
#include "crm/import_source.hpp"
#include "crm/import_users.hpp"
#include "db/dialect.hpp"
#include "resource/changes.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

using Progress = std::function<void(std::string_view, std::int64_t, std::int64_t)>;

constexpr std::size_t rows_at_once = 1000, known_at_most = 200'000, problems_listed = 100;
constexpr std::string_view import_action = "import";

// What the log says about one record.
struct Past {
    bool has_entries = false, began_with_import = false, changed_here = false;
};

class Import {
public:
    Import(DjangoSource& source, Session& target, const Progress& progress)
        : source_(source), target_(target), progress_(progress), user_import_(source, target) {
        actor_.username = "import-django";
    }

    DjangoImport run() {
        for (const DjangoTable& table : django_tables()) import_table(table);
        user_import_.finish(result_.notes);
        if (!impossible_.empty()) refuse();
        return std::move(result_);
    }

private:
    void import_table(const DjangoTable& table) {
        const Resource& resource = table.resource();
        const Capacity capacity(target_, resource);
        is_fresh_ = !target_.first("SELECT 1 FROM " + std::string(resource.name) + " LIMIT 1", {}, [](const Row&) {
        }) && !target_.first("SELECT 1 FROM changes WHERE resource = ? LIMIT 1", {resource.name}, [](const Row&) {});
        count_ = &result_.counts.emplace_back();
        count_->resource = resource.name;
        const std::int64_t total = source_.count(table);
        progress_(resource.name, 0, total);
        for (Id after = std::numeric_limits<Id>::min();;) {
            auto rows = source_.read_after(table, after, rows_at_once);
            if (rows.empty()) break;
            after = rows.back().record->id;
            for (DjangoRow& row : rows) import_row(resource, capacity, row);
            count_->read += static_cast<std::int64_t>(rows.size());
            progress_(resource.name, count_->read, total);
        }
        if (count_->added > 0) advance_ids(target_, resource.name);
    }

    void import_row(const Resource& resource, const Capacity& capacity, DjangoRow& row) {
        Record& record = *row.record;
        const auto existing = is_fresh_ ? nullptr : load(target_, resource, record.id);
        const Past past = is_fresh_ ? Past{} : past_of(resource, record.id);
        if ((existing || past.has_entries) && !past.began_with_import) refuse(resource, record);
        if (!existing && past.has_entries)
            return leave_out(where(resource, record) + ": was deleted here after an earlier import and stays so.");

        auto* user = &resource == &users() ? &static_cast<UserRecord&>(record) : nullptr;
        const auto* user_before = user ? static_cast<const UserRecord*>(existing.get()) : nullptr;
        if (user) user_import_.settle_password(*user, user_before, row.notes);
        capacity.check(record, impossible_);
        // Nothing will be committed any more; what follows only looks for further values of the kind.
        if (!impossible_.empty()) return;

        note_broken_rules(resource, record, row.notes);
        if (!settle_references(resource, record, row.notes)) return;
        if (user) {
            user_import_.settle_name(*user, user_before, row.notes);
            UserImport::note_rights(*user, row.notes);
        }
        if (!existing)
            add(resource, record);
        else if (!differ(resource, *existing, record))
            ++count_->unchanged;
        else if (past.changed_here)
            row.notes = {where(resource, record) + ": was changed here after an earlier import and stays as it is."},
            ++count_->unchanged;
        else
            change(resource, *existing, record);
        for (std::string& note : row.notes) result_.notes.push_back(std::move(note));
    }

    void add(const Resource& resource, Record& record) {
        if (record.created_at == Timestamp{}) record.created_at = at_;
        record.updated_at = at_;
        insert_record(target_, resource, record);
        log_change(target_, resource, catalogue(), {actor_, {}, {}}, import_action, nullptr, &record, at_);
        ++count_->added;
    }

    void change(const Resource& resource, const Record& before, Record& record) {
        record.created_at = before.created_at;
        record.updated_at = at_;
        update_record(target_, resource, before, record);
        log_change(target_, resource, catalogue(), {actor_, {}, {}}, import_action, &before, &record, at_);
        ++count_->updated;
    }

    void leave_out(std::string why) {
        result_.notes.push_back(std::move(why));
        ++count_->left_out;
    }

    static bool differ(const Resource& resource, const Record& a, const Record& b) {
        for (const Field& f : resource.fields)
            if (f.get(a) != f.get(b)) return true;
        return false;
    }

    Past past_of(const Resource& resource, Id id) {
        Past past;
        target_.query("SELECT action FROM changes WHERE resource = ? AND record_id = ? ORDER BY sequence",
                      {resource.name, id}, [&](const Row& row) {
                          const bool is_import = row.text(0) == import_action;
                          if (!past.has_entries) past.began_with_import = is_import;
                          past.has_entries = true;
                          past.changed_here |= !is_import;
                          return true;
                      });
        return past;
    }

    // Clears what refers to nobody; false when the record cannot be without it.
    bool settle_references(const Resource& resource, Record& record, std::vector<std::string>& notes) {
        for (const Field& f : resource.fields) {
            if (f.kind != Kind::reference) continue;
            const Value value = f.get(record);
            const auto* id = std::get_if<std::int64_t>(&value);
            if (!id || exists(f.references, *id)) continue;
            const std::string what =
                where(resource, record) + ": " + std::string(f.name) + " " + std::to_string(*id) + " does not exist";
            if (!f.nullable) return leave_out("NOT IMPORTED: " + what + ", and it cannot be without."), false;
            notes.push_back(what + "; the field is empty here.");
            f.set(record, {});
        }
        return true;
    }

    bool exists(std::string_view resource, Id id) {
        auto& known = resource == users().name ? known_users_ : known_customers_;
        if (known.contains(id)) return true;
        if (!target_.first("SELECT 1 FROM " + std::string(resource) + " WHERE id = ?", {id}, [](const Row&) {}))
            return false;
        if (known.size() >= known_at_most) known.clear();
        known.insert(id);
        return true;
    }

    [[noreturn]] void refuse(const Resource& resource, const Record& record) const {
        throw Error(
            Condition::conflict,
            where(resource, record) +
                " exists or existed here already and did not come from an import. The import keeps ids, so it "
                "needs a database in which nobody has made records yet: point DATABASE_URL at a new one, run "
                "`connectcrm migrate` and then the import, and make further users after it. Nothing was changed.");
    }

    [[noreturn]] void refuse() const {
        std::string text = "This database cannot hold " + std::to_string(impossible_.size()) +
                           " of the values. Correct them in the source, or import into SQLite. Nothing was changed.";
        for (std::size_t i = 0; i < impossible_.size() && i < problems_listed; ++i) text += "\n  " + impossible_[i];
        if (impossible_.size() > problems_listed) text += "\n  …";
        throw Error(Condition::conflict, text);
    }

    DjangoSource& source_;
    Session& target_;
    const Progress& progress_;
    UserImport user_import_;
    User actor_;
    Timestamp at_ = now();
    DjangoImport result_;
    DjangoImport::Count* count_ = nullptr;
    bool is_fresh_ = false;  // nothing of the resource has ever been here
    std::vector<std::string> impossible_;
    std::unordered_set<Id> known_users_, known_customers_;
};

}  // namespace

DjangoImport import_django(Session& session, Database& target,
                           const std::function<void(std::string_view, std::int64_t, std::int64_t)>& progress) {
    DjangoSource source(session);
    return target.write([&](Session& writing) { return Import(source, writing, progress).run(); });
}

}  // namespace crm

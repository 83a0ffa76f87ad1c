// The words of every record beside those that searching looks in.
#include "resource/verify_words.hpp"
#include "resource/search.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

constexpr std::size_t batch = 500;

class Words {
public:
    Words(Session& session, const Resource& resource, Verification& totals,
          FunctionRef<void(const std::string&)> report)
        : session_(session), resource_(resource), totals_(totals), report_(report) {}

    void run() {
        std::vector<Id> ids;
        Id after = std::numeric_limits<Id>::min();
        do {
            ids.clear();
            session_.query("SELECT id FROM " + std::string(resource_.name) + " WHERE id > ? ORDER BY id LIMIT " +
                               std::to_string(batch),
                           {after}, [&](const Row& row) { return ids.push_back(row.integer(0)), true; });
            for (const Id id : ids) check(id);
            if (!ids.empty()) after = ids.back();
        } while (ids.size() == batch);
        const std::int64_t stored = session_.integer("SELECT COUNT(*) FROM " + words_table(resource_));
        if (stored > found_)
            complain("search would find " + std::to_string(stored - found_) + " words that stand in no record");
    }

private:
    void check(Id id) {
        const auto record = load(session_, resource_, id);
        if (!record) return;
        const auto words = words_of(resource_, *record);
        const std::int64_t stored = count_words(session_, resource_, id, words);
        found_ += stored;
        if (stored < std::ssize(words)) complain(std::to_string(id) + ": search would not find it by all of its words");
    }

    void complain(const std::string& what) {
        ++totals_.mismatches;
        report_(std::string(resource_.name) + " " + what + ".");
    }

    Session& session_;
    const Resource& resource_;
    Verification& totals_;
    FunctionRef<void(const std::string&)> report_;
    std::int64_t found_ = 0;
};

}  // namespace

void verify_words(Session& session, const Resource& resource, Verification& totals,
                  FunctionRef<void(const std::string&)> report) {
    if (is_searchable(resource)) Words(session, resource, totals, report).run();
}

}  // namespace crm

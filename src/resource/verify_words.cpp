// The words of every record beside those that searching looks in.
#include "resource/verify_words.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "resource/search.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

constexpr std::size_t batch = 500;

// Of a set of words of records: the same for the same set in any order.
std::uint64_t fingerprint(std::string_view word, Id id) {
    const auto hash = std::hash<std::string_view>()(word) ^ (static_cast<std::uint64_t>(id) * 0x9E3779B97F4A7C15);
    return (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
}

class WordsCheck {
public:
    WordsCheck(Session& session, const Resource& resource, Verification& totals,
               FunctionRef<void(const std::string&)> report)
        : session_(session), resource_(resource), totals_(totals), report_(report) {}

    // Sums for many records at once, so that the memory it takes does not grow with them. Where one does not fit, those
    // records are looked at one by one.
    void run() {
        for_each_record([&](Id id, std::uint64_t words) { sum_of(id) += words; });
        for_each_entry([&](Id id, std::uint64_t word) { sum_of(id) -= word; });
        if (std::any_of(sums_.begin(), sums_.end(), [](std::uint64_t sum) { return sum != 0; })) name_records();
    }

private:
    void name_records() {
        std::map<Id, std::uint64_t> found;
        for_each_entry([&](Id id, std::uint64_t word) {
            if (sum_of(id) != 0) found[id] += word;
        });
        for_each_record([&](Id id, std::uint64_t words) {
            if (sum_of(id) == 0) return;
            const auto entry = found.extract(id);
            if ((entry ? entry.mapped() : 0) != words)
                complain(std::to_string(id) + ": search would not find it by its words");
        });
        for (const auto& [id, words] : found) complain(std::to_string(id) + ": search would find it, but it is gone");
    }

    std::uint64_t& sum_of(Id id) { return sums_[static_cast<std::uint64_t>(id) % sums_.size()]; }

    template <class F>
    void for_each_entry(F&& f) {
        word_index(session_.engine()).for_each_entry(session_, resource_, [&](std::string_view word, Id id) {
            f(id, fingerprint(word, id));
        });
    }

    template <class F>
    void for_each_record(F&& f) {
        std::vector<Id> ids;
        Id after = std::numeric_limits<Id>::min();
        do {
            ids.clear();
            session_.query("SELECT id FROM " + std::string(resource_.name) + " WHERE id > ? ORDER BY id LIMIT " +
                               std::to_string(batch),
                           {after}, [&](const Row& row) { return ids.push_back(row.integer(0)), true; });
            for (const Id id : ids) {
                const auto record = load(session_, resource_, id);
                if (!record) continue;
                std::uint64_t words = 0;
                for (const std::string& word : words_of(resource_, *record)) words += fingerprint(word, id);
                f(id, words);
            }
            if (!ids.empty()) after = ids.back();
        } while (ids.size() == batch);
    }

    void complain(const std::string& what) {
        ++totals_.mismatches;
        report_(std::string(resource_.name) + " " + what + ".");
    }

    Session& session_;
    const Resource& resource_;
    Verification& totals_;
    FunctionRef<void(const std::string&)> report_;
    std::array<std::uint64_t, 16'384> sums_{};
};

}  // namespace

void verify_words(Session& session, const Resource& resource, Verification& totals,
                  FunctionRef<void(const std::string&)> report) {
    if (is_searchable(resource)) WordsCheck(session, resource, totals, report).run();
}

}  // namespace crm

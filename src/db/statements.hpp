// The prepared statements of one session by their SQL text.
#pragma once
#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace crm {

// A hit allocates nothing. When it is full, the statement that was not used for longest makes room.
template <class Statement>
class StatementCache {
public:
    static constexpr std::size_t limit = 256;

    Statement* find(std::string_view sql) {
        auto found = by_sql_.find(sql);
        if (found == by_sql_.end()) return nullptr;
        entries_.splice(entries_.begin(), entries_, found->second);
        return &found->second->statement;
    }

    // What has to go before another can be added, if anything.
    std::optional<Statement> make_room() {
        if (entries_.size() < limit) return std::nullopt;
        by_sql_.erase(entries_.back().sql);
        std::optional<Statement> oldest(std::move(entries_.back().statement));
        entries_.pop_back();
        return oldest;
    }

    Statement& add(std::string_view sql, Statement statement) {
        entries_.push_front({std::string(sql), std::move(statement)});
        by_sql_.emplace(entries_.front().sql, entries_.begin());
        return entries_.front().statement;
    }

    std::optional<Statement> take(std::string_view sql) {
        auto found = by_sql_.find(sql);
        if (found == by_sql_.end()) return std::nullopt;
        auto entry = found->second;
        by_sql_.erase(found);
        std::optional<Statement> taken(std::move(entry->statement));
        entries_.erase(entry);
        return taken;
    }

    std::size_t size() const { return entries_.size(); }

private:
    struct Entry {
        std::string sql;
        Statement statement;
    };
    std::list<Entry> entries_;
    std::unordered_map<std::string_view, typename std::list<Entry>::iterator> by_sql_;
};

}  // namespace crm

// The index of words beside a model of it, on every engine, through changes that are kept and changes that are undone.
#include "resource/word_index.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "db/dialect.hpp"
#include "db/engines_for_tests.hpp"

using namespace crm;
using namespace crm::for_tests;

namespace {

using Ids = std::vector<Id>;
using Model = std::map<Id, std::set<std::string>>;

constexpr std::size_t common_words = 6, rare_words = 700;  // these are more than are looked up one by one

Resource songs() {
    Resource resource;
    resource.name = "songs";
    return resource;
}

class Songs {
public:
    explicit Songs(Session& session) : session_(session), index_(word_index(session.engine())) {
        session_.run_script(translate_types(session_.engine(), "$words(songs)"));
    }

    void change(Id id, const std::set<std::string>& now) {
        const auto& before = model_[id];
        index_.change(session_, songs_, id, {before.begin(), before.end()}, {now.begin(), now.end()});
        model_[id] = now;
    }

    // A few of the common words, and some rare ones; at times none.
    void change_at_random(Id id) {
        std::set<std::string> words;
        for (std::size_t i = 0; i < common_words; ++i)
            if (draw(3) == 0) words.insert("à" + std::string(1, static_cast<char>('a' + i)));
        for (std::size_t i = draw(30); i > 0; --i) words.insert("rare" + std::to_string(draw(rare_words)));
        change(id, draw(9) == 0 ? std::set<std::string>() : words);
    }

    // What `work` changes is undone.
    template <class F>
    void undone(F&& work) {
        const Model before = model_;
        session_.savepoint();
        work();
        session_.rollback_to_savepoint();
        session_.release_savepoint();
        model_ = before;
    }

    void check() {
        Model found;
        index_.for_each_entry(session_, songs_,
                              [&](std::string_view word, Id id) { CHECK(found[id].emplace(word).second); });
        Model expected = model_;
        std::erase_if(expected, [](const auto& entry) { return entry.second.empty(); });
        CHECK((found == expected));
        for (const char* prefix : {"à", "àa", "àd", "rare1", "rare12", "rare", "rar", "rax", "z", "ràre"})
            check_prefix(prefix);
        check_search({"àa"});
        check_search({"àb", "rare7"});
        check_search({"à", "àc", "rare3", "rare69"});
        check_search({"àd", "rare"});
        check_search({"rar", "àe"});
        check_search({"rar"});
    }

private:
    void check_prefix(const std::string& prefix) {
        INFO(prefix);
        std::set<std::string> words;
        std::int64_t records = 0;
        for (const auto& [id, has] : model_) {
            const auto from = has.lower_bound(prefix);
            records += from != has.end() && from->starts_with(prefix);
            for (auto word = from; word != has.end() && word->starts_with(prefix); ++word) words.insert(*word);
        }
        const auto endings = index_.endings_of(session_, songs_, prefix, true);
        if (!endings || endings->empty() || !endings->front().ends_with('*')) {
            CHECK(endings.has_value() == (words.size() <= 512));
            if (endings) CHECK(*endings == Words(words.begin(), words.end()));
        } else {
            CHECK((session_.engine() == Engine::sqlite && !words.empty()));
            CHECK(*endings == Words{prefix + '*'});
        }
        CHECK(index_.count_records(session_, songs_, prefix, 10'000) == records);
        CHECK(index_.count_records(session_, songs_, prefix, 7) == std::min<std::int64_t>(records, 7));
    }

    bool has(Id id, const SearchedWord& searched) const {
        const auto word = model_.at(id).lower_bound(searched.beginning);
        return word != model_.at(id).end() && word->starts_with(searched.beginning);
    }

    void check_search(const Words& prefixes) {
        std::vector<SearchedWord> words;
        for (const std::string& prefix : prefixes)
            words.push_back({prefix, index_.endings_of(session_, songs_, prefix, true).value_or(Words())});
        const std::size_t count = index_.put_sought_first(session_, songs_, words);
        if (count == 0) {
            CHECK((session_.engine() != Engine::sqlite && words.front().endings.empty()));
            return;
        }
        const auto sought = SearchedWords(words).first(count);
        Ids with, with_all;
        for (const auto& [id, has_words] : model_) {
            const auto has_it = [&, i = id](const SearchedWord& word) { return has(i, word); };
            if (std::all_of(sought.begin(), sought.end(), has_it)) with.push_back(id);
            if (std::all_of(words.begin(), words.end(), has_it)) with_all.push_back(id);
        }
        REQUIRE(!with.empty());
        const auto ids_with = [&](std::optional<Id> from, bool descending, std::size_t limit) {
            return index_.ids_with(session_, songs_, sought, from, descending, limit);
        };
        CHECK(ids_with(std::nullopt, false, 10'000) == with);
        CHECK(ids_with(std::nullopt, true, 10'000) == Ids(with.rbegin(), with.rend()));
        const auto middle = with.begin() + std::ssize(with) / 2;
        CHECK(ids_with(*middle, false, 10'000) == Ids(middle + 1, with.end()));
        CHECK(ids_with(*middle, true, 10'000) == Ids(std::make_reverse_iterator(middle), with.rend()));
        CHECK(ids_with(std::nullopt, false, 1) == Ids{with.front()});
        CHECK(index_.some_with(session_, songs_, sought, 10'000).size() == with.size());
        CHECK(index_.some_with(session_, songs_, sought, 1).size() == 1);
        Ids all;
        for (const auto& entry : model_) all.push_back(entry.first);
        for (const SearchedWord& word : words)
            if (const auto those = index_.those_with(session_, songs_, word, {all.begin(), all.begin() + 60}))
                for (const Id id : Ids(all.begin(), all.begin() + 60))
                    CHECK(has(id, word) == (std::ranges::find(*those, id) != those->end()));
        Sql sql;
        sql << "SELECT id FROM songs WHERE 1 = 1";
        index_.append_condition(sql, songs_, prefixes);
        sql << " ORDER BY id";
        Ids found;
        session_.query(sql.text, sql.values, [&](const Row& row) { return found.push_back(row.integer(0)), true; });
        CHECK(found == with_all);
    }

    std::size_t draw(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_); }

    Session& session_;
    const WordIndex& index_;
    const Resource songs_ = songs();
    Model model_;
    std::mt19937 random_{7};
};

}  // namespace

TEST_CASE_TEMPLATE("an index of words finds what a model of it finds", E, Sqlite, Mysql, Postgres) {
    constexpr Id records = 400;
    Fresh<E> fresh;
    const auto session = fresh.session();
    session->run_script(translate_types(E::engine, "CREATE TABLE songs (id $int NOT NULL PRIMARY KEY)$table_end"));
    Songs all(*session);
    session->begin();
    for (Id id = 1; id <= records; ++id) {
        session->execute("INSERT INTO songs (id) VALUES (?)", {id});
        all.change_at_random(id);
    }
    session->commit();
    all.check();
    for (Id round = 0; round < 10; ++round) {  // some in one transaction, and some that do not stay
        session->begin();
        for (Id id = 1 + round; id <= records; id += 9) {
            all.change_at_random(id);
            all.undone([&] { all.change_at_random(id % 7 + 1); });
        }
        session->commit();
    }
    all.check();
}

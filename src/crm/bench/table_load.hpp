// Loads very many records of one resource into an empty table, with all that insert_record would write beside them.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "db/session.hpp"
#include "resource/word_index.hpp"

namespace crm {

// Which record stands at an id, from 1 on; asked from several threads.
using MakeRecord = std::function<std::unique_ptr<Record>(Id)>;
using LoadProgress = std::function<void(std::string_view what, std::int64_t done, std::int64_t of)>;

// The order is what makes it fast: rows without indexes, and then the indexes.
class TableLoad {
public:
    // One entry of the log stands for so many records: it is that of the last of them.
    static constexpr std::int64_t records_of_entry = 50;

    TableLoad(Session&, const Resource&, LoadProgress);
    void load(std::int64_t count, const MakeRecord&);

private:
    struct Prepared {
        std::unique_ptr<Record> record;
        std::vector<Value> values;
        Words words;
    };

    Prepared prepare(std::unique_ptr<Record>) const;
    std::vector<Prepared> prepare(Id first, Id end, const MakeRecord&) const;
    std::string insert_statement() const;
    std::vector<std::string> drop_indexes();
    void insert(std::vector<Prepared>&&);

    Session& session_;
    const Resource& resource_;
    LoadProgress progress_;
    std::string insert_;
};

}  // namespace crm

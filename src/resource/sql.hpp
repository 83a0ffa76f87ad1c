// From a description to SQL. Names come out of field tables, values are always bound.
#pragma once
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"
#include "resource/resource.hpp"

namespace crm {

// A statement being put together. Text values are kept alive here.
struct Sql {
    std::string text;
    std::vector<Bound> values;
    std::deque<std::string> texts;

    Sql() = default;
    Sql(Sql&&) = default;  // not copied: the values refer to the texts
    Sql& operator=(Sql&&) = default;

    Sql& operator<<(std::string_view more) { return text += more, *this; }
    void bind(const Value&);  // appends the value, not the `?`
    void bind_text(std::string value);
};

// Text of which `LIKE … ESCAPE '!'` takes no character for a wildcard.
std::string escape_like(std::string_view);

bool sees_everything(const Resource&, const Catalogue&, const User&);
// ` WHERE …` of what `user` may see, and what follows.
void append_visible(Sql&, const Resource&, const Catalogue&, const User&);

// The columns that the JSON of a record is made of for a role, in its order: id, the fields, created_at, updated_at,
// version.
std::string output_columns(const Resource&, Role);
void append_json(std::string& out, const Resource&, Role, const Field&, const Row&, int column);  // one value of it
void append_json(std::string& out, const Resource&, Role, const Record&);
void append_json(std::string& out, const Resource&, const Field&, const Record&);  // one value
void append_json(std::string& out, const Field&, const Value&);  // money with as many digits as it needs

// A record the user may see, locked for the rest of the transaction on servers; null when there is none.
std::unique_ptr<Record> load_for_update(Session&, const Resource&, const Catalogue&, const User&, Id);
// Likewise the one that has the value in a unique field.
std::unique_ptr<Record> load_for_update(Session&, const Resource&, const Catalogue&, const User&, const Field&,
                                        const Value&);
std::unique_ptr<Record> load(Session&, const Resource&, Id);  // whatever anyone may see; for commands, cascades, tests

// Does a record with that id exist that the user may see?
bool is_visible(Session&, const Resource&, const Catalogue&, const User&, Id);
// The id of another record that holds the same folded value in a unique field.
bool is_taken(Session&, const Resource&, const Field&, std::string_view value, Id except);

// Inserts with version 1 and sets id; an id that is already set is kept.
void insert_record(Session&, const Resource&, Record&);
// Writes the fields that differ from `before`, and version + 1 where the version is still that of `before`; throws
// DatabaseError(rerun) otherwise.
void update_record(Session&, const Resource&, const Record& before, Record& after);
// Writes the key columns again from the fields they follow from.
void write_keys(Session&, const Resource&, const Record&);
void delete_record(Session&, const Resource&, const Record&);

}  // namespace crm

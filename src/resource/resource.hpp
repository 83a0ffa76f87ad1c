// A resource: everything the server needs to know about one kind of record, said once.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "auth/user.hpp"
#include "base/errors.hpp"
#include "db/session.hpp"
#include "resource/field.hpp"
#include "resource/scope.hpp"

namespace crm {

// Which roles may do each thing.
struct Policy {
    Roles read, create, update, remove;
    Roles any() const { return {read.bits | create.bits | update.bits | remove.bits}; }
};
constexpr Policy all_for(Roles roles) { return {roles, roles, roles, roles}; }

// Under which circumstances a record is written.
struct Context {
    Session& session;
    const User& user;  // id 0: the command line
    Timestamp now;
};

// Records that have the same values in `group` are often listed in the order of `order`: the table has an index
// (group…, order, id).
struct SortedGroup {
    std::vector<std::string_view> group;
    std::string_view order;
};

// What the author of a resource writes.
template <class T>
struct Description {
    std::string_view name;           // the noun: folder, URL, table
    std::string_view label;          // of one record, as the contract's OPTIONS names it
    std::string_view title = {};     // of one record, as screens name it; empty: the label
    std::string_view titles = {};    // of several; empty: the name
    std::string_view shown_as = {};  // the field by which people know a record; empty: the id
    std::string_view description;    // a sentence for people
    std::span<const FieldOf<T>> fields;
    Policy policy;
    std::vector<SortedGroup> sorted_groups = {};
    // Which rows a user may see; lists, lookups, updates, references and the log all pass through here.
    Scope (*visible_to)(const User&) = [](const User&) { return everything(); };
    // Rules that look at more than one field, or at what a field was; `before` is null for a new record.
    void (*check)(const T&, const T* before, Problems&) = [](const T&, const T*, Problems&) {};
    // What the server fills in; `before` is null for a new record.
    void (*complete)(T&, const T* before, const Context&) = [](T&, const T*, const Context&) {};
    // Rules that look at other rows; throws Error(conflict). `after` is null when the record is deleted.
    void (*guard)(Session&, const T* before, const T* after) = [](Session&, const T*, const T*) {};
};

// What the machinery reads: the same, with T forgotten.
struct Resource {
    std::string_view name, label, description;
    std::string_view title, titles, shown_as;
    std::vector<Field> fields;
    Policy policy;
    std::vector<SortedGroup> sorted_groups = {};
    Scope (*visible_to)(const User&) = nullptr;
    std::unique_ptr<Record> (*make)() = nullptr;
    std::unique_ptr<Record> (*copy)(const Record&) = nullptr;

    // Typed functions behind untyped doors.
    struct Rules {
        virtual ~Rules() = default;
        virtual void check(const Record&, const Record* before, Problems&) const = 0;
        virtual void complete(Record&, const Record* before, const Context&) const = 0;
        virtual void guard(Session&, const Record* before, const Record* after) const = 0;
    };
    std::shared_ptr<const Rules> rules;

    const Field* find(std::string_view field) const;  // record_fields too
    const Field& at(std::string_view field) const;    // throws std::logic_error: a mistake in a description
    bool has_sealed() const;
};

// The fields that every record has, first and last: id, and created_at, updated_at, version. Not in Resource::fields.
std::span<const Field> record_fields();
// The last of Resource::fields, which every record has too.
const Field& external_id_field();

std::string_view interned(std::string);                   // lives as long as the program
std::string label_of(const Field&);                       // "Assigned to"
std::string sentence_case(std::string_view);              // "reading_room" as "Reading room"
std::string title_case(std::string_view resource_label);  // "reading room" as "Reading Room"
std::string roles_text(Roles);                            // "admin, sales"; "nobody"

template <class T>
Resource describe(const Description<T>& d) {
    struct Typed final : Resource::Rules {
        explicit Typed(const Description<T>& description) : d(description) {}
        void check(const Record& r, const Record* before, Problems& p) const override {
            d.check(static_cast<const T&>(r), static_cast<const T*>(before), p);
        }
        void complete(Record& r, const Record* before, const Context& c) const override {
            d.complete(static_cast<T&>(r), static_cast<const T*>(before), c);
        }
        void guard(Session& s, const Record* before, const Record* after) const override {
            d.guard(s, static_cast<const T*>(before), static_cast<const T*>(after));
        }
        Description<T> d;
    };
    Resource r;
    r.name = d.name;
    r.label = d.label;
    r.description = d.description;
    r.title = d.title.empty() ? d.label : d.title;
    r.titles = d.titles.empty() ? d.name : d.titles;
    r.shown_as = d.shown_as.empty() ? record_fields().front().name : d.shown_as;
    r.fields = {d.fields.begin(), d.fields.end()};
    r.policy = d.policy;
    r.sorted_groups = d.sorted_groups;
    r.visible_to = d.visible_to;
    r.fields.push_back(external_id_field());
    for (Field& f : r.fields) f.column = f.kind == Kind::reference ? interned(std::string(f.name) + "_id") : f.name;
    r.make = []() -> std::unique_ptr<Record> { return std::make_unique<T>(); };
    r.copy = [](const Record& from) -> std::unique_ptr<Record> {
        return std::make_unique<T>(static_cast<const T&>(from));
    };
    r.rules = std::make_shared<Typed>(d);
    return r;
}

enum class Act { read, create, update, remove };

// May the user do that with a resource at all? The policy says which roles may, and the API key, where the user came
// with one, what it is good for. Everything that shows or writes records of a resource asks here, besides visible_to.
bool may(const User&, const Resource&, Act);

// All resources of a program, in the order in which they are shown.
class Catalogue {
public:
    // `others` have no addresses /api/{name}/, but a table, a log and references like all.
    explicit Catalogue(std::vector<const Resource*> all, const std::vector<const Resource*>& others = {});
    const std::vector<const Resource*>& all() const { return all_; }
    const std::vector<const Resource*>& stored() const { return stored_; }  // all, and the others
    const Resource* find(std::string_view name) const;
    const Resource& at(std::string_view name) const;

private:
    std::vector<const Resource*> all_, stored_;
};

}  // namespace crm

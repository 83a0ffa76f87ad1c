// What descriptions have in common: looking fields and resources up by name.
#include "resource/resource.hpp"

#include <array>
#include <set>
#include <stdexcept>

namespace crm {

const Field* Resource::find(std::string_view field) const {
    for (const Field& f : fields)
        if (f.name == field) return &f;
    for (const Field& f : record_fields())
        if (f.name == field) return &f;
    return nullptr;
}

const Field& Resource::at(std::string_view field) const {
    if (const Field* f = find(field)) return *f;
    throw std::logic_error(std::string(name) + " has no field " + std::string(field));
}

std::span<const Field> record_fields() {
    static const std::array<Field, 4> fields = [] {
        const auto made = [](std::string_view name, std::string_view label, Kind kind, Value (*get)(const Record&)) {
            Field f;
            f.name = f.column = name;
            f.label = label;
            f.kind = kind;
            f.read_only = true;
            f.get = get;
            return f;
        };
        std::array<Field, 4> all{
            made("id", "ID", Kind::integer, [](const Record& r) { return Value{r.id}; }),
            made("created_at", "", Kind::timestamp, [](const Record& r) { return Value{r.created_at.micros}; }),
            made("updated_at", "", Kind::timestamp, [](const Record& r) { return Value{r.updated_at.micros}; }),
            made("version", "", Kind::integer, [](const Record& r) { return Value{r.version}; }),
        };
        for (const std::size_t i : {0U, 2U}) all[i].filterable = all[i].sortable = true;  // created_at goes with the id
        return all;
    }();
    return fields;
}

const Field& external_id_field() {
    static constexpr auto external_id =
        field<&Record::external_id>("external_id", label("external ID"), help("What another system calls this record."),
                                    max_length(255), exact, unique("This external id belongs to another record."),
                                    filterable, only_for(Role::admin | Role::sales), example("erp-4711"));
    return external_id;
}

bool Resource::has_sealed() const {
    for (const Field& f : fields)
        if (f.seal) return true;
    return false;
}

std::string_view interned(std::string text) {
    static std::set<std::string, std::less<>> texts;
    return *texts.insert(std::move(text)).first;
}

std::string label_of(const Field& field) { return sentence_case(field.label.empty() ? field.name : field.label); }

std::string sentence_case(std::string_view words) {
    std::string text(words);
    for (char& c : text)
        if (c == '_') c = ' ';
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

std::string title_case(std::string_view label) {
    std::string text(label);
    bool start = true;
    for (char& c : text) {
        if (start && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        start = c == ' ';
    }
    return text;
}

std::string roles_text(Roles roles) {
    std::string text;
    for (const std::string_view name : role_names)
        if (roles.has(parse_role(name))) (text += text.empty() ? "" : ", ") += name;
    return text.empty() ? "nobody" : text;
}

bool may(const User& user, const Resource& resource, Act act) {
    const Policy& policy = resource.policy;
    const Roles roles = act == Act::read     ? policy.read
                        : act == Act::create ? policy.create
                        : act == Act::update ? policy.update
                                             : policy.remove;
    return roles.has(user.role) && key_allows(user, resource.name, act != Act::read);
}

Catalogue::Catalogue(std::vector<const Resource*> all, const std::vector<const Resource*>& others)
    : all_(std::move(all)), stored_(all_) {
    stored_.insert(stored_.end(), others.begin(), others.end());
    for (const Resource* r : stored_)
        for (const Field& f : r->fields)
            if (!f.references.empty()) at(f.references);
}

const Resource* Catalogue::find(std::string_view name) const {
    for (const Resource* r : all_)
        if (r->name == name) return r;
    return nullptr;
}

const Resource& Catalogue::at(std::string_view name) const {
    if (const Resource* r = find(name)) return *r;
    throw std::logic_error("no resource " + std::string(name));
}

}  // namespace crm

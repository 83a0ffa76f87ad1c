// Field by field, then the rules between fields.
#include "resource/assign.hpp"

#include "base/money.hpp"
#include "resource/input.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

// What was typed for a sealed field is replaced by what seal() made of it before the write was queued.
void seal_fields(const Resource& resource, const Body& body, Record& record, const SealedValues& sealed) {
    for (const Field& f : resource.fields) {
        if (!f.seal || !f.is_input() || !body.find(f.name)) continue;
        const auto given = std::get<std::string>(f.get(record));
        if (given.empty()) continue;
        std::string value;
        for (const auto& [name, pair] : sealed)
            if (name == f.name && pair.first == given) value = pair.second;
        f.set(record, value.empty() ? f.seal(given) : std::move(value));
    }
}

// An amount is in a currency, and has no more decimals than that.
void check_money(const Resource& resource, const Record& record, Problems& problems) {
    for (const Field& f : resource.fields) {
        if (f.kind != Kind::money) continue;
        const Value amount = f.get(record);
        if (std::holds_alternative<std::monostate>(amount)) continue;
        const auto currency = std::get<std::string>(resource.at(f.currency).get(record));
        if (currency.empty()) {
            problems.add(f.currency, "An amount needs a currency.");
            continue;
        }
        const int digits = currency_digits(currency).value_or(0);
        if (!fits_digits(std::get<std::int64_t>(amount), digits))
            problems.add(f.name, digits == 0 ? currency + " has no decimals."
                                             : currency + " has at most " + std::to_string(digits) + " decimals.");
    }
}

}  // namespace

void assign(const Call& call, const Catalogue& catalogue, const Resource& resource, const Body& body,
            const Record* before, Record& record, bool partial) {
    Problems problems;
    for (const Field& f : resource.fields) {
        if (!f.is_input(call.user.role)) continue;
        const auto given = body.find(f.name);
        if (!given) {
            if (f.required && !partial) problems.add(f.name, text_required);
            continue;
        }
        auto value = read_value(f, *given, problems);
        if (!value) continue;
        if (const auto* id = std::get_if<std::int64_t>(&*value);
            id && f.kind == Kind::reference &&
            !is_visible(call.session, catalogue.at(f.references), catalogue, call.user, *id)) {
            problems.add(f.name, "Invalid pk \"" + std::to_string(*id) + "\" - object does not exist.");
            continue;
        }
        const auto* text = std::get_if<std::string>(&*value);
        if (f.unique && text && is_taken(call.session, resource, f, *text, record.id)) {
            problems.add(f.name, f.taken);
            continue;
        }
        f.set(record, std::move(*value));
    }
    if (problems.empty()) check_money(resource, record, problems);
    if (problems.empty()) resource.rules->check(record, before, problems);
    if (!problems.empty()) throw Invalid(std::move(problems));
    seal_fields(resource, body, record, call.sealed);
}

SealedValues seal(const Resource& resource, const Body& body) {
    SealedValues values;
    for (const Field& f : resource.fields) {
        const auto given = f.seal && f.is_input() ? body.find(f.name) : std::nullopt;
        if (!given) continue;
        Problems ignored;  // the write finds them again
        const auto value = read_value(f, *given, ignored);
        if (!value || !ignored.empty()) continue;
        const auto& text = std::get<std::string>(*value);
        values.push_back({f.name, {text, f.seal(text)}});
    }
    return values;
}

}  // namespace crm

// A resource with a field of every kind, for the targets that read queries and bodies.
#pragma once
#include "base/money.hpp"
#include "resource/resource.hpp"

namespace crm::fuzz {

struct Film : Record {
    std::string title, code, genre, contact, plot, currency;
    std::int64_t minutes = 0;
    bool in_colour = true;
    std::optional<Timestamp> shown_at;
    std::optional<Date> released;
    std::optional<std::int64_t> budget, oscars;
    std::optional<Id> sequel_of;
};

inline bool is_currency(std::string_view code) { return currency_digits(code).has_value(); }

inline constexpr Choice genres[] = {{"drama", "Drama"}, {"1", "One"}};

inline constexpr FieldOf<Film> fields[] = {
    field<&Film::title>("title", required, max_length(20), searchable, filterable, sortable),
    field<&Film::code>("code", exact, unique("Taken."), max_length(10), filterable),
    field<&Film::genre>("genre", one_of(genres), filterable),
    field<&Film::contact>("contact", email, max_length(254)),
    field<&Film::plot>("plot"),
    field<&Film::currency>("currency", max_length(3), valid_if(is_currency, "No currency.")),
    field<&Film::minutes>("minutes", between(0, 1000), filterable, sortable),
    field<&Film::in_colour>("in_colour", filterable),
    field<&Film::shown_at>("shown_at", filterable, sortable),
    field<&Film::released>("released", filterable, sortable),
    field<&Film::budget>("budget", money_in("currency"), filterable, sortable),
    field<&Film::oscars>("oscars", filterable, sortable),
    field<&Film::sequel_of>("sequel_of", references("films"), filterable),
};

inline const Resource& films() {
    static const Resource resource = describe<Film>({
        .name = "films",
        .label = "film",
        .description = "What one watches.",
        .fields = fields,
        .policy = all_for(everyone),
    });
    return resource;
}

}  // namespace crm::fuzz

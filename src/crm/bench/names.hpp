// Names of people, companies and places in several languages, for sample records.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "crm/bench/draw.hpp"

namespace crm {

struct Country {
    std::string_view domain, dialling_code;
    std::span<const std::string_view> first_names, last_names, streets, cities, company_forms;
};

const Country& draw_country(Draw&);
std::string draw_person(Draw&, const Country&);   // "Grace Hopper"
std::string draw_company(Draw&, const Country&);  // "Nordwind Logistik GmbH"
std::string draw_phone(Draw&, const Country&);    // at most 20 characters
std::string draw_address(Draw&, const Country&);
// Letters, digits and hyphens of what can be written so; the number makes it a name of its own.
std::string domain_of(std::string_view name, std::int64_t number, const Country&);

}  // namespace crm

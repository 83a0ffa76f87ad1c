// Every record follows from the seed and its number alone, so that threads can share the work.
#include "crm/bench/sample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "crm/bench/names.hpp"

namespace crm {
namespace {

enum Stream : std::uint64_t { of_users = 1, of_customers, of_opportunities, of_interactions, of_pairs };

constexpr std::int64_t day = 86'400'000'000;               // microseconds
constexpr std::int64_t first_day = 1'625'097'600'000'000;  // 2021-07-01
constexpr std::int64_t last_day = first_day + 5 * 365 * day;

constexpr std::array<std::string_view, 6> stages{"Lead", "Qualified", "Proposal", "Negotiation", "Won", "Lost"};
constexpr std::array<std::string_view, 5> currencies{"EUR", "EUR", "USD", "GBP", "CHF"};
constexpr std::array<std::string_view, 8> types{"Call", "Call", "Call", "Email", "Email", "Meeting", "Demo", "Support"};
constexpr std::array<std::string_view, 5> reasons{"Price", "Went to a competitor", "No budget", "Too late",
                                                  "No answer"};
constexpr std::array<std::string_view, 8> next_actions{"Send offer",    "Call back",    "Wait for answer",
                                                       "Send contract", "Plan meeting", "Check with legal",
                                                       "Nothing",       "Visit"};
constexpr std::array<std::string_view, 6> deals{"Rollout", "Renewal", "Extension", "Pilot", "Maintenance", "Licences"};

Id sales_user(Draw& draw) { return Sample::admins + draw.between(1, Sample::salespeople); }

}  // namespace

std::span<const SampleOption> sample_options() {
    static constexpr SampleOption options[] = {
        {"customers", "How many; 100000 unless given.", &SampleSize::customers, 100, 100'000'000},
        {"interactions", "How many; 500000 unless given. Opportunities are half as many as customers.",
         &SampleSize::interactions, 100, 1'000'000'000},
        {"seed", "Another number makes other records.", &SampleSize::seed, 0, 1'000'000'000},
    };
    return options;
}

Sample::Sample(SampleSize size) : size_(size) {}

Timestamp Sample::created(Id id, std::int64_t of, Draw& draw) const {
    const double part = (static_cast<double>(id) - draw.part()) / static_cast<double>(of);
    return {first_day + static_cast<std::int64_t>(part * static_cast<double>(last_day - first_day))};
}

// Later records are newer; a fifth was changed afterwards.
void Sample::date(Record& record, std::int64_t of, Draw& draw) const {
    record.created_at = record.updated_at = created(record.id, of, draw);
    record.version = 1;
    if (!draw.is(20)) return;
    record.updated_at.micros = std::min(last_day, record.created_at.micros + draw.below(90 * day));
    record.version = 2;
}

UserRecord Sample::user(Id id) const {
    Draw draw = this->draw(of_users, id);
    UserRecord user;
    user.id = id;
    user.role = id <= admins ? "admin" : id <= admins + salespeople ? "sales" : "customer";
    user.username = fmt::format("{}{}", user.role, id);
    const Country& country = draw_country(draw);
    const std::string name = draw_person(draw, country);
    user.first_name = name.substr(0, name.find(' '));
    user.last_name = name.substr(name.find(' ') + 1);
    user.email = fmt::format("{}@{}", user.username, domain_of("bench", id, country));
    user.password = "!a sample user cannot sign in by password";
    user.created_at = user.updated_at = user.date_joined = {first_day};
    user.version = 1;
    return user;
}

Id Sample::stride() const { return std::max<std::int64_t>(1, size_.customers / (3 * linked_users)); }

Id Sample::linked_customer(Draw& draw) const { return stride() * draw.between(1, size_.customers / stride()); }

Customer Sample::customer(Id id) const {
    Draw draw = this->draw(of_customers, id);
    Customer customer;
    customer.id = id;
    date(customer, size_.customers, draw);
    const Country& country = draw_country(draw);
    const bool is_company = draw.is(80);
    customer.name = is_company ? draw_company(draw, country) : draw_person(draw, country);
    const std::string domain = domain_of(customer.name, id, country);
    customer.email = fmt::format("{}@{}", is_company ? "info" : "mail", domain);
    customer.phone = draw_phone(draw, country);
    customer.address = draw_address(draw, country);
    if (is_company && draw.is(70)) customer.website = "https://www." + domain;
    if (draw.is(90)) customer.assigned_to = sales_user(draw);
    // Three customers for each user who may sign in, spread evenly.
    if (id % stride() == 0) customer.user = admins + salespeople + 1 + id / stride() % linked_users;
    return customer;
}

// Of four customers the first has an opportunity, and either the same or the third another one.
Id Sample::customer_of_opportunity(Id id) const {
    const Id four = (id - 1) / 2;
    const bool is_second = id % 2 == 0 && draw(of_pairs, four).is(50);
    return std::min(4 * four + (is_second ? 3 : 1), size_.customers);
}

std::optional<Id> Sample::opportunity_of_customer(Id customer) const {
    const Id first = 2 * ((customer - 1) / 4) + 1;
    for (const Id id : {first, first + 1})
        if (id <= size_.opportunities() && customer_of_opportunity(id) == customer) return id;
    return std::nullopt;
}

Opportunity Sample::opportunity(Id id) const {
    Draw draw = this->draw(of_opportunities, id);
    Opportunity opportunity;
    opportunity.id = id;
    date(opportunity, size_.opportunities(), draw);
    opportunity.customer = customer_of_opportunity(id);
    opportunity.title = fmt::format("{} {}", draw.one_of(std::span(deals)), vocabulary_.draw(draw));
    vocabulary_.append_text(opportunity.description, draw, draw.between(6, 24));
    opportunity.stage = draw.one_of(std::span(stages));
    if (draw.is(85)) {
        // From some hundred to some million, as many small ones as large ones.
        opportunity.amount = static_cast<std::int64_t>(std::pow(10.0, 2.5 + 4 * draw.part())) * 10'000;
        opportunity.currency = draw.one_of(std::span(currencies));
    }
    if (draw.is(90)) opportunity.assigned_to = sales_user(draw);
    if (draw.is(75)) opportunity.expected_close = Date{opportunity.created_at.micros / day + draw.between(10, 400)};
    if (opportunity.stage == "Won" || opportunity.stage == "Lost") opportunity.closed_at = opportunity.updated_at;
    if (opportunity.stage == "Lost") opportunity.lost_reason = draw.one_of(std::span(reasons));
    return opportunity;
}

Interaction Sample::interaction(Id id) const {
    Draw draw = this->draw(of_interactions, id);
    Interaction interaction;
    interaction.id = id;
    date(interaction, size_.interactions, draw);
    interaction.date = interaction.created_at;
    if (draw.is(15)) interaction.date.micros -= draw.below(20 * day);  // written down later
    // A few customers are talked to all the time, most of them hardly ever; and those who sign in see more than a page.
    const double part = draw.part();
    interaction.customer = 1 + static_cast<Id>(part * std::sqrt(part) * static_cast<double>(size_.customers));
    if (draw.is(1)) interaction.customer = linked_customer(draw);
    interaction.interaction_type = draw.one_of(std::span(types));
    vocabulary_.append_text(interaction.notes, draw, draw.between(6, 22));
    interaction.next_action = draw.one_of(std::span(next_actions));
    if (draw.is(40)) interaction.opportunity = opportunity_of_customer(interaction.customer);
    interaction.author = sales_user(draw);
    if (draw.is(30)) interaction.visibility = "internal";
    if (draw.is(60)) {
        interaction.next_action_due = Date{interaction.date.micros / day + draw.between(1, 21)};
        // Of what was to be done before the last week, hardly anything is left.
        interaction.next_action_done = interaction.next_action_due->days < last_day / day - 7 && draw.is(98);
    }
    return interaction;
}

}  // namespace crm

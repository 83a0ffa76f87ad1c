// Opportunities: who sees them, and their fields.
#include "crm/opportunities/opportunity.hpp"

#include "base/money.hpp"
#include "crm/stages/stage.hpp"

namespace crm {
namespace {

Scope visible_to(const User& user) {
    return user.role == Role::admin || user.role == Role::sales ? everything() : nothing();
}

bool is_currency(std::string_view code) { return currency_digits(code).has_value(); }

// An opportunity that comes to a stage where it is won or lost is closed now, unless it is said when; one that leaves
// such a stage is open again.
void complete(Opportunity& opportunity, const Opportunity* before, const Context& context) {
    if (before && before->stage == opportunity.stage) return;
    if (opportunity.closed_at != (before ? before->closed_at : std::nullopt)) return;
    const bool is_open = kind_of_stage(context.session, opportunity.stage) == StageKind::open;
    if (is_open)
        opportunity.closed_at.reset();
    else if (!opportunity.closed_at)
        opportunity.closed_at = context.now;
}

// What was said to a customer about an opportunity keeps it with that customer.
void guard(Session& session, const Opportunity* before, const Opportunity* after) {
    if (!before || !after || before->customer == after->customer) return;
    if (session.first("SELECT 1 FROM interactions WHERE opportunity_id = ?", {after->id}, [](const Row&) {})) {
        Problems problems;
        problems.add("customer", "There are interactions with the present customer about this opportunity.");
        throw Invalid(std::move(problems));
    }
}

constexpr FieldOf<Opportunity> fields[] = {
    field<&Opportunity::title>("title", required, max_length(255), searchable, filterable, sortable,
                               example("Rollout")),
    field<&Opportunity::description>("description", required, searchable, example("First phase")),
    field<&Opportunity::stage>("stage", required, max_length(50), filterable, sortable, named_after("stages"),
                               example("Lead")),
    field<&Opportunity::customer>("customer", required, references("customers", WhenGone::cascade), filterable),
    field<&Opportunity::assigned_to>("assigned_to", references("users"), filterable),
    field<&Opportunity::amount>("amount", money_in("currency"), filterable, sortable),
    field<&Opportunity::currency>("currency", max_length(3), example("EUR"),
                                  valid_if(is_currency, "Enter a currency's code of ISO 4217, such as EUR.")),
    field<&Opportunity::probability>("probability", between(0, 100), help("Per cent; empty for that of the stage.")),
    field<&Opportunity::expected_close>("expected_close", filterable, sortable),
    field<&Opportunity::closed_at>("closed_at", filterable, sortable,
                                   help("When it was won or lost; set with the stage unless given.")),
    field<&Opportunity::lost_reason>("lost_reason", max_length(500), searchable, example("Price")),
};

}  // namespace

const Resource& opportunities() {
    static const Resource resource = describe<Opportunity>({
        .name = "opportunities",
        .label = "sales opportunity",
        .titles = "sales opportunities",
        .shown_as = "title",
        .description = "Opportunities; roles sales and admin.",
        .fields = fields,
        .policy = all_for(Role::admin | Role::sales),
        .sorted_groups = {{{"assigned_to"}, "amount"}},
        .visible_to = visible_to,
        .complete = complete,
        .guard = guard,
    });
    return resource;
}

}  // namespace crm

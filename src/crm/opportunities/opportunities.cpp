// Opportunities: who sees them, and their fields.
#include "crm/opportunities/opportunity.hpp"

namespace crm {
namespace {

Scope visible_to(const User& user) {
    return user.role == Role::admin || user.role == Role::sales ? everything() : nothing();
}

constexpr FieldOf<Opportunity> fields[] = {
    field<&Opportunity::title>("title", required, max_length(255), searchable, filterable, sortable),
    field<&Opportunity::description>("description", required, searchable),
    field<&Opportunity::stage>("stage", required, max_length(50), filterable, sortable),
    field<&Opportunity::customer>("customer", required, references("customers", WhenGone::cascade), filterable),
    field<&Opportunity::assigned_to>("assigned_to", references("users"), filterable),
};

}  // namespace

const Resource& opportunities() {
    static const Resource resource = describe<Opportunity>({
        .name = "opportunities",
        .label = "sales opportunity",
        .description = "Opportunities; roles sales and admin.",
        .fields = fields,
        .policy = all_for(Role::admin | Role::sales),
        .visible_to = visible_to,
    });
    return resource;
}

}  // namespace crm

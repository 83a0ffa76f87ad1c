// Interactions: who sees them, and their fields.
#include "crm/interactions/interaction.hpp"

namespace crm {
namespace {

// Staff see all; a customer sees what belongs to the customer records linked to them.
Scope visible_to(const User&) { return visible_through("customer"); }

constexpr FieldOf<Interaction> fields[] = {
    field<&Interaction::customer>("customer", required, references("customers", WhenGone::cascade), filterable),
    field<&Interaction::interaction_type>("interaction_type", required, max_length(50), filterable, sortable),
    field<&Interaction::notes>("notes", required, searchable),
    field<&Interaction::date>("date", read_only, now_by_default, filterable, sortable),
    field<&Interaction::next_action>("next_action", required, max_length(100), searchable),
};

}  // namespace

const Resource& interactions() {
    static const Resource resource = describe<Interaction>({
        .name = "interactions",
        .label = "interaction",
        .description = "Interactions; all three roles, role customer sees the own ones.",
        .fields = fields,
        .policy = all_for(Role::admin | Role::sales | Role::customer),
        .visible_to = visible_to,
    });
    return resource;
}

}  // namespace crm

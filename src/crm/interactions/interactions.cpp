// Interactions: who sees them, and their fields.
#include "crm/interactions/interaction.hpp"

#include "db/dialect.hpp"

namespace crm {
namespace {

// Staff see all; a customer sees what is shared of what belongs to the customer records linked to them.
Scope visible_to(const User& user) {
    if (user.role == Role::admin || user.role == Role::sales) return visible_through("customer");
    return both(visible_through("customer"), where("visibility", std::string("shared")));
}

void complete(Interaction& interaction, const Interaction* before, const Context& context) {
    if (!before && context.user.id != 0) interaction.author = context.user.id;
}

// What an interaction is about must belong to whom it was with. Locked, so that it does not go to another meanwhile.
void guard(Session& session, const Interaction* before, const Interaction* after) {
    if (!after || !after->opportunity) return;
    if (before && before->opportunity == after->opportunity && before->customer == after->customer) return;
    const std::string owner =
        "SELECT customer_id FROM opportunities WHERE id = ?" + std::string(for_update(session.engine()));
    if (session.integer(owner, {*after->opportunity}) == after->customer) return;
    Problems problems;
    problems.add("opportunity", "This opportunity belongs to another customer.");
    throw Invalid(std::move(problems));
}

constexpr Choice visibilities[] = {{"shared", "Shared with the customer"}, {"internal", "Internal"}};
constexpr Roles staff = Role::admin | Role::sales;

constexpr FieldOf<Interaction> fields[] = {
    field<&Interaction::customer>("customer", required, references("customers", WhenGone::cascade), filterable),
    field<&Interaction::interaction_type>("interaction_type", required, max_length(50), filterable, sortable,
                                          example("Call")),
    field<&Interaction::notes>("notes", required, searchable, example("They like it")),
    field<&Interaction::date>("date", read_only, now_by_default, filterable, sortable),
    field<&Interaction::next_action>("next_action", required, max_length(100), searchable, example("Send offer")),
    field<&Interaction::opportunity>("opportunity", only_for(staff), references("opportunities"), filterable),
    field<&Interaction::author>("author", only_for(staff), read_only, references("users"), filterable),
    field<&Interaction::next_action_due>("next_action_due", only_for(staff), filterable, sortable,
                                         help("When the next action is to be done.")),
    field<&Interaction::next_action_done>("next_action_done", only_for(staff), filterable),
    field<&Interaction::visibility>("visibility", only_for(staff), one_of(visibilities), filterable),
};

}  // namespace

const Resource& interactions() {
    static const Resource resource = describe<Interaction>({
        .name = "interactions",
        .label = "interaction",
        .shown_as = "interaction_type",
        .description = "Interactions; all three roles, role customer sees the own ones.",
        .fields = fields,
        .policy = all_for(Role::admin | Role::sales | Role::customer),
        .sorted_groups = {{{"customer"}, "date"}, {{"author", "next_action_done"}, "next_action_due"}},
        .visible_to = visible_to,
        .complete = complete,
        .guard = guard,
    });
    return resource;
}

}  // namespace crm

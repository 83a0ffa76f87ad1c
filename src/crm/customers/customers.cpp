// Customers: who sees them, and their fields.
#include "crm/customers/customer.hpp"

namespace crm {
namespace {

// Whoever is linked to a customer may refer to it; reading it through /api/customers/ is for the policy to allow.
Scope visible_to(const User& user) {
    switch (user.role) {
        case Role::admin:
        case Role::sales:
            return everything();
        case Role::customer:
            return where("user", user.id);
        case Role::none:
            break;
    }
    return nothing();
}

constexpr FieldOf<Customer> fields[] = {
    field<&Customer::name>("name", required, max_length(100), searchable, filterable, sortable, example("Acme")),
    field<&Customer::email>("email", required, email, max_length(254), searchable, filterable, sortable),
    field<&Customer::phone>("phone", required, max_length(20), searchable, example("+49 30 123")),
    field<&Customer::address>("address", required, searchable, example("Berlin")),
    field<&Customer::website>("website", max_length(200), searchable, example("https://acme.example")),
    field<&Customer::user>("user", references("users"), filterable),
    field<&Customer::assigned_to>("assigned_to", references("users"), filterable),
};

}  // namespace

const Resource& customers() {
    static const Resource resource = describe<Customer>({
        .name = "customers",
        .label = "customer",
        .shown_as = "name",
        .description = "Customers; roles sales and admin.",
        .fields = fields,
        .policy = all_for(Role::admin | Role::sales),
        .visible_to = visible_to,
    });
    return resource;
}

}  // namespace crm

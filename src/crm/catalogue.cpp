// The list of all resources.
#include "crm/catalogue.hpp"

#include "crm/api_keys/api_key.hpp"
#include "crm/customers/customer.hpp"
#include "crm/interactions/interaction.hpp"
#include "crm/opportunities/opportunity.hpp"
#include "crm/stages/stage.hpp"
#include "crm/users/user.hpp"

namespace crm {

const Catalogue& catalogue() {
    // In the order in which the contract's /api/ lists them, and what came later.
    static const Catalogue all({&interactions(), &users(), &customers(), &opportunities(), &stages()}, {&api_keys()});
    return all;
}

}  // namespace crm

// The list of overviews.
#include "crm/overviews.hpp"

#include "crm/customers/quiet.hpp"
#include "crm/opportunities/pipeline.hpp"

namespace crm {

std::vector<Route> overview_routes(const Api& api) {
    std::vector<Route> routes;
    routes.push_back(pipeline_route(api));
    routes.push_back(quiet_customers_route(api));
    return routes;
}

}  // namespace crm

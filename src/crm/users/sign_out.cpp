// What one does for oneself at /api/token/logout/everywhere/, done by an admin for another.
#include "crm/users/sign_out.hpp"

#include "crm/users/account.hpp"
#include "crm/users/user.hpp"
#include "resource/rest.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

Response sign_out(const Catalogue& catalogue, const Call& call) {
    const auto user = load_for_update(call.session, users(), catalogue, call.user, call.id());
    if (!user) throw Error(Condition::not_found, "Not found.");
    if (call.user.key && user->id == call.user.id) refuse_scope();
    sign_out_everywhere(call.session, catalogue, call.actor(), user->id, call.now);
    Response response;
    response.status = 204;
    return response;
}

}  // namespace

Route sign_out_route(const Api& api) {
    View view{"Sign Out", "Refuses every token and API key of the user issued so far.", Audience::roles, {}, {}};
    view.resource = &users();
    Endpoint post{"POST", Work::write, users().policy.update,
                  [&catalogue = api.catalogue](const Call& call) { return sign_out(catalogue, call); }};
    post.operation = {
        .summary = "Sign a user out everywhere", .id = "users_sign_out", .status = 204, .refusals = {404}};
    view.endpoints.push_back(std::move(post));
    return route("/api/users/{id}/sign-out/", std::move(view), api);
}

}  // namespace crm

// A link is a secret in an address, of which the user's row has the hash: there is one at most, and whatever sets a
// password ends it (complete in users.cpp).
#include "crm/users/setup_links.hpp"

#include <memory>

#include "auth/password.hpp"
#include "base/random.hpp"
#include "crm/users/account.hpp"
#include "crm/users/user.hpp"
#include "resource/body.hpp"
#include "resource/input.hpp"
#include "resource/rest.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

constexpr std::size_t secret_bytes = 16;
constexpr std::string_view made_schema =
    R"({"type":"object","properties":{"url":{"type":"string","format":"uri","description":"Shown this once."},)"
    R"("expires_at":{"type":"string","format":"date-time"}},"required":["url","expires_at"]})";
constexpr std::string_view shown_schema =
    R"({"type":"object","properties":{"username":{"type":"string"},)"
    R"("expires_at":{"type":"string","format":"date-time"}},"required":["username","expires_at"]})";
constexpr std::string_view password_schema =
    R"({"type":"object","properties":{"password":{"type":"string","minLength":8}},"required":["password"]})";

// One text, whatever is wrong.
[[noreturn]] void refuse_link() {
    throw Error(Condition::not_found,
                "This link does not work: it was used, is too old, or a newer one was made. Ask for a new one.");
}

bool is_open(const UserRecord& user, std::string_view hash, Timestamp at) {
    return user.is_active && user.setup_hash == hash && user.setup_expires_at &&
           user.setup_expires_at->micros > at.micros;
}

// The user the link is for, as who they are: one's own row is visible to everybody.
struct Guest {
    User user;
    std::unique_ptr<Record> record;  // locked for the rest of the transaction on servers
    const UserRecord& row() const { return static_cast<const UserRecord&>(*record); }
};

class SetupLinks {
public:
    SetupLinks(const Api& api, const ThrottleRules& throttle, std::string_view public_url)
        : catalogue_(api.catalogue), throttle_(throttle), public_url_(public_url) {}

    Response make(const Call& call) const {
        const auto record = load_for_update(call.session, users(), catalogue_, call.user, call.id());
        if (!record) throw Error(Condition::not_found, "Not found.");
        const auto& before = static_cast<const UserRecord&>(*record);
        if (call.user.key && before.id == call.user.id) refuse_scope();
        if (!before.is_active)
            throw Error(Condition::conflict, "This user is deactivated: activate the account first.");
        const std::string secret = random_hex(secret_bytes);
        UserRecord after = before;
        after.setup_hash = sha256_hex(secret);
        after.setup_expires_at = Timestamp{call.now.micros + std::int64_t{setup_link_lifetime_s} * 1'000'000};
        update(call.session, users(), catalogue_, call.actor(), before, after, call.now, "setup_link");
        const std::string site = public_url_.empty() ? origin_of(call.request) : std::string(public_url_);
        std::string body;
        json::Object(body)
            .text("url", site + "/welcome/" + secret)
            .text("expires_at", to_rfc3339(*after.setup_expires_at))
            .end();
        return json_response(201, std::move(body));
    }

    Response show(const Transactions& transactions) const {
        const UserRecord user = look(transactions);
        std::string body;
        json::Object(body).text("username", user.username).text("expires_at", to_rfc3339(*user.setup_expires_at)).end();
        return json_response(200, std::move(body));
    }

    // A password is judged before it is hashed, hashed between the transactions, and judged again where it is written.
    Response use(const Request& request, const Transactions& transactions) const {
        const UserRecord user = look(transactions);
        Problems problems;
        const std::string wanted = read_required_text("password", Body(request), problems);
        if (!problems.empty()) throw Invalid(std::move(problems));
        with_password(user, wanted);
        const std::string hashed = hash_password(wanted);
        transactions.write([&](const Call& call) {
            const Guest guest = guest_of(call);
            UserRecord after = with_password(guest.row(), wanted);
            after.password = hashed;
            update(call.session, users(), catalogue_, Actor{guest.user, {}, request.id}, guest.row(), after, call.now,
                   "set_password");
        });
        Response response;
        response.status = 204;
        return response;
    }

private:
    Guest guest_of(const Call& call) const {
        const std::string hash = sha256_hex(call.params.at(0));
        const Id id =
            call.session.integer("SELECT id FROM users WHERE setup_hash = ? LIMIT 1", {std::string_view(hash)});
        auto user = find_user(call.session, id);
        if (!user) refuse_link();
        Guest guest{std::move(*user), nullptr};
        guest.record = load_for_update(call.session, users(), catalogue_, guest.user, id);
        if (!guest.record || !is_open(guest.row(), hash, call.now)) refuse_link();
        call.request.user_id = id;
        return guest;
    }

    // Counted as a guess before it is looked at, and no longer once it was none.
    UserRecord look(const Transactions& transactions) const {
        int wait = 0;
        if (throttle_.on)
            transactions.write([&](const Call& call) {
                wait = count_attempt(call.session, throttle_, call.request.client, call.now);
            });
        if (wait > 0) refuse_throttled(wait);
        UserRecord user;
        transactions.write([&](const Call& call) {
            user = guest_of(call).row();
            if (throttle_.on) forget_attempt(call.session, call.request.client, call.now);
        });
        return user;
    }

    // The user with that password, not hashed yet. Throws Invalid when it is too weak for this one.
    static UserRecord with_password(const UserRecord& user, const std::string& wanted) {
        UserRecord after = user;
        after.password = wanted;
        Problems weak;
        users().rules->check(after, &user, weak);
        if (!weak.empty()) throw Invalid(std::move(weak));
        return after;
    }

    const Catalogue& catalogue_;
    const ThrottleRules& throttle_;
    const std::string_view public_url_;
};

}  // namespace

std::vector<Route> setup_link_routes(const Api& api, const ThrottleRules& throttle, std::string_view public_url) {
    const auto links = std::make_shared<const SetupLinks>(api, throttle, public_url);

    View of_user{"Setup Link",
                 "Makes a link with which the user can choose a password, once and within 72 hours; an older one ends.",
                 Audience::roles,
                 {},
                 {}};
    of_user.resource = &users();
    Endpoint make{"POST", Work::write, users().policy.update, [links](const Call& call) { return links->make(call); }};
    make.operation = {.summary = "Make a link for choosing a password",
                      .id = "users_setup_link",
                      .response = std::string(made_schema),
                      .status = 201,
                      .refusals = {404, 409}};
    of_user.endpoints.push_back(std::move(make));

    View link{"Setup Link Instance", "What a link for choosing a password is good for.", Audience::everybody, {}, {}};
    Endpoint show{"GET", Work::write};
    show.run_in_steps = [links](const Request&, const std::shared_ptr<const Transactions>& transactions) {
        return links->show(*transactions);
    };
    show.operation = {.summary = "Whose link is it?",
                      .id = "setup_link_retrieve",
                      .response = std::string(shown_schema),
                      .refusals = {404, 429}};
    Endpoint use{"POST", Work::hash};
    use.run_in_steps = [links](const Request& request, const std::shared_ptr<const Transactions>& transactions) {
        return links->use(request, *transactions);
    };
    use.operation = {.summary = "Choose a password by a link",
                     .id = "setup_link_use",
                     .request = std::string(password_schema),
                     .example = R"({"password":"four words nobody guesses"})",
                     .status = 204,
                     .refusals = {404, 429}};
    link.endpoints.push_back(std::move(show));
    link.endpoints.push_back(std::move(use));

    std::vector<Route> routes;
    routes.push_back(route("/api/users/{id}/setup-link/", std::move(of_user), api));
    routes.push_back(route("/api/setup-links/{token}/", std::move(link), api));
    return routes;
}

}  // namespace crm

// An API endpoint's life: negotiation, token, permission, method, then what it does (SPEC section 3, order of checks).
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "auth/api_key.hpp"
#include "auth/authenticate.hpp"
#include "auth/recent_users.hpp"
#include "base/json.hpp"
#include "db/database.hpp"
#include "http/router.hpp"
#include "resource/changes.hpp"
#include "resource/operation.hpp"

namespace crm {

// Values that were sealed (hashed) before the write was queued, by field name.
using SealedValues =
    std::vector<std::pair<std::string_view, std::pair<std::string, std::string>>>;  // field, (given, sealed)

struct Call {
    const Request& request;
    const PathParams& params;
    Session& session;
    const User& user;  // id 0 when the view is open to everybody
    Timestamp now;
    std::string_view token_id;  // hashed; empty where nothing is written
    const SealedValues& sealed;

    Actor actor() const { return {user, token_id, request.id}; }
    // The first parameter of the path. Throws Error(not_found) for what no record can have.
    Id id() const;
};

// For what takes more than one transaction. Each asks again who calls and what they may.
class Transactions {
public:
    virtual ~Transactions() = default;
    virtual void read(FunctionRef<void(const Call&)>) const = 0;
    virtual void write(FunctionRef<void(const Call&)>) const = 0;  // as Database::write: perhaps more than once
};

struct Endpoint {
    std::string_view method;
    Work work = Work::read;
    Roles roles = {};  // ignored where the view is for anyone signed in, or for everybody
    std::function<Response(const Call&)> run;
    std::function<SealedValues(const Call&)> seal;  // Work::hash: runs first, outside the write; may be empty
    // Instead of run: a streamed answer may go on with transactions while it is sent.
    std::function<Response(const Request&, std::shared_ptr<const Transactions>)> run_in_steps;
    // Instead of run: for what signs in or checks a password, which takes transactions of its own. Checks for itself
    // who calls, and what the API key of the call is good for (User::key, may).
    std::function<Response(const Request&, Database&)> direct;
    Work (*work_of)(const Request&) = nullptr;  // instead of `work`, where it depends on what is asked for
    bool has_csv = false;                       // answers `Accept: text/csv`
    bool has_events = false;                    // answers `Accept: text/event-stream`, and nothing else
    bool keeps_answer = false;                  // takes an Idempotency-Key; never where an answer holds a secret
    Operation operation = {};
};

enum class Audience { everybody, signed_in, roles };

struct View {
    std::string name;  // as OPTIONS says it
    std::string description;
    Audience audience = Audience::roles;
    std::vector<Endpoint>
        endpoints;  // in the order of the Allow header; HEAD follows from GET, OPTIONS is always there
    std::function<void(json::Object&, const Call&)> actions;  // adds `actions` to OPTIONS; may be empty
    // An API key needs a scope for this resource, to write for everything but GET. Without one the view is closed to
    // keys, or open for GET to any key: what it shows then must ask `may`.
    const Resource* resource = nullptr;
    bool any_key_reads = false;
    // Content types of bodies, and of answers, as OPTIONS tells them.
    std::string_view parses = R"(["application/json","application/x-www-form-urlencoded","multipart/form-data"])";
    std::string_view renders = R"(["application/json","text/html"])";
};

// What every view shares.
struct Api {
    const Tokens& tokens;
    const Catalogue& catalogue;
    KeyUses& key_uses;
    RecentUsers& recent_users;
};

// The route of a view. `api` must outlive it.
Route route(std::string pattern, View, const Api& api);

}  // namespace crm

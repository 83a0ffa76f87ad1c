// The CRM as a thing that answers requests, without the sockets and threads around it.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "app/backups.hpp"
#include "app/config.hpp"
#include "app/metrics.hpp"
#include "app/readiness.hpp"
#include "auth/api_key.hpp"
#include "auth/jwt.hpp"
#include "auth/recent_users.hpp"
#include "crm/users/sign_in.hpp"
#include "db/database.hpp"
#include "http/router.hpp"
#include "resource/live_feed.hpp"
#include "resource/view.hpp"

namespace crm {

class App {
public:
    App(const Config&, const SigningKeys&);

    // What is known of a request before anything is run: the answer already (unknown address, refused host, preflight,
    // redirect), or who gives it and what kind of work that is.
    struct Plan {
        std::optional<Response> ready;
        const Route* route = nullptr;
        PathParams params;
        Work work = Work::read;
    };
    Plan plan(Request&) const;
    // Whether the body of a request of which the head is known may come as Request::long_body.
    LongBody long_body(const Request& head) const;
    // Runs the plan's handler; whatever it throws becomes the answer.
    Response run(const Request&, const Plan&, Database&) const;
    // An answer to a plan that could not be run or kept: its queue is full, or its transaction was not committed.
    Response refuse(const Request&, const Plan&, std::exception_ptr why) const;
    // The headers that every answer has, a line in the log, and the count. Called once for each request.
    void finish(const Request&, const Plan&, Response&) const;

    void set_ready(bool ready) { ready_ = ready; }  // what /readyz says, besides the database
    const Config& config() const { return config_; }
    Metrics& metrics() const { return metrics_; }
    KeyUses& key_uses() { return key_uses_; }
    LiveFeed& live_feed() const { return *live_feed_; }
    Backups& backups() { return backups_; }
    const Router& router() const { return router_; }
    const std::string& description() const;  // of the API, as OpenAPI; made when it is first asked for

private:
    friend void add_routes(App&);
    template <class Handle>
    Response answer(const Request&, const Plan&, Handle) const;
    bool is_known_host(std::string_view host) const;
    Response preflight(const Request&) const;

    const Config& config_;
    Tokens tokens_;
    KeyUses key_uses_;
    RecentUsers recent_users_;
    Api api_;
    std::unique_ptr<LiveFeed> live_feed_;
    SignInRules sign_in_;
    Backups backups_;
    Router router_;
    mutable Metrics metrics_;
    std::atomic<bool> ready_{true};
    mutable Readiness readiness_;
    mutable std::once_flag described_;
    mutable std::string description_;
};

// routes.cpp: the sitemap.
void add_routes(App&);

// Builds the server top to bottom and runs it until SIGTERM or SIGINT. Returns the exit code.
int serve(const Config&);

}  // namespace crm

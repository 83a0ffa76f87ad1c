// The row of `schema_lock` that keeps a second migrator waiting.
#pragma once
#include <string>

#include "db/session.hpp"

namespace crm {

// Waits until nobody else holds it. One that is not renewed for 60 seconds is free: its owner was killed.
class Lease {
public:
    explicit Lease(Session&);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    void renew() const;  // throws Error when somebody else has it meanwhile

private:
    bool take();

    Session& session_;
    std::string owner_;
};

}  // namespace crm

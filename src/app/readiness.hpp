// Whether the database can be worked with: what /readyz asks.
#pragma once
#include <memory>
#include <mutex>

#include "app/config.hpp"
#include "app/pool.hpp"
#include "db/migrate.hpp"

namespace crm {

class Readiness {
public:
    explicit Readiness(const Config&);

    // Throws DatabaseError(lost) when the database is away. One look at it serves all who ask meanwhile, and none of
    // them waits until more than two seconds after it began.
    SchemaState schema();

private:
    struct Look;

    std::mutex mutex_;
    std::shared_ptr<Look> look_;  // the latest
    Pool pool_;                   // last: its thread is the one that may be stuck
};

}  // namespace crm

// The row of `schema_lock` that keeps a second migrator waiting.
#include "db/lease.hpp"

#include <unistd.h>

#include <chrono>
#include <thread>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "db/dialect.hpp"

namespace crm {
namespace {

constexpr std::int64_t length_micros = 60'000'000;

std::string own_name() {
    char host[65] = {};
    if (::gethostname(host, sizeof host - 1) != 0) host[0] = '\0';
    return std::string(host) + ":" + std::to_string(::getpid()) + ":" + random_hex(8);
}

}  // namespace

Lease::Lease(Session& session) : session_(session), owner_(own_name()) {
    for (bool told = false; !take();) {
        if (!told) log::info("waiting_for_other_migration");
        told = true;
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
}

Lease::~Lease() {
    try {
        session_.execute("UPDATE schema_lock SET owner = NULL, expires = NULL WHERE id = 1 AND owner = ?",
                         {std::string_view(owner_)});
    } catch (const std::exception& e) {
        log::warning("lease_not_released", {{"detail", e.what()}});  // it expires
    }
}

bool Lease::take() {
    const auto time = now().micros;
    const auto engine = session_.engine();
    try {
        if (session_.integer("SELECT COUNT(*) FROM schema_lock") == 0)
            session_.execute(std::string(insert_ignoring(engine)) + " INTO schema_lock (id) VALUES (1)" +
                             std::string(on_conflict_ignore(engine)));
        return session_.execute(
                   "UPDATE schema_lock SET owner = ?, expires = ? WHERE id = 1 AND (owner IS NULL OR expires < ?)",
                   {std::string_view(owner_), time + length_micros, time}) == 1;
    } catch (const DatabaseError& e) {
        // The owner holds the row itself while it is in a transaction.
        if (e.kind != DatabaseError::Kind::rerun) throw;
        return false;
    }
}

void Lease::renew() const {
    if (session_.execute("UPDATE schema_lock SET expires = ? WHERE id = 1 AND owner = ?",
                         {now().micros + length_micros, std::string_view(owner_)}) != 1)
        throw Error(Condition::unavailable,
                    "Another process has taken over the migration. Look at its log; if it is gone, start again.");
}

}  // namespace crm

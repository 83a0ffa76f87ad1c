// Slows down guessing of passwords, in the database, so that all servers count together. Delays, never locks out.
#pragma once
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "db/session.hpp"

namespace crm {

struct ThrottleRules {
    bool on = true;
    int free_failures = 5;  // per account; then 1, 2, 4 … seconds
    int longest_wait_s = 15 * 60;
    int address_failures = 20;       // per address (/64 for IPv6) …
    int address_window_s = 10 * 60;  // … in this time
};

// Call before a password is checked, in a transaction that is committed whatever the answer: counts the attempt as a
// failure, in one atomic statement per counter, so parallel guesses cannot slip through. Returns 0, or the seconds to
// wait (then the attempt must be refused with 429). `account` existing or not; trimmed and folded here. A refused
// attempt makes nobody wait longer.
int count_attempt(Session&, const ThrottleRules&, std::string_view account, std::string_view address, Timestamp now);
// After a successful sign-in: forgets the account's failures, and takes this attempt back from the address.
void forget_attempts(Session&, std::string_view account, std::string_view address, Timestamp now);
// The same for a secret that names no account, such as one in an address: counts for whoever asks alone.
int count_attempt(Session&, const ThrottleRules&, std::string_view address, Timestamp now);
void forget_attempt(Session&, std::string_view address, Timestamp now);
void purge_attempts(Session&, Timestamp now);  // rows that no longer matter

}  // namespace crm

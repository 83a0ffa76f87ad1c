// A stored password hash of another program: known or not, and never the hash of a password that was not hashed.
#include <charconv>

#include "auth/django_hashes.hpp"
#include "auth/password.hpp"
#include "fuzz/target.hpp"

using namespace crm;
using namespace crm::fuzz;

namespace {

// PBKDF2 alone has costs low enough to be paid thousands of times a second.
bool is_cheap(std::string_view stored) {
    if (!stored.starts_with("pbkdf2_")) return false;
    stored.remove_prefix(std::min(stored.find('$'), stored.size() - 1) + 1);
    unsigned iterations = 0;
    const auto [end, error] = std::from_chars(stored.data(), stored.data() + stored.size(), iterations);
    return error == std::errc() && iterations <= 100;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto stored = text_of(data, size);
    const bool readable = is_readable_hash(stored);
    claim(!is_django_hash(stored) || readable, "a hash of Django is a readable one");
    if (readable)
        claim(needs_rehash(stored) || stored.starts_with("$argon2id$"), "what Django wrote is to be hashed again");
    // What cannot be read costs nothing to refuse, what is cheap is tried.
    if (!readable || is_cheap(stored))
        claim(!verify_password("a password that nobody hashed", stored), "no password but the one that was hashed");
    return 0;
}

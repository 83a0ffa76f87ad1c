// Argon2id by libsodium, for what we write and for the PHC strings that Django's argon2 stores.
#include "auth/password.hpp"

#include <sodium.h>

#include <charconv>
#include <optional>

#include "auth/django_hashes.hpp"
#include "base/errors.hpp"

namespace crm {
namespace {

constexpr unsigned passes = 2;
constexpr std::size_t memory_kib = 19'456;
constexpr std::string_view written_today = "$argon2id$v=19$m=19456,t=2,p=1$";

// Limits on rows of other origin: a login must not take seconds or all memory.
constexpr std::uint64_t max_kib_written = 1024 * 1024;  // in all passes together
constexpr std::uint32_t max_lanes = 64;

void start_sodium() {
    static const bool started = sodium_init() >= 0;
    if (!started) throw Error(Condition::internal, "Internal error.", "libsodium does not start");
}

std::optional<std::uint32_t> take_number(std::string_view& rest, std::string_view name) {
    if (!rest.starts_with(name)) return std::nullopt;
    rest.remove_prefix(name.size());
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (error != std::errc{}) return std::nullopt;
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    return number;
}

// The PHC string in `stored` without Django's prefix; empty when there is none, or one whose costs are beyond the
// limits.
std::string_view argon2_string(std::string_view stored) {
    if (stored.starts_with("argon2$argon2")) stored.remove_prefix(std::string_view("argon2").size());
    auto rest = stored;
    if (rest.starts_with("$argon2id$v=19$"))
        rest.remove_prefix(std::string_view("$argon2id$v=19$").size());
    else if (rest.starts_with("$argon2i$v=19$"))
        rest.remove_prefix(std::string_view("$argon2i$v=19$").size());
    else
        return {};
    const auto memory = take_number(rest, "m="), times = take_number(rest, ",t="), lanes = take_number(rest, ",p=");
    const bool is_bearable = memory && times && lanes && std::uint64_t{*memory} * *times <= max_kib_written &&
                             *lanes <= max_lanes && rest.starts_with('$') && stored.size() < crypto_pwhash_STRBYTES;
    return is_bearable ? stored : std::string_view();
}

}  // namespace

std::string hash_password(std::string_view password) {
    if (password.size() > max_password_bytes) throw Error(Condition::bad_request, "This password is too long.");
    start_sodium();
    std::string stored(crypto_pwhash_STRBYTES, '\0');
    if (crypto_pwhash_str_alg(stored.data(), password.data(), password.size(), passes, memory_kib * 1024,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw Error(Condition::unavailable, "Too busy, please try again.", "no memory to hash a password");
    stored.resize(stored.find('\0'));
    return stored;
}

bool verify_password(std::string_view password, std::string_view stored) {
    if (password.size() > max_password_bytes) return false;
    const auto argon2 = argon2_string(stored);
    if (argon2.empty()) return verify_django_hash(password, stored);
    start_sodium();
    return crypto_pwhash_str_verify(std::string(argon2).c_str(), password.data(), password.size()) == 0;
}

bool needs_rehash(std::string_view stored) { return !stored.starts_with(written_today); }

bool is_readable_hash(std::string_view stored) { return !argon2_string(stored).empty() || is_django_hash(stored); }

std::string unusable_password() {
    start_sodium();
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    std::string text = "!";
    for (int i = 0; i < 40; ++i) text += letters[randombytes_uniform(letters.size())];
    return text;
}

}  // namespace crm

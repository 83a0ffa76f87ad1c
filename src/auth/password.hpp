// Passwords: hashing, verifying what Django stored, and refusing weak ones.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

inline constexpr std::size_t max_password_bytes = 4096;  // longer ones are refused before hashing
inline constexpr std::uint32_t max_pbkdf2_iterations = 10'000'000;

// argon2id, 19 MiB, t=2, p=1, PHC string (OWASP). Takes tens of milliseconds.
std::string hash_password(std::string_view password);

// Our own PHC strings and Django's `pbkdf2_sha256$`, `pbkdf2_sha1$`, `argon2$argon2id$…`, `scrypt$`, `bcrypt_sha256$`
// where the system can; everything else (`!…`, empty, plain text) never matches.
bool verify_password(std::string_view password, std::string_view stored);
bool needs_rehash(std::string_view stored);      // anything that hash_password would not write today
bool is_readable_hash(std::string_view stored);  // could some password match it?
std::string unusable_password();                 // `!` and 40 random characters, as Django's

// Why `password` is too weak, in Django's words; empty when it is good. `similar_to`: user name, first name, last name,
// e-mail, in this order (the text names the first that is alike); empty ones are skipped.
std::vector<std::string> password_problems(std::string_view password, const std::vector<std::string>& similar_to,
                                           std::size_t least_length = 8);

}  // namespace crm

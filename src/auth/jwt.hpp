// Tokens as the contract has them: HS256 JSON Web Tokens (RFC 7519, RFC 8725) with simplejwt's claims.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace crm {

inline constexpr std::size_t max_token_bytes = 8 * 1024;
inline constexpr std::string_view token_invalid = "Token is invalid or expired";

enum class TokenType { access, refresh };

struct Claims {
    TokenType type = TokenType::access;
    std::int64_t expires = 0, issued = 0;  // seconds since 1970
    std::string id;                        // jti, 32 hex digits
    std::optional<std::int64_t>
        user_id;                     // also from numeric text; none when missing, and for anything that cannot be an id
    std::int64_t token_version = 0;  // `sv`; 0 when missing, as in tokens of the original
    std::string family;              // `fam`: the sign-in that a rotated refresh token descends from; empty without
    std::string extra;  // further claims of a refresh token as JSON members, carried over into the access token
    bool has_issued = true;
};

// Why a token is refused: the message the contract gives.
struct TokenRefused {
    std::string message;  // "Token is invalid or expired", "Token has no id", …
};

struct SigningKeys {
    std::string current;
    std::vector<std::string> older;  // verify only
};

class Tokens {
public:
    Tokens(SigningKeys, int access_lifetime_s, int refresh_lifetime_s);

    std::string issue(const Claims&) const;  // signs exactly these claims, in simplejwt's order
    Claims new_refresh(std::int64_t user_id, std::int64_t token_version, Timestamp now) const;
    Claims access_from(const Claims& refresh, Timestamp now) const;  // copies all but token_type, exp and jti
    std::string derive_id(
        std::string_view id) const;  // the same 32 hex digits each time, not to be guessed without the key

    // Throws TokenRefused. Checks, in simplejwt's order: form, alg, signature (constant time), exp without leeway, iat
    // and nbf not in the future, exp there at all, jti, type. Signatures found good are remembered per thread; the
    // clock and the type are looked at each time.
    Claims verify(std::string_view token, TokenType, Timestamp now) const;

    int access_lifetime() const { return access_lifetime_s_; }
    int refresh_lifetime() const { return refresh_lifetime_s_; }

private:
    std::vector<std::string> keys_;  // the first signs
    int access_lifetime_s_, refresh_lifetime_s_;
    std::uint64_t instance_;  // keeps what threads remember of different instances apart
};

}  // namespace crm

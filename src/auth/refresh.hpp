// Refresh tokens that were rotated or revoked. Only SHA-256 of their ids is stored.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "auth/jwt.hpp"
#include "db/session.hpp"

namespace crm {

inline constexpr int rotation_grace_s = 10;  // two tabs may refresh at once: the same successor is given again

// A refresh token was issued to be rotated (browser cookie, or REFRESH_ROTATION=on). Its `family` is its own id, or any
// other text that cannot be guessed; wherever a token with a family is presented it must go through rotate_refresh.
void remember_refresh(Session&, const Claims&);

struct Rotation {
    std::optional<Claims> successor;  // to be issued; none: the token is refused (TokenRefused{token_invalid})
    bool reused = false;  // refused because it was used before, by a thief or its victim: the family is revoked now
};

// Uses a rotated family's token once. The same successor again within rotation_grace_s; after that reuse revokes the
// whole family, so commit before refusing. A token without a family starts one, unless it was revoked.
Rotation rotate_refresh(Session&, const Tokens&, const Claims& used, Timestamp now);
bool is_revoked(Session&, const Claims&);
void revoke(Session&, const Claims&);         // this token, and its family
void purge_refresh(Session&, Timestamp now);  // rows of tokens that have expired

}  // namespace crm

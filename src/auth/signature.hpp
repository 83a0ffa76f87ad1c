// HMAC-SHA256, and tokens signed with it in compact form (RFC 7515). There is one algorithm and no choice.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace crm {

std::string hmac_sha256(std::string_view key, std::string_view text);  // 32 bytes

std::string sign_compact(std::string_view key, std::string_view payload);

// The payload of a token that one of `keys` signed. The header must be an object without duplicates whose `alg` is
// exactly HS256; `crit` and `b64: false` are refused, a `kid` that is no text too; nothing else in it is looked at,
// least of all keys and addresses.
std::optional<std::string> open_compact(std::span<const std::string> keys, std::string_view token);

}  // namespace crm

// Unguessable values from the operating system's generator (OpenSSL RAND_bytes).
#pragma once
#include <string>
#include <string_view>

namespace crm {

std::string random_bytes(std::size_t);
std::string random_hex(std::size_t bytes);  // twice as many lower-case digits
std::string random_uuid4_hex();             // 32 hex digits, version 4 (RFC 9562 section 5.4)

std::string sha256_hex(std::string_view);
std::string hex(std::string_view bytes);
bool equal_in_constant_time(std::string_view, std::string_view);

// Base64url without padding (RFC 4648 section 5). Decoding is strict: nullopt on any other character, on padding, or
// non-zero rest bits.
std::string base64url(std::string_view bytes);
bool base64url_decode(std::string_view text, std::string& bytes);

}  // namespace crm

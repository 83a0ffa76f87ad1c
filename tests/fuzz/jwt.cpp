// A token: as it is, which nobody could sign without the key, and as header and claims under a good signature.
#include "auth/jwt.hpp"
#include "auth/signature.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "fuzz/target.hpp"

using namespace crm;
using namespace crm::fuzz;

namespace {

constexpr std::string_view key = "a signing key for fuzzing, more than 32 bytes long";
constexpr Timestamp at{1'700'000'000'000'000};

const Tokens& tokens() {
    static const Tokens made({std::string(key), {}}, 300, 86400);
    return made;
}

void look_into(const Claims& claims, TokenType type) {
    claim(claims.type == type && claims.expires > at.micros / 1'000'000, "a good token is of its type and not over");
    const Claims again = tokens().verify(tokens().issue(claims), type, at);
    claim(again.expires == claims.expires && again.id == claims.id && again.user_id == claims.user_id &&
              again.token_version == claims.token_version && again.family == claims.family,
          "claims read as they were issued");
    if (type == TokenType::refresh)
        tokens().verify(tokens().issue(tokens().access_from(claims, at)), TokenType::access, at);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = text_of(data, size);
    try {
        tokens().verify(text, TokenType::access, at);
        claim(false, "nobody signs without the key");
    } catch (const TokenRefused& refused) {
        claim(is_utf8(refused.message), "a refusal is text");
    }
    const auto end = std::min(text.find('\n'), text.size());
    const std::string signed_part =
        base64url(text.substr(0, end)) + '.' + base64url(text.substr(std::min(end + 1, text.size())));
    const std::string token = signed_part + '.' + base64url(hmac_sha256(key, signed_part));
    for (const TokenType type : {TokenType::access, TokenType::refresh}) {
        std::optional<Claims> claims;
        try {
            claims = tokens().verify(token, type, at);
        } catch (const TokenRefused& refused) {
            claim(is_utf8(refused.message), "a refusal is text");
        }
        if (claims) look_into(*claims, type);
    }
    return 0;
}

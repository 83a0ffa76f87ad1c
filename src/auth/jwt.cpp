// The claims of simplejwt's tokens: written, read, and checked in its order.
#include "auth/jwt.hpp"

#include <array>
#include <atomic>
#include <charconv>
#include <functional>
#include <memory>

#include "auth/signature.hpp"
#include "base/errors.hpp"
#include "base/json.hpp"
#include "base/random.hpp"

namespace crm {
namespace {

constexpr std::int64_t last_second = 253'402'300'799;  // 9999-12-31T23:59:59Z, where Python's dates end

// What a token with a good signature says, before the clock and the wanted type are looked at.
struct Reading {
    Claims claims;
    std::optional<std::int64_t> expires, not_before;
    std::optional<std::string> type;
};

[[noreturn]] void refuse(std::string_view why) { throw TokenRefused{std::string(why)}; }

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// PyJWT would take numeric text, fractions and booleans, too, and simplejwt then fail on most of them; only integers
// were ever issued.
std::int64_t seconds_claim(const json::Value& value) {
    const auto number = value.is(json::Type::number) ? whole_number(value.text) : std::nullopt;
    if (!number || *number > last_second || *number < -last_second) refuse(token_invalid);
    return *number;
}

std::string text_claim(const json::Value& value) {
    return value.is(json::Type::string) ? std::string(value.text) : std::string();
}

std::optional<std::int64_t> id_claim(const json::Value& value) {
    if (!value.is(json::Type::number) && !value.is(json::Type::string)) return std::nullopt;
    return whole_number(value.text);
}

void read_claim(Reading& reading, std::string_view name, const json::Value& value) {
    auto& claims = reading.claims;
    if (name == "token_type") return void(reading.type = text_claim(value));
    if (name == "exp") return void(reading.expires = seconds_claim(value));
    if (name == "jti") return void(claims.id = text_claim(value));
    if (name == "user_id") return void(claims.user_id = id_claim(value));
    if (name == "iat") {
        claims.issued = seconds_claim(value);
        claims.has_issued = true;
    } else if (name == "sv") {
        const auto version = value.is(json::Type::number) ? whole_number(value.text) : std::nullopt;
        if (!version || *version < 0) refuse(token_invalid);
        claims.token_version = *version;
    } else if (name == "fam") {
        claims.family = text_claim(value);
        if (claims.family.empty()) refuse(token_invalid);
    } else {
        if (name == "nbf") reading.not_before = seconds_claim(value);
        if (!claims.extra.empty()) claims.extra += ',';
        json::append_string(claims.extra, name);
        claims.extra += ':';
        json::append_value(claims.extra, value);
    }
}

Reading read_payload(std::string_view payload) {
    Reading reading;
    reading.claims.has_issued = false;
    try {
        const auto document = json::Document::parse(payload);
        const auto& root = document.root();
        if (!root.is(json::Type::object)) refuse(token_invalid);
        for (const auto& member : root.members) {
            // Only the last of a name is found, so an earlier one of the same name is a duplicate (RFC 7519 section 4).
            if (root.find(member.name) != &member.value) refuse(token_invalid);
            read_claim(reading, member.name, member.value);
        }
    } catch (const Error&) {
        refuse(token_invalid);
    }
    return reading;
}

Claims check(const Reading& reading, TokenType wanted, std::int64_t now) {
    const auto& claims = reading.claims;
    if (claims.has_issued && claims.issued > now) refuse(token_invalid);
    if (reading.not_before && *reading.not_before > now) refuse(token_invalid);
    if (reading.expires && *reading.expires <= now) refuse(token_invalid);
    if (!reading.expires) refuse("Token has no 'exp' claim");
    if (claims.id.empty()) refuse("Token has no id");
    if (!reading.type) refuse("Token has no type");
    if (*reading.type != (wanted == TokenType::access ? "access" : "refresh")) refuse("Token has wrong type");
    auto checked = claims;
    checked.type = wanted;
    checked.expires = *reading.expires;
    return checked;
}

// A slot per hash of the token; a newer token in the same slot drives out the older. Only tokens with a good signature
// get in.
class Remembered {
public:
    const Reading* find(std::uint64_t instance, std::string_view token) const {
        const auto& slot = slot_of(token);
        return slot.instance == instance && equal_in_constant_time(slot.token, token) ? &slot.reading : nullptr;
    }
    void keep(std::uint64_t instance, std::string_view token, const Reading& reading) {
        if (token.size() <= longest) slots_[index_of(token)] = {instance, std::string(token), reading};
    }

private:
    static constexpr std::size_t count = 512, longest = 1024;
    struct Slot {
        std::uint64_t instance = 0;
        std::string token;
        Reading reading;
    };
    static std::size_t index_of(std::string_view token) { return std::hash<std::string_view>{}(token) % count; }
    const Slot& slot_of(std::string_view token) const { return slots_[index_of(token)]; }
    std::vector<Slot> slots_ = std::vector<Slot>(count);
};

std::uint64_t next_instance() {
    static std::atomic<std::uint64_t> last = 0;
    return ++last;
}

}  // namespace

Tokens::Tokens(SigningKeys keys, int access_lifetime_s, int refresh_lifetime_s)
    : access_lifetime_s_(access_lifetime_s), refresh_lifetime_s_(refresh_lifetime_s), instance_(next_instance()) {
    keys_.push_back(std::move(keys.current));
    for (auto& key : keys.older) keys_.push_back(std::move(key));
    for (const auto& key : keys_)
        if (key.empty()) throw Error(Condition::internal, "Internal error.", "a signing key is empty");
}

std::string Tokens::issue(const Claims& claims) const {
    std::string payload;
    json::Object object(payload);
    object.text("token_type", claims.type == TokenType::access ? "access" : "refresh").integer("exp", claims.expires);
    if (claims.has_issued) object.integer("iat", claims.issued);
    object.text("jti", claims.id);
    if (claims.user_id) object.integer("user_id", *claims.user_id);
    if (claims.token_version > 0) object.integer("sv", claims.token_version);
    if (!claims.family.empty()) object.text("fam", claims.family);
    if (!claims.extra.empty()) payload += ',' + claims.extra;
    object.end();
    return sign_compact(keys_.front(), payload);
}

Claims Tokens::new_refresh(std::int64_t user_id, std::int64_t token_version, Timestamp now) const {
    Claims claims;
    claims.type = TokenType::refresh;
    claims.issued = seconds_of(now);
    claims.expires = claims.issued + refresh_lifetime_s_;
    claims.id = random_uuid4_hex();
    claims.user_id = user_id;
    claims.token_version = token_version;
    return claims;
}

Claims Tokens::access_from(const Claims& refresh, Timestamp now) const {
    auto claims = refresh;
    claims.type = TokenType::access;
    claims.expires = seconds_of(now) + access_lifetime_s_;
    claims.id = random_uuid4_hex();
    return claims;
}

std::string Tokens::derive_id(std::string_view id) const {
    // Never the input of a signature: that begins with a header in Base64, which has no colon.
    return hex(hmac_sha256(keys_.front(), "successor:" + std::string(id))).substr(0, 32);
}

Claims Tokens::verify(std::string_view token, TokenType wanted, Timestamp now) const {
    if (token.size() > max_token_bytes) refuse(token_invalid);
    thread_local Remembered remembered;
    if (const auto* reading = remembered.find(instance_, token)) return check(*reading, wanted, seconds_of(now));
    const auto payload = open_compact(keys_, token);
    if (!payload) refuse(token_invalid);
    const auto reading = read_payload(*payload);
    remembered.keep(instance_, token, reading);
    return check(reading, wanted, seconds_of(now));
}

}  // namespace crm

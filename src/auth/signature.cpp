// Keyed HMAC contexts per thread, and the compact form of JSON Web Signatures.
#include "auth/signature.hpp"

#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <memory>
#include <vector>

#include "base/errors.hpp"
#include "base/json.hpp"
#include "base/random.hpp"

namespace crm {
namespace {

constexpr std::size_t mac_bytes = 32;
constexpr std::string_view our_header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";  // {"alg":"HS256","typ":"JWT"}
constexpr std::size_t max_header_members = 32;
constexpr std::size_t max_contexts = 16;

struct FreeMac {
    void operator()(EVP_MAC_CTX* c) const { EVP_MAC_CTX_free(c); }
};
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

void require(bool done) {
    if (!done) throw Error(Condition::internal, "Internal error.", "OpenSSL refused HMAC-SHA256");
}

const unsigned char* bytes_of(std::string_view text) {
    static constexpr unsigned char nothing = 0;  // a null key would mean "as before" to OpenSSL
    return text.empty() ? &nothing : reinterpret_cast<const unsigned char*>(text.data());
}

MacContext make_context(std::string_view key) {
    std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr), &EVP_MAC_free);
    require(mac != nullptr);
    MacContext context(EVP_MAC_CTX_new(mac.get()));
    require(context != nullptr);
    std::array<char, 7> digest{"SHA256"};
    const std::array<OSSL_PARAM, 2> parameters{OSSL_PARAM_construct_utf8_string("digest", digest.data(), 0),
                                               OSSL_PARAM_construct_end()};
    require(EVP_MAC_init(context.get(), bytes_of(key), key.size(), parameters.data()) == 1);
    return context;
}

// Setting a key costs three times what a short message costs, so each thread keeps its contexts keyed.
EVP_MAC_CTX* context_for(std::string_view key) {
    struct Keyed {
        std::string key;
        MacContext context;
    };
    thread_local std::vector<Keyed> known;
    for (const auto& k : known)
        if (k.key == key) return k.context.get();
    if (known.size() == max_contexts) known.erase(known.begin());
    return known.emplace_back(Keyed{std::string(key), make_context(key)}).context.get();
}

bool has_duplicates(std::span<const json::Value::Member> members) {
    for (std::size_t i = 0; i < members.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (members[i].name == members[j].name) return true;
    return false;
}

bool header_allows(std::string_view encoded) {
    if (encoded == our_header) return true;
    std::string text;
    if (!base64url_decode(encoded, text)) return false;
    try {
        const auto document = json::Document::parse(text);
        const auto& header = document.root();
        if (!header.is(json::Type::object) || header.members.size() > max_header_members) return false;
        if (has_duplicates(header.members)) return false;
        const auto* algorithm = header.find("alg");
        if (!algorithm || !algorithm->is(json::Type::string) || algorithm->text != "HS256") return false;
        if (header.find("crit")) return false;
        const auto* encoding = header.find("b64");
        if (encoding && !(encoding->is(json::Type::boolean) && encoding->boolean)) return false;
        const auto* key_id = header.find("kid");
        return !key_id || key_id->is(json::Type::string);
    } catch (const Error&) {
        return false;
    }
}

}  // namespace

std::string hmac_sha256(std::string_view key, std::string_view text) {
    auto* context = context_for(key);
    std::string mac(mac_bytes, '\0');
    std::size_t size = 0;
    require(EVP_MAC_init(context, nullptr, 0, nullptr) == 1 &&
            EVP_MAC_update(context, bytes_of(text), text.size()) == 1 &&
            EVP_MAC_final(context, reinterpret_cast<unsigned char*>(mac.data()), &size, mac.size()) == 1 &&
            size == mac_bytes);
    return mac;
}

std::string sign_compact(std::string_view key, std::string_view payload) {
    std::string token(our_header);
    token += '.';
    token += base64url(payload);
    const auto mac = hmac_sha256(key, token);
    token += '.';
    token += base64url(mac);
    return token;
}

std::optional<std::string> open_compact(std::span<const std::string> keys, std::string_view token) {
    const auto first = token.find('.');
    const auto last = token.rfind('.');
    if (first == last) return std::nullopt;  // no dot, or one
    const auto payload = token.substr(first + 1, last - first - 1);
    if (payload.find('.') != std::string_view::npos || !header_allows(token.substr(0, first))) return std::nullopt;

    std::string mac, text;
    if (!base64url_decode(token.substr(last + 1), mac) || mac.size() != mac_bytes) return std::nullopt;
    bool signed_by_us = false;
    for (const auto& key : keys) signed_by_us |= equal_in_constant_time(hmac_sha256(key, token.substr(0, last)), mac);
    if (!signed_by_us || !base64url_decode(payload, text)) return std::nullopt;
    return text;
}

}  // namespace crm

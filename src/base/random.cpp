// Random bytes and digests from OpenSSL, and their spellings.
#include "base/random.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>

#include "base/errors.hpp"

namespace crm {

namespace {

[[noreturn]] void fail(const char* what) { throw Error(Condition::internal, "Internal server error.", what); }

// -1 for what is no digit of base64url.
int base64_digit(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

}  // namespace

std::string random_bytes(std::size_t count) {
    std::string out(count, '\0');
    auto* to = reinterpret_cast<unsigned char*>(out.data());
    if (RAND_bytes_ex(nullptr, to, count, 0) != 1) fail("RAND_bytes failed");
    return out;
}

std::string random_hex(std::size_t bytes) { return hex(random_bytes(bytes)); }

std::string random_uuid4_hex() {
    std::string bytes = random_bytes(16);
    bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0FU) | 0x40U);
    bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3FU) | 0x80U);
    return hex(bytes);
}

std::string sha256_hex(std::string_view text) {
    // Fetched once: EVP_sha256() looks the algorithm up at every use.
    static const EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    std::array<char, 32> digest;
    if (algorithm == nullptr || EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()),
                                           nullptr, algorithm, nullptr) != 1)
        fail("SHA-256 failed");
    return hex({digest.data(), digest.size()});
}

std::string hex(std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (char c : bytes) {
        auto byte = static_cast<unsigned char>(c);
        out += {digits[byte >> 4U], digits[byte & 0xFU]};
    }
    return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string base64url(std::string_view bytes) {
    static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string out;
    out.reserve((bytes.size() * 4 + 2) / 3);
    unsigned held = 0, bits = 0;
    for (char c : bytes) {
        held = (held << 8U) | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 6; bits -= 6) out += digits[(held >> (bits - 6)) & 0x3FU];
    }
    if (bits > 0) out += digits[(held << (6 - bits)) & 0x3FU];
    return out;
}

bool base64url_decode(std::string_view text, std::string& bytes) {
    bytes.clear();
    if (text.size() % 4 == 1) return false;
    bytes.reserve(text.size() * 3 / 4);
    unsigned held = 0, bits = 0;
    for (char c : text) {
        int digit = base64_digit(c);
        if (digit < 0) return false;
        held = (held << 6U) | static_cast<unsigned>(digit);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(static_cast<unsigned char>(held >> bits));
        }
    }
    return (held & ((1U << bits) - 1)) == 0;
}

}  // namespace crm

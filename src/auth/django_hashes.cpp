// PBKDF2, scrypt and bcrypt as Django spells them. Its argon2 is a PHC string, which password.cpp reads.
#include "auth/django_hashes.hpp"

#include <crypt.h>
#include <openssl/evp.h>

#include <array>
#include <bit>
#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "auth/password.hpp"
#include "base/random.hpp"

namespace crm {
namespace {

constexpr std::uint64_t max_scrypt_bytes = 256 * 1024 * 1024;  // written in all lanes together
constexpr std::uint32_t max_bcrypt_cost = 16;
constexpr std::size_t bcrypt_size = 60;

// `scheme$rest`: the rest, when `stored` begins with the scheme.
std::optional<std::string_view> after(std::string_view stored, std::string_view scheme) {
    if (!stored.starts_with(scheme) || !stored.substr(scheme.size()).starts_with('$')) return std::nullopt;
    return stored.substr(scheme.size() + 1);
}

std::vector<std::string_view> parts_of(std::string_view text) {
    std::vector<std::string_view> parts;
    for (auto at = text.find('$'); at != std::string_view::npos; at = text.find('$')) {
        parts.push_back(text.substr(0, at));
        text.remove_prefix(at + 1);
    }
    parts.push_back(text);
    return parts;
}

// 0, which no cost may be, for anything that is not a number in decimal digits up to `most`.
std::uint32_t cost(std::string_view text, std::uint32_t most) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && number <= most ? number : 0;
}

std::string base64(const std::vector<unsigned char>& bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const auto size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::size_t base64_size(std::size_t bytes) { return (bytes + 2) / 3 * 4; }

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

// pbkdf2_sha256$<iterations>$<salt>$<hash>
struct Pbkdf2 {
    const EVP_MD* digest;
    std::uint32_t iterations;
    std::string_view salt, hash;

    static std::optional<Pbkdf2> parse(std::string_view stored) {
        const bool is_sha1 = stored.starts_with("pbkdf2_sha1$");
        const auto rest = after(stored, is_sha1 ? "pbkdf2_sha1" : "pbkdf2_sha256");
        if (!rest) return std::nullopt;
        const auto parts = parts_of(*rest);
        if (parts.size() != 3) return std::nullopt;
        const Pbkdf2 read{is_sha1 ? EVP_sha1() : EVP_sha256(), cost(parts[0], max_pbkdf2_iterations), parts[1],
                          parts[2]};
        const bool is_whole = read.iterations > 0 && !read.salt.empty() && read.hash.size() == base64_size(read.size());
        return is_whole ? std::optional(read) : std::nullopt;
    }
    std::size_t size() const { return static_cast<std::size_t>(EVP_MD_get_size(digest)); }
    bool verify(std::string_view password) const {
        std::vector<unsigned char> key(size());
        return PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), bytes_of(salt),
                                 static_cast<int>(salt.size()), static_cast<int>(iterations), digest,
                                 static_cast<int>(key.size()), key.data()) == 1 &&
               equal_in_constant_time(base64(key), hash);
    }
};

// scrypt$<N>$<salt>$<r>$<p>$<hash>
struct Scrypt {
    std::uint64_t work, block, parallelism;
    std::string_view salt, hash;

    static constexpr std::size_t size = 64;

    static std::optional<Scrypt> parse(std::string_view stored) {
        const auto rest = after(stored, "scrypt");
        if (!rest) return std::nullopt;
        const auto parts = parts_of(*rest);
        if (parts.size() != 5) return std::nullopt;
        const Scrypt read{cost(parts[0], 1U << 24), cost(parts[2], 1U << 10), cost(parts[3], 1U << 10), parts[1],
                          parts[4]};
        const bool is_whole = std::has_single_bit(read.work) && read.work > 1 && read.block > 0 &&
                              read.parallelism > 0 && !read.salt.empty() && read.hash.size() == base64_size(size) &&
                              128 * read.work * read.block * read.parallelism <= max_scrypt_bytes;
        return is_whole ? std::optional(read) : std::nullopt;
    }
    bool verify(std::string_view password) const {
        std::vector<unsigned char> key(size);
        return EVP_PBE_scrypt(password.data(), password.size(), bytes_of(salt), salt.size(), work, block, parallelism,
                              2 * max_scrypt_bytes, key.data(), key.size()) == 1 &&
               equal_in_constant_time(base64(key), hash);
    }
};

// bcrypt$$2b$12$<salt and hash>, and bcrypt_sha256$… over the hexadecimal SHA-256 of the password.
struct Bcrypt {
    bool over_sha256;
    std::string_view setting;

    static std::optional<Bcrypt> parse(std::string_view stored) {
        const bool over_sha256 = stored.starts_with("bcrypt_sha256$");
        const auto rest = after(stored, over_sha256 ? "bcrypt_sha256" : "bcrypt");
        if (!rest || rest->size() != bcrypt_size || (*rest)[6] != '$') return std::nullopt;
        if (!rest->starts_with("$2b$") && !rest->starts_with("$2a$") && !rest->starts_with("$2y$")) return std::nullopt;
        if (cost(rest->substr(4, 2), max_bcrypt_cost) == 0) return std::nullopt;
        return Bcrypt{over_sha256, *rest};
    }
    bool verify(std::string_view password) const {
        // What follows a NUL would not count.
        if (!over_sha256 && password.find('\0') != std::string_view::npos) return false;
        const auto phrase = over_sha256 ? sha256_hex(password) : std::string(password);
        const auto workspace = std::make_unique<crypt_data>();
        const char* made = crypt_r(phrase.c_str(), std::string(setting).c_str(), workspace.get());
        return made && *made != '*' && equal_in_constant_time(made, setting);
    }
};

}  // namespace

bool is_django_hash(std::string_view stored) {
    return Pbkdf2::parse(stored) || Scrypt::parse(stored) || Bcrypt::parse(stored);
}

bool verify_django_hash(std::string_view password, std::string_view stored) {
    if (const auto pbkdf2 = Pbkdf2::parse(stored)) return pbkdf2->verify(password);
    if (const auto scrypt = Scrypt::parse(stored)) return scrypt->verify(password);
    if (const auto bcrypt = Bcrypt::parse(stored)) return bcrypt->verify(password);
    return false;
}

}  // namespace crm

// Project Wycheproof's vectors for HMAC-SHA256, PBKDF2-HMAC-SHA256 and JSON Web Signatures (tests/corpora/wycheproof).
#include <doctest/doctest.h>
#include <openssl/evp.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "auth/django_hashes.hpp"
#include "auth/signature.hpp"
#include "base/json.hpp"
#include "base/random.hpp"

#ifndef TEST_CORPORA
#define TEST_CORPORA "/dev/null"
#endif

namespace crm {
namespace {

using json::Value;

json::Document load(const std::string& name) {
    const std::string path = std::string(TEST_CORPORA) + "/wycheproof/" + name;
    std::ifstream file(path, std::ios::binary);
    REQUIRE_MESSAGE(file.good(), path, " cannot be read");
    return json::Document::parse(std::string(std::istreambuf_iterator<char>(file), {}));
}

std::string_view text(const Value& object, std::string_view name) {
    const auto* value = object.find(name);
    return value ? value->text : std::string_view();
}

std::size_t number(const Value& object, std::string_view name) { return std::stoul(std::string(text(object, name))); }

std::string unhex(std::string_view digits) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        bytes += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
    return bytes;
}

// Each vector's id, and whether it must be accepted.
template <class Accepts>
void run(const Value& group, std::size_t& ran, Accepts accepts) {
    for (const auto& test : group.find("tests")->items) {
        CAPTURE(text(test, "tcId"));
        CAPTURE(text(test, "comment"));
        CHECK(accepts(test) == (text(test, "result") == "valid"));
        ++ran;
    }
}

std::string base64(std::string_view bytes) {
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const auto size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

}  // namespace

TEST_CASE("HMAC-SHA256 agrees with Wycheproof") {
    const auto document = load("hmac_sha256_test.json");
    std::size_t ran = 0;
    for (const auto& group : document.root().find("testGroups")->items) {
        const auto size = number(group, "tagSize") / 8;
        run(group, ran, [&](const Value& test) {
            const auto mac = hmac_sha256(unhex(text(test, "key")), unhex(text(test, "msg")));
            return equal_in_constant_time(std::string_view(mac).substr(0, size), unhex(text(test, "tag")));
        });
    }
    CHECK(ran == 174);
}

TEST_CASE("PBKDF2-HMAC-SHA256 as Django stores it agrees with Wycheproof") {
    const auto document = load("pbkdf2_hmacsha256_test.json");
    std::size_t ran = 0;
    for (const auto& group : document.root().find("testGroups")->items) {
        for (const auto& test : group.find("tests")->items) {
            CAPTURE(text(test, "tcId"));
            const auto salt = unhex(text(test, "salt")), key = unhex(text(test, "dk"));
            // Django's hashes have 32 bytes, and a salt without a dollar.
            if (key.size() < 32 || salt.find('$') != std::string::npos || salt.empty()) continue;
            const auto stored = "pbkdf2_sha256$" + std::string(text(test, "iterationCount")) + "$" + salt + "$" +
                                base64(std::string_view(key).substr(0, 32));
            CHECK(verify_django_hash(unhex(text(test, "password")), stored));
            CHECK_FALSE(verify_django_hash(unhex(text(test, "password")) + "x", stored));
            ++ran;
        }
    }
    CHECK(ran >= 30);
}

TEST_CASE("HS256 signatures agree with Wycheproof") {
    // The first two lack the defect that they are named for (both are the valid vector 357); the last two ask for a
    // decoder that skips what is not Base64, which RFC 7515 forbids.
    const std::set<std::string_view> accepted_all_the_same{"367", "370"}, refused_all_the_same{"372", "373"};
    const auto document = load("json_web_signature_test.json");
    std::size_t ran = 0, foreign = 0;
    for (const auto& group : document.root().find("testGroups")->items) {
        const auto* key = group.find("private");
        if (!key || text(*key, "alg") != "HS256") {
            // The other algorithms, with the public key itself or parts of it as a secret: all are refused.
            for (const auto& test : group.find("tests")->items) {
                std::vector<std::string> keys;
                for (const auto* name : {"public", "private"})
                    if (const auto* found = group.find(name))
                        for (const auto& member : found->members) keys.emplace_back(member.value.text);
                CHECK_FALSE(open_compact(keys, text(test, "jws")).has_value());
                ++foreign;
            }
            continue;
        }
        std::string secret;
        REQUIRE(base64url_decode(text(*key, "k"), secret));
        const std::vector<std::string> keys{secret};
        for (const auto& test : group.find("tests")->items) {
            const auto id = text(test, "tcId");
            CAPTURE(id);
            CAPTURE(text(test, "comment"));
            const bool expected = accepted_all_the_same.contains(id) ||
                                  (text(test, "result") == "valid" && !refused_all_the_same.contains(id));
            CHECK(open_compact(keys, text(test, "jws")).has_value() == expected);
            ++ran;
        }
    }
    CHECK(ran == 40);
    CHECK(foreign == 361);
}

TEST_CASE("mixed JOSE vectors: only HS256 signatures under our own key are opened") {
    const auto document = load("json_web_crypto_test.json");
    std::size_t ran = 0;
    for (const auto& group : document.root().find("testGroups")->items) {
        const auto* key = group.find("private");
        std::vector<std::string> keys{"a key of ours"};
        if (key && text(*key, "alg") == "HS256") REQUIRE(base64url_decode(text(*key, "k"), keys.front()));
        run(group, ran, [&](const Value& test) {
            const auto* jws = test.find("jws");
            const bool opened = open_compact(keys, jws ? jws->text : text(test, "jwe")).has_value();
            const bool is_ours = key && text(*key, "alg") == "HS256";
            // What another algorithm makes valid must stay closed to us.
            return is_ours ? opened : opened || text(test, "result") == "valid";
        });
    }
    CHECK(ran == 83);
}

}  // namespace crm

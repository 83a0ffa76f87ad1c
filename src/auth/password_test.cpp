// Hashes that Django wrote, our own, and the validators.
#include "auth/password.hpp"

#include <doctest/doctest.h>

#include "base/embedded.hpp"

namespace crm {
namespace {

using Texts = std::vector<std::string>;

const std::string sales = "pbkdf2_sha256$260000$3Q03cjvGUfjJjWpO1AOVbW$qj5GMFS1SpOXH+X1NY8a4uY5oIMO6hPBME07xccMzNw=";
const std::string fast = "pbkdf2_sha256$1200$lANJ0ayz3LikU2eTroodqk$qfHZYhcBl4AZVqzkTfRlAys9mL7+MXcJkdeveDZRkFk=";
const std::string bcrypt = "bcrypt$$2b$04$TZ1UmwUJQgUSFaCQjCxWSeDIPyZrrF1bKZbVXxsnclcT6vIFWwoQ.";
const std::string scrypt =
    "scrypt$16384$abcdefghijklmnopqrstuv$8$1$UHOLh2wyj316jFmoxru3v/"
    "bKs6WT2+cuTIgkZVUKCrWgo99maSpvgOX39hDY9sasm6M21BaRQO1Nu/ZHa4ngBA==";

}  // namespace

TEST_CASE("passwords verify against what Django stored") {
    struct Vector {
        std::string password, stored;
    };
    // From the contract's fixture, and made with Python's hashlib, bcrypt 3.2 and argon2-cffi 21.1.
    for (const auto& [password, stored] : std::vector<Vector>{
             {"Sales-pass-1", sales},
             {"Oldhash-pass-1", fast},
             {"Dj51-pass-1",
              "pbkdf2_sha256$870000$pCNYxAZPeM8ps6S3du5q69$FcaZ4VFwkVDgR6iSlWVbuWgBPWA70HvbSUln6kfMf6Q="},
             {"Pässwört-🔑-1",
              "pbkdf2_sha256$260000$JrYVYlxo8kamlEsrWBgEFz$nEfMaP7Fpg5oqO0GIpSNEKrln6LLXiF3PCUh4Z0G1ZU="},
             {"  spacey pass  ",
              "pbkdf2_sha256$260000$kIR0S3sioapgnzyHvfNIra$IEXNhRA3ZTosOVzj+GB+2cqpTbIg8me7CUgikjqMthk="},
             {"Sales-pass-1", "pbkdf2_sha1$1200$somesalt12$v/gYy9P0seRGkj4KdXFw6ar1G9U="},
             {"Sales-pass-1", bcrypt},
             {"Sales-pass-1", "bcrypt_sha256$$2b$05$dauOJGaN3Q.nf6HT7Hbd2Oam1etaavWVM/jPaSp1rNnJIAlmtdlqq"},
             {"Sales-pass-1", scrypt},
             {"Sales-pass-1", "argon2$argon2id$v=19$m=102400,t=2,p=8$bi9YjNch5oTIgZeuGi8VXg$K+r0540n1qzI75/8Su+heQ"},
             {"Sales-pass-1", "argon2$argon2i$v=19$m=512,t=1,p=2$WL1wscNyFVjhJ591U7/65g$eSehi20vmG6eagB8WTg29g"},
         }) {
        CAPTURE(stored);
        CHECK(is_readable_hash(stored));
        CHECK(needs_rehash(stored));
        CHECK(verify_password(password, stored));
        CHECK_FALSE(verify_password(password + "x", stored));
    }
}

TEST_CASE("columns that no password matches") {
    auto changed = fast;
    changed[changed.size() - 3] ^= 1;
    CHECK_FALSE(verify_password("Oldhash-pass-1", changed));
    for (const auto& stored : Texts{"",
                                    "!",
                                    "!Zx3k9Qm1Zx3k9Qm1Zx3k9Qm1Zx3k9Qm1Zx3k9Qm1",
                                    "plaintext-secret",
                                    "$",
                                    "$$$",
                                    "pbkdf2_sha256",
                                    "pbkdf2_sha256$",
                                    "pbkdf2_sha256$$$",
                                    "pbkdf2_sha256$0$salt$",
                                    "pbkdf2_sha256$1200$salt$",
                                    "pbkdf2_sha256$-1" + fast.substr(18),
                                    "pbkdf2_sha256$1200x" + fast.substr(18),
                                    "pbkdf2_sha256$10000001" + fast.substr(18),
                                    "pbkdf2_sha256$4294968496" + fast.substr(18),
                                    "pbkdf2_sha256$1200$" + fast.substr(41),
                                    fast + "$",
                                    fast + "=",
                                    fast.substr(0, fast.size() - 1),
                                    "pbkdf2_sha512" + fast.substr(13),
                                    "PBKDF2_SHA256" + fast.substr(13),
                                    " " + fast,
                                    "md5$salt$0cc175b9c0f1b6a831c399e269772661",
                                    "sha1$salt$86f7e437faa5a7fce15d1ddcb9eaeaea377667b8",
                                    "bcrypt$$2b$31" + bcrypt.substr(13),
                                    "bcrypt$$2b$00" + bcrypt.substr(13),
                                    "bcrypt$$1$abc$def",
                                    "bcrypt$" + std::string(60, 'x'),
                                    bcrypt + "x",
                                    "scrypt$16383" + scrypt.substr(12),
                                    "scrypt$16777216" + scrypt.substr(12),
                                    "scrypt$16384$salt$8$1$",
                                    "scrypt$1$abc$8$1" + scrypt.substr(39),
                                    "argon2$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$aGFzaGhhc2g",
                                    "argon2$argon2id$v=19$m=64,t=1000000,p=1$c29tZXNhbHQ$aGFzaGhhc2g",
                                    "argon2$argon2id$v=19$m=1048576,t=2,p=1$c29tZXNhbHQ$aGFzaGhhc2g",
                                    "scrypt$16384$abcdefghijklmnopqrstuv$8$17" + scrypt.substr(39),
                                    "argon2$",
                                    "argon2$argon2id$",
                                    "$argon2id$",
                                    "$argon2d$v=19$m=512,t=1,p=1$WL1wscNyFVjhJ591U7/65g$eSehi20vmG6eagB8WTg29g",
                                    "$argon2id$v=19$m=19456,t=2,p=1$" + std::string(5000, 'A')}) {
        CAPTURE(stored);
        CHECK_FALSE(is_readable_hash(stored));
        for (const auto* password : {"", "Oldhash-pass-1", "Sales-pass-1", "plaintext-secret"})
            CHECK_FALSE(verify_password(password, stored));
        CHECK_FALSE(verify_password(stored, stored));
    }
}

TEST_CASE("our own hashes") {
    const auto stored = hash_password("Pässwört-🔑-1");
    CHECK(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    CHECK(stored.size() <= 128);
    CHECK(is_readable_hash(stored));
    CHECK_FALSE(needs_rehash(stored));
    CHECK(verify_password("Pässwört-🔑-1", stored));
    CHECK_FALSE(verify_password("Passwort-🔑-1", stored));
    CHECK_FALSE(verify_password("", stored));
    CHECK(hash_password("a") != hash_password("a"));
    const std::string with_nul("a\0b", 3);
    CHECK(verify_password(with_nul, hash_password(with_nul)));
    CHECK_FALSE(verify_password("a", hash_password(with_nul)));

    const std::string longest(max_password_bytes, 'x');
    CHECK(verify_password(longest, hash_password(longest)));
    CHECK_THROWS(hash_password(longest + 'x'));
    CHECK_FALSE(verify_password(longest + 'x', stored));

    const auto unusable = unusable_password();
    CHECK(unusable.size() == 41);
    CHECK(unusable.front() == '!');
    CHECK(unusable != unusable_password());
    CHECK_FALSE(is_readable_hash(unusable));
}

TEST_CASE("weak passwords are told in Django's words") {
    const std::string too_short = "This password is too short. It must contain at least 8 characters.";
    const std::string common = "This password is too common.", numeric = "This password is entirely numeric.";
    CHECK(password_problems("correct horse battery", {}).empty());
    CHECK(password_problems("", {}) == Texts{too_short});
    CHECK(password_problems("xq7-zw", {}) == Texts{too_short});
    CHECK(password_problems("pässwörd", {}).empty());
    CHECK(password_problems("Password", {}) == Texts{common});
    CHECK(password_problems(" PASSWORD ", {}) == Texts{common});
    CHECK(password_problems("ｐａｓｓｗｏｒｄ", {}) == Texts{common});
    CHECK(password_problems("12345", {}) == Texts{too_short, common, numeric});
    CHECK(password_problems("83015927463", {}) == Texts{numeric});
    CHECK(
        password_problems("# Passwords that people often choose: lower case, sorted by byte, one a line.", {}).empty());
    CHECK(password_problems("!qaz2wsx\n!qazxsw2", {}).empty());
    CHECK(password_problems("xq7-zw-long", {}, 12) ==
          Texts{"This password is too short. It must contain at least 12 characters."});
    CHECK(password_problems(std::string(max_password_bytes + 1, 'x'), {}).size() == 1);
}

TEST_CASE("every common password is found, and nothing between them") {
    const std::string common = "This password is too common.";
    auto list = embedded_common_passwords().front().content;
    std::size_t count = 0;
    std::string_view before;
    for (std::size_t end = 0; !list.empty(); list.remove_prefix(end + 1)) {
        end = list.find('\n');
        const auto word = list.substr(0, end);
        if (word.starts_with('#')) continue;
        REQUIRE_MESSAGE(before < word, std::string(word));
        before = word;
        REQUIRE_MESSAGE(password_problems(word, {}, 1).front() == common, std::string(word));
        REQUIRE_MESSAGE(password_problems(std::string(word) + " x", {}, 1).empty(), std::string(word));
        ++count;
    }
    CHECK(count == 30000);
}

TEST_CASE("passwords like the user's own name are told apart as difflib does") {
    const auto similar = [](std::string what) { return Texts{"The password is too similar to the " + what + "."}; };
    const Texts ada{"ada.lovelace", "Augusta Ada", "King-Noel", "countess@analytical.example"};
    CHECK(password_problems("ADA.lovelace", ada) == similar("username"));
    CHECK(password_problems("ecalevol.ada", ada) == similar("username"));
    CHECK(password_problems("lovelace17", ada) == similar("username"));
    CHECK(password_problems("augusta-22", ada) == similar("first name"));
    CHECK(password_problems("kingnoel!", ada) == similar("last name"));
    CHECK(password_problems("xanalyticalx", ada) == similar("email address"));
    CHECK(password_problems("correct horse battery", ada).empty());
    CHECK(password_problems("correct horse battery", {"", "", "", ""}).empty());
    // 2 * 7 / (7 + 13) is 0.7, one letter more is below.
    CHECK(password_problems("abcdefg-12345", {"abcdefg"}) == similar("username"));
    CHECK(password_problems("abcdefg-123456", {"abcdefg"}).empty());
}

}  // namespace crm

// A refused sign-in costs the same work whoever is named, so that neither the time nor the load tells who is there.
#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <sodium.h>

#include "support/sign_in.hpp"

using namespace crm;
using namespace crm::for_tests;

namespace {
int argon2_verified = 0, argon2_made = 0, pbkdf2_made = 0;
}

// The linker puts these before the libraries' functions (CMakeLists.txt), which then do the work.
extern "C" {
int __real_crypto_pwhash_str_verify(const char*, const char*, unsigned long long);
int __wrap_crypto_pwhash_str_verify(const char* stored, const char* password, unsigned long long size) {
    ++argon2_verified;
    return __real_crypto_pwhash_str_verify(stored, password, size);
}
int __real_crypto_pwhash_str_alg(char*, const char*, unsigned long long, unsigned long long, std::size_t, int);
int __wrap_crypto_pwhash_str_alg(char* stored, const char* password, unsigned long long size, unsigned long long passes,
                                 std::size_t memory, int algorithm) {
    ++argon2_made;
    return __real_crypto_pwhash_str_alg(stored, password, size, passes, memory, algorithm);
}
int __real_PKCS5_PBKDF2_HMAC(const char*, int, const unsigned char*, int, int, const EVP_MD*, int, unsigned char*);
int __wrap_PKCS5_PBKDF2_HMAC(const char* password, int size, const unsigned char* salt, int salt_size, int iterations,
                             const EVP_MD* digest, int key_size, unsigned char* key) {
    ++pbkdf2_made;
    return __real_PKCS5_PBKDF2_HMAC(password, size, salt, salt_size, iterations, digest, key_size, key);
}
}

TEST_SUITE_BEGIN("sign_in_work");
namespace {

using namespace std::chrono_literals;

struct Work {
    int verified, made, imported;
    bool operator==(const Work&) const = default;
};

Work work_of_refusal(TestApp& app, std::string_view name, std::string_view password) {
    argon2_verified = argon2_made = pbkdf2_made = 0;
    const Answer answer = login(app, name, password);
    CHECK(answer.status == 401);
    REQUIRE(answer.not_before);
    CHECK(*answer.not_before >= answer.asked_at + 500ms);
    return {argon2_verified, argon2_made, pbkdf2_made};
}

const Work one_verification{1, 0, 0};

void add_imported_passwords(TestApp& app) {
    app.write([](Session& session) {
        const std::string imported = "pbkdf2_sha256$1000$salt$" + pbkdf2_of(people_password, "salt", 1000);
        session.execute("UPDATE users SET password = ? WHERE id = 5", {std::string_view(imported)});
        session.execute("UPDATE users SET password = '!unusable' WHERE id = 7");
        session.execute("UPDATE users SET password = '' WHERE id = 8");
    });
}

TEST_CASE("an unknown name, a wrong password, a deactivated user and one without a password cost one verification") {
    TestApp app;
    add_imported_passwords(app);
    CHECK(work_of_refusal(app, "nobody-at-all", "wrong") == one_verification);
    CHECK(work_of_refusal(app, "maria", "wrong") == one_verification);
    CHECK(work_of_refusal(app, "erika", "wrong") == one_verification);
    CHECK(work_of_refusal(app, "erika", people_password) == one_verification);
    CHECK(work_of_refusal(app, "nora", "!unusable") == one_verification);
    CHECK(work_of_refusal(app, "udo", people_password) == one_verification);
}

TEST_CASE("an imported hash costs its own verification, and is made anew only for whoever knows the password") {
    TestApp app;
    add_imported_passwords(app);
    CHECK(work_of_refusal(app, "dario", "wrong") == Work{0, 0, 1});
    argon2_made = 0;
    CHECK(login(app, "dario").status == 200);
    CHECK(argon2_made == 1);
    CHECK(work_of_refusal(app, "dario", "wrong") == one_verification);
}

TEST_CASE("a password that is too long costs nothing, whoever is named") {
    TestApp app;
    const std::string endless(4097, 'x');
    for (const char* name : {"nobody-at-all", "maria", "erika"})
        CHECK(work_of_refusal(app, name, endless) == Work{0, 0, 0});
}

TEST_CASE("the database is written alike for a known and an unknown name") {
    TestApp app(NamedValues{{"LOGIN_THROTTLE", "on"}});
    const auto counters = [&](std::string_view name) {
        const std::string sql = "SELECT COUNT(*) FROM login_attempts";
        const auto before = app.count(sql);
        login(app, name, "wrong");
        return app.count(sql) - before;
    };
    counters("jonas");  // and the address
    const auto known = counters("maria");
    CHECK(known == 1);
    CHECK(counters("nobody-at-all") == known);
    CHECK(counters("erika") == known);
}

}  // namespace
TEST_SUITE_END();

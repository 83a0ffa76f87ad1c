#include "support/sign_in.hpp"

#include <openssl/evp.h>

#include <array>

namespace crm::for_tests {

std::string body_of(std::string_view name, std::string_view value) {
    std::string body;
    json::Object(body).text(name, value).end();
    return body;
}

Answer login(TestApp& app, std::string_view username, std::string_view password) {
    std::string body;
    json::Object(body).text("username", username).text("password", password).end();
    return app.as("stranger").post("/api/token/", body);
}

Answer refresh(TestApp& app, std::string_view token) {
    return app.as("stranger").post("/api/token/refresh/", body_of("refresh", token));
}

Answer logout(TestApp& app, std::string_view token) {
    return app.as("stranger").post("/api/token/logout/", body_of("refresh", token));
}

Answer verify_token(TestApp& app, std::string_view token) {
    return app.as("stranger").post("/api/token/verify/", body_of("token", token));
}

std::string pbkdf2_of(std::string_view password, std::string_view salt, int iterations) {
    std::array<unsigned char, 32> key{};
    PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                      reinterpret_cast<const unsigned char*>(salt.data()), static_cast<int>(salt.size()), iterations,
                      EVP_sha256(), static_cast<int>(key.size()), key.data());
    std::string text(64, '\0');
    text.resize(static_cast<std::size_t>(
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), key.data(), static_cast<int>(key.size()))));
    return text;
}

}  // namespace crm::for_tests

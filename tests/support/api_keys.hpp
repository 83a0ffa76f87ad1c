// Making API keys and using them, in a word each.
#pragma once
#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "support/test_app.hpp"

namespace crm::for_tests {

inline constexpr auto keys = "/api/me/keys/";
inline constexpr auto out_of_scope =
    R"({"detail":"You do not have permission to perform this action.","code":"insufficient_scope"})";
inline std::string lacks(const std::string& scope) {
    return R"({"detail":"This API key lacks the scope )" + scope + R"(.","code":"insufficient_scope"})";
}
inline constexpr auto not_permitted = R"({"detail":"You do not have permission to perform this action."})";
inline constexpr auto bad_token =
    R"({"detail":"Given token not valid for any token type","code":"token_not_valid","messages":)"
    R"([{"token_class":"AccessToken","token_type":"access","message":"Token is invalid or expired"}]})";

inline std::string key_body(std::string_view scopes, std::string_view more = "") {
    return R"({"name":"Nightly report","scopes":)" + std::string(scopes) + std::string(more) + "}";
}

inline Answer make_key(TestApp& app, std::string_view who, std::string_view scopes, std::string_view more = "") {
    auto answer = app.as(who).post(keys, key_body(scopes, more));
    CHECK(answer.status == 201);
    return answer;
}
inline Client key_client(TestApp& app, const Answer& made) { return app.with_token(made.text("key")); }
inline std::string key_url(const Answer& made) { return keys + std::to_string(made.id()) + "/"; }
inline std::int64_t keys_in(TestApp& app) { return app.count("SELECT COUNT(*) FROM api_keys"); }

}  // namespace crm::for_tests

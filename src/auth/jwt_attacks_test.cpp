// A table of attacks on tokens, each with the words it is refused with.
#include <doctest/doctest.h>

#include "auth/jwt_for_tests.hpp"

namespace crm {
namespace {

using namespace for_tests;

struct Attack {
    std::string_view name;
    std::string token;
    std::string_view answer = token_invalid;
};

std::vector<Attack> attacks_on_the_header() {
    const auto valid = with_claims(good);
    const auto body = base64url(good);
    const auto unsigned_with = [&](std::string_view head) { return base64url(head) + '.' + body + '.'; };
    return {
        {"alg none, no signature", unsigned_with(R"({"alg":"none","typ":"JWT"})")},
        {"alg None, no signature", unsigned_with(R"({"alg":"None"})")},
        {"alg NONE, no signature", unsigned_with(R"({"alg":"NONE"})")},
        {"alg nOnE, no signature", unsigned_with(R"({"alg":"nOnE"})")},
        {"alg none, good signature", with_header(R"({"alg":"none"})")},
        {"alg missing", with_header(R"({"typ":"JWT"})")},
        {"alg empty", with_header(R"({"alg":""})")},
        {"alg null", with_header(R"({"alg":null})")},
        {"alg number", with_header(R"({"alg":256})")},
        {"alg list", with_header(R"({"alg":["HS256"]})")},
        {"alg hs256", with_header(R"({"alg":"hs256"})")},
        {"alg HS256 and a blank", with_header(R"({"alg":"HS256 "})")},
        {"alg HS256 and a NUL", with_header("{\"alg\":\"HS256\\u0000\"}")},
        {"alg HS384", with_header(R"({"alg":"HS384"})")},
        {"alg HS512", with_header(R"({"alg":"HS512"})")},
        {"alg RS256 with our key", with_header(R"({"alg":"RS256"})")},
        {"alg ES256 with our key", with_header(R"({"alg":"ES256"})")},
        {"alg PS256 with our key", with_header(R"({"alg":"PS256"})")},
        {"alg EdDSA with our key", with_header(R"({"alg":"EdDSA"})")},
        {"alg dir, enc", with_header(R"({"alg":"dir","enc":"A256GCM"})")},
        {"alg twice, ours first", with_header(R"({"alg":"HS256","alg":"none"})")},
        {"alg twice, ours last", with_header(R"({"alg":"none","alg":"HS256"})")},
        {"Alg only", with_header(R"({"Alg":"HS256"})")},
        {"crit unknown", with_header(R"({"alg":"HS256","crit":["exp2"],"exp2":1})")},
        {"crit b64", with_header(R"({"alg":"HS256","crit":["b64"],"b64":true})")},
        {"crit empty", with_header(R"({"alg":"HS256","crit":[]})")},
        {"b64 false", with_header(R"({"alg":"HS256","b64":false})")},
        {"b64 text", with_header(R"({"alg":"HS256","b64":"false"})")},
        {"kid of /dev/null, empty key", sign("", R"({"alg":"HS256","kid":"../../../../dev/null"})", good)},
        {"kid with SQL, key from it", sign("x", R"({"alg":"HS256","kid":"' UNION SELECT 'x"})", good)},
        {"kid with a command", sign("x", R"({"alg":"HS256","kid":"|/bin/true"})", good)},
        {"kid a list", with_header(R"({"alg":"HS256","kid":["a"]})")},
        {"kid an object", with_header(R"({"alg":"HS256","kid":{"$gt":""}})")},
        {"jwk embedded, its key", sign("attacker", R"({"alg":"HS256","jwk":{"kty":"oct","k":"YXR0YWNrZXI"}})", good)},
        {"jku of another, its key", sign("attacker", R"({"alg":"HS256","jku":"https://evil.example/k.json"})", good)},
        {"x5u of another, its key", sign("attacker", R"({"alg":"HS256","x5u":"https://evil.example/c.pem"})", good)},
        {"x5c of another, its key", sign("attacker", R"({"alg":"HS256","x5c":["MIIB"]})", good)},
        {"header a list", with_header(R"(["HS256"])")},
        {"header text", with_header(R"("HS256")")},
        {"header null", with_header("null")},
        {"header empty", with_header("")},
        {"header cut", with_header(R"({"alg":"HS256")")},
        {"header with more behind it", with_header(R"({"alg":"HS256"}{})")},
        {"header with a byte order mark", with_header("\xEF\xBB\xBF{\"alg\":\"HS256\"}")},
        {"header not UTF-8", with_header("{\"alg\":\"HS256\",\"x\":\"\xFF\"}")},
        {"another key", sign("another-key", header, good)},
        {"empty key", sign("", header, good)},
        {"our key and a NUL", sign(key + '\0' + "x", header, good)},
        {"signed header of another token", with_header(R"({"alg":"HS256","x":1})").substr(0, 30) + valid.substr(30)},
    };
}

std::vector<Attack> attacks_on_the_form() {
    const auto valid = with_claims(good);
    const auto last = valid.rfind('.');
    const auto input = valid.substr(0, last);
    const auto mac = hmac_sha256(key, input);
    auto flipped = valid;
    flipped[last + 1] = flipped[last + 1] == 'A' ? 'B' : 'A';
    auto rest_bits = valid;  // 43 digits hold 258 bits, the last two of which must be zero
    rest_bits.back() = static_cast<char>(rest_bits.back() + 1);
    auto changed = good;
    changed.replace(changed.find("\"user_id\":3"), 11, "\"user_id\":2");
    return {
        {"nothing", ""},
        {"one dot", "."},
        {"two dots", ".."},
        {"three dots", "..."},
        {"text", "garbage"},
        {"signature empty", input + '.'},
        {"signature missing", input},
        {"signature of another payload", base64url(header) + '.' + base64url(changed) + valid.substr(last)},
        {"signature with a digit changed", flipped},
        {"signature cut to 16 bytes", input + '.' + base64url(mac.substr(0, 16))},
        {"signature cut to 31 bytes", input + '.' + base64url(mac.substr(0, 31))},
        {"signature cut to nothing but zero bits", input + ".AA"},
        {"signature with a byte more", input + '.' + base64url(mac + '\0')},
        {"signature all zero", input + '.' + base64url(std::string(32, '\0'))},
        {"signature in hexadecimal", input + '.' + hex(mac)},
        {"signature with rest bits", rest_bits},
        {"signature padded", valid + '='},
        {"signature in plain Base64", input + ".+/" + valid.substr(last + 3)},
        {"signature with one character more", valid + 'A'},
        {"header padded", base64url(header) + '=' + valid.substr(valid.find('.'))},
        {"payload padded", input + '=' + valid.substr(last)},
        {"blank before", ' ' + valid},
        {"blank behind", valid + ' '},
        {"newline behind", valid + '\n'},
        {"NUL behind", valid + '\0'},
        {"blank in the payload", valid.substr(0, 50) + ' ' + valid.substr(50)},
        {"dot behind", valid + '.'},
        {"dot before", '.' + valid},
        {"a part more", valid + ".AAAA"},
        {"five parts", "a.b.c.d.e"},
        {"another token behind", valid + '.' + valid},
        {"JSON serialization", R"({"payload":")" + base64url(good) + R"(","signature":"x","protected":"y"})"},
        {"quoted", '"' + valid + '"'},
        {"1 MiB of A", std::string(1 << 20, 'A')},
        {"1 MiB of dots", std::string(1 << 20, '.')},
        {"signed, but beyond 8 KiB", with_claim("pad", '"' + std::string(max_token_bytes, 'x') + '"')},
    };
}

std::vector<Attack> attacks_on_the_claims() {
    const auto no_exp = "Token has no 'exp' claim", no_id = "Token has no id", wrong_type = "Token has wrong type";
    return {
        {"payload a list", with_claims("[]")},
        {"payload text", with_claims("\"x\"")},
        {"payload empty", with_claims("")},
        {"payload not JSON", with_claims("foo")},
        {"payload cut", with_claims(good.substr(0, 40))},
        {"payload with NaN", with_claim("x", "NaN")},
        {"payload too deep", with_claim("x", std::string(200, '[') + std::string(200, ']'))},
        {"exp twice", with_claims(R"({"exp":1,)" + good.substr(1))},
        {"user_id twice", with_claims(R"({"user_id":1,)" + good.substr(1))},
        {"token_type twice", with_claims(R"({"token_type":"refresh",)" + good.substr(1))},
        {"unknown claim twice", with_claims(R"({"x":1,"x":2,)" + good.substr(1))},
        {"exp twice by an escape", with_claims(R"({"\u0065xp":1,)" + good.substr(1))},
        {"exp now", with_claim("exp", std::to_string(t))},
        {"exp a second ago", with_claim("exp", std::to_string(t - 1))},
        {"exp text", with_claim("exp", "\"tomorrow\"")},
        {"exp numeric text", with_claim("exp", "\"1700000300\"")},
        {"exp a fraction", with_claim("exp", "1700000300.5")},
        {"exp with an exponent", with_claim("exp", "17e8")},
        {"exp 1e400", with_claim("exp", "1e400")},
        {"exp negative", with_claim("exp", "-1")},
        {"exp minus zero", with_claim("exp", "-0")},
        {"exp beyond 64 bits", with_claim("exp", "99999999999999999999")},
        {"exp beyond the year 9999", with_claim("exp", "253402300800")},
        {"exp as milliseconds", with_claim("exp", "1700000300000")},
        {"exp null", with_claim("exp", "null")},
        {"exp true", with_claim("exp", "true")},
        {"exp a list", with_claim("exp", "[1700000300]")},
        {"exp missing", without("exp"), no_exp},
        {"iat in a second", with_claim("iat", std::to_string(t + 1))},
        {"iat text", with_claim("iat", "\"1\"")},
        {"iat null", with_claim("iat", "null")},
        {"nbf in a second", with_claim("nbf", std::to_string(t + 1))},
        {"nbf text", with_claim("nbf", "\"later\"")},
        {"nbf null", with_claim("nbf", "null")},
        {"jti missing", without("jti"), no_id},
        {"jti empty", with_claim("jti", "\"\""), no_id},
        {"jti null", with_claim("jti", "null"), no_id},
        {"jti a number", with_claim("jti", "7"), no_id},
        {"type missing", without("token_type"), "Token has no type"},
        {"refresh token as access token", with_claim("token_type", "\"refresh\""), wrong_type},
        {"type sliding", with_claim("token_type", "\"sliding\""), wrong_type},
        {"type ACCESS", with_claim("token_type", "\"ACCESS\""), wrong_type},
        {"type null", with_claim("token_type", "null"), wrong_type},
        {"type a list", with_claim("token_type", "[\"access\"]"), wrong_type},
        {"sv negative", with_claim("sv", "-1")},
        {"sv text", with_claim("sv", "\"9\"")},
        {"fam a number", with_claim("fam", "1")},
    };
}

}  // namespace

TEST_CASE("attacks on tokens are refused, with the contract's words") {
    REQUIRE(refusal(with_claims(good)) == "accepted");
    std::size_t count = 0;
    for (const auto& table : {attacks_on_the_header(), attacks_on_the_form(), attacks_on_the_claims()}) {
        for (const auto& attack : table) {
            CAPTURE(attack.name);
            CHECK(refusal(attack.token) == attack.answer);
            CHECK(refusal(attack.token) == attack.answer);  // also when it is remembered
            ++count;
        }
    }
    CHECK(count >= 130);
    // Without exp the clock is asked first, then the rest.
    CHECK(refusal(with_claims(R"({"nbf":1700000001})")) == token_invalid);
    CHECK(refusal(with_claims(R"({})")) == "Token has no 'exp' claim");
    CHECK(refusal(with_claims(R"({"exp":1700000300})")) == "Token has no id");
    CHECK(refusal(with_claims(R"({"exp":1700000300,"jti":"x"})")) == "Token has no type");
}

}  // namespace crm

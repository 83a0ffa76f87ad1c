// Heads and bodies off the wire: what is taken, what is refused, byte by byte as well.
#include "http/request_reader.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace crm;
using State = RequestReader::State;

namespace {

constexpr std::size_t max_head = 32 * 1024, max_body = 1000;

struct Outcome {
    State state;
    int status;
    Request request;
};

Outcome read(std::string_view text, std::size_t step = std::string_view::npos) {
    RequestReader reader(max_head, max_body);
    State state = State::idle;
    while (!text.empty() && state != State::complete && state != State::refused) {
        reader.append(text.substr(0, step));
        text.remove_prefix(std::min(step, text.size()));
        state = reader.read();
    }
    return {state, reader.refusal().status, state == State::complete ? reader.take() : Request{}};
}

int refusal_of(std::string_view text) {
    const auto whole = read(text);
    const auto bytewise = read(text, 1);
    CHECK(whole.state == bytewise.state);
    CHECK(whole.status == bytewise.status);
    return whole.status;
}

std::string get(std::string_view more) { return "GET / HTTP/1.1\r\nHost: x\r\n" + std::string(more) + "\r\n"; }
std::string post(std::string_view more) { return "POST / HTTP/1.1\r\nHost: x\r\n" + std::string(more); }
std::string chunked(std::string_view body) { return post("Transfer-Encoding: chunked\r\n\r\n" + std::string(body)); }

}  // namespace

TEST_CASE("a plain request") {
    const auto [state, status, request] = read(
        "\r\nPOST /a%20b/%C3%BC?q=%20 HTTP/1.1\r\nHost: h:80\r\nA:\t1 \r\na: 2\r\nContent-Length: 3\r\n\r\nabcGET");
    CHECK(state == State::complete);
    CHECK(request.method == "POST");
    CHECK(request.target == "/a%20b/%C3%BC?q=%20");
    CHECK(request.path == "/a b/ü");
    CHECK(request.query == "q=%20");
    CHECK(request.header("HOST") == "h:80");
    CHECK(request.header("a") == "1");
    CHECK(request.headers.size() == 4);
    CHECK(request.has_header("content-length"));
    CHECK_FALSE(request.has_header("b"));
    CHECK(request.body == "abc");
}

TEST_CASE("forms of the target") {
    auto request = read("GET HTTP://other:1?x=/ HTTP/1.1\r\nHost: x\r\n\r\n").request;
    CHECK(request.target == "/?x=/");
    CHECK(request.path == "/");
    CHECK(request.query == "x=/");
    CHECK(request.header("Host") == "other:1");
    CHECK(read("GET https://[::1]/p HTTP/1.0\r\n\r\n").request.header("Host") == "[::1]");
    CHECK(read("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n").request.path == "*");
    CHECK(read("GET //a//b?c?d HTTP/1.1\r\nHost: x\r\n\r\n").request.path == "//a//b");
    CHECK(read("GET /?a=\\b HTTP/1.1\r\nHost: x\r\n\r\n").request.query == "a=\\b");
    CHECK(read("GET /%zz|{} HTTP/1.1\r\nHost: x\r\n\r\n").request.path == "/%zz|{}");
    for (const auto* target :
         {"*", "a", "x:443", "ftp://x/", "http://", "http:///", "http://a@b/", "http://a b/", "/a#b", "/a\\b",
          "/%0d%0aA:b", "/%1f", "/%7f", "/\x7f", "/\xc3\xbc", "/%00", "/%ff", "/%c3", ""})
        CHECK_MESSAGE(refusal_of("GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n\r\n") == 400,
                      std::string(target));
    CHECK(refusal_of("CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n") == 501);
    CHECK(refusal_of("GET /" + std::string(max_target_bytes - 1, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n") == 0);
    CHECK(refusal_of("GET /" + std::string(max_target_bytes, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n") == 414);
    CHECK(refusal_of("GET /" + std::string(max_head, 'a')) == 414);
}

TEST_CASE("request lines") {
    for (const auto* line : {"GET /", "GET  / HTTP/1.1", "GET / HTTP/1.1 ", "GET / http/1.1", "GET / HTTP/1.10",
                             "GET / HTTP/1", " GET / HTTP/1.1", "G@T / HTTP/1.1", "GET\t/ HTTP/1.1", "GET /\tHTTP/1.1",
                             "\x01 / HTTP/1.1", "GET / HTTP/1.1\r", "GET / a HTTP/1.1"})
        CHECK_MESSAGE(refusal_of(std::string(line) + "\r\nHost: x\r\n\r\n") == 400, std::string(line));
    CHECK(refusal_of("GET / HTTP/2.0\r\nHost: x\r\n\r\n") == 505);
    CHECK(refusal_of("GET / HTTP/1.2\r\nHost: x\r\n\r\n") == 505);
    CHECK(refusal_of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") == 505);
    CHECK(refusal_of(std::string(33, 'A') + " / HTTP/1.1\r\nHost: x\r\n\r\n") == 400);
    CHECK(refusal_of("anything / HTTP/1.0\r\n\r\n") == 0);
}

TEST_CASE("header fields") {
    for (const auto* field : {"A : b", " A: b", "A", ": b", "A: b\rC: d", "A: b\nC: d", "A: \x01", "A: b\x7f",
                              "A\x80: b", "A:\r\n b", "A: b\r\n\tc", "A[: b",
                              "\x0b"
                              "A: b"})
        CHECK_MESSAGE(refusal_of(get(std::string(field) + "\r\n")) == 400, std::string(field));
    CHECK(refusal_of(get(std::string("A: b\0c", 6) + "\r\n")) == 400);
    CHECK(refusal_of(get("A:\r\nB: \t \r\nC: \xff\xfe\tx\r\n")) == 0);
    CHECK(refusal_of("GET / HTTP/1.1\r\nHost: x\n\r\n") == 400);
    CHECK(refusal_of("GET / HTTP/1.1\nHost: x\n\n") == 400);
    CHECK(refusal_of("GET / HTTP/1.1\r\n\r\n") == 400);
    CHECK(refusal_of(get("Host: x\r\n")) == 400);
    CHECK(refusal_of("GET / HTTP/1.0\r\n\r\n") == 0);
    CHECK(refusal_of("GET / HTTP/1.0\r\nHost: a\r\nhost: a\r\n\r\n") == 400);
    for (const auto* host : {"a b", "a/b", "a@b", "a\"b", "a\\b", "a?b", "a,b", "a:b", "a:1:2", "a:123456", "[::1",
                             "::1", "[]", ":1", "", "[::1]x"})
        CHECK(refusal_of("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n") == 400);
    std::string many;
    for (int i = 0; i < 99; ++i) many += "A: b\r\n";
    CHECK(refusal_of(get(many)) == 0);
    CHECK(refusal_of(get(many + "A: b\r\n")) == 431);
    const std::string frame = get("A: \r\n");
    CHECK(refusal_of(get("A: " + std::string(max_head - frame.size(), 'x') + "\r\n")) == 0);
    CHECK(refusal_of(get("A: " + std::string(max_head - frame.size() + 1, 'x') + "\r\n")) == 431);
}

TEST_CASE("framing that could be taken in two ways") {
    for (const auto* fields : {"Content-Length: 1\r\nContent-Length: 1",
                               "Content-Length: 1\r\nContent-Length: 2",
                               "Content-Length: 1, 1",
                               "Content-Length: +1",
                               "Content-Length: -1",
                               "Content-Length: 0x1",
                               "Content-Length:",
                               "Content-Length: 1 1",
                               "Content-Length: 1\xc2\xa0",
                               "Content-Length: 99999999999999999999",
                               "Content-Length: 1\r\nTransfer-Encoding: chunked",
                               "Transfer-Encoding: chunked\r\nContent-Length: 0",
                               "Transfer-Encoding: identity",
                               "Transfer-Encoding:",
                               "Transfer-Encoding: xchunked",
                               "Transfer-Encoding: chunked, identity",
                               "Transfer-Encoding: chunked, chunked",
                               "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                               "Transfer-Encoding: \"chunked\"",
                               "Transfer-Encoding: chunked;a=b",
                               "Transfer-Encoding: \x0b"
                               "chunked",
                               "Transfer-Encoding : chunked",
                               "Transfer-Encoding: chunked\r\n , identity",
                               "Content-Length: 01",
                               "Content-Length: 00",
                               "Content_Length: 1",
                               "Transfer_Encoding: chunked"})
        CHECK_MESSAGE(refusal_of(post(std::string(fields) + "\r\n\r\n0\r\n\r\n")) == 400, std::string(fields));
    CHECK(refusal_of(post("Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")) == 501);
    CHECK(refusal_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == 400);
    CHECK(read(post("Transfer-Encoding:\tCHUNKED\r\n\r\n0\r\n\r\n")).state == State::complete);
    CHECK(read(post("Content-Length: 0\r\n\r\nx")).request.body.empty());
    CHECK(refusal_of(post("Content-Length: 1000\r\n\r\n")) == 0);
    CHECK(refusal_of(post("Content-Length: 1001\r\n\r\n")) == 413);
}

TEST_CASE("fields that may stand once") {
    CHECK(refusal_of(post("Content-Type: text/plain\r\ncontent-type: text/plain\r\n\r\n")) == 400);
    CHECK(refusal_of(get("Authorization: Bearer a\r\nAuthorization: Bearer a\r\n")) == 400);
    CHECK(refusal_of(get("Accept: a/b\r\nAccept: c/d\r\n")) == 0);
}

TEST_CASE("nothing but 100-continue can be expected") {
    for (const auto* value : {"200-ok", "100-continue, x", "100", "", "100-continue;a=b"})
        CHECK(refusal_of(get("Expect: " + std::string(value) + "\r\n")) == 417);
    CHECK(refusal_of(get("Expect: 100-CONTINUE\r\n")) == 0);
}

TEST_CASE("fields that come too late in a trailer") {
    for (const auto* field : {"Content-Length: 3", "transfer-encoding: chunked", "Host: x", "Authorization: Bearer x",
                              "Content-Type: text/plain", "Cookie: a=b", "Connection: close"})
        CHECK_MESSAGE(refusal_of(chunked("3\r\nabc\r\n0\r\n" + std::string(field) + "\r\n\r\n")) == 400,
                      std::string(field));
    CHECK(refusal_of(chunked("3\r\nabc\r\n0\r\nX-Checksum: 1\r\nExpires: 0\r\n\r\n")) == 0);
}

TEST_CASE("chunked bodies") {
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::string_view::npos}) {
        const auto whole =
            read(chunked("3\r\nabc\r\n00A;a=b;c=\"\\\"x;\"\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"), step);
        CHECK(whole.state == State::complete);
        CHECK(whole.request.body == "abc0123456789");
        CHECK_FALSE(whole.request.has_header("Trailer"));
    }
    for (const auto* body : {"\r\n",
                             "x\r\n",
                             "3 \r\nabc",
                             " 3\r\nabc",
                             "3\nabc",
                             "3\r\nabcd\r\n",
                             "3\r\nabc\n0\r\n\r\n",
                             "0x3\r\nabc",
                             "+3\r\nabc",
                             "-1\r\n",
                             "3;\r\nabc",
                             "3;a=\r\nabc",
                             "3;a=\"b\r\nabc",
                             "3; a=b\r\nabc",
                             "3,a\r\nabc",
                             "00000000000000003\r\nabc",
                             "3\r\nabc\r\n\r\n",
                             "0\r\nA : b\r\n\r\n",
                             "0\r\n b\r\n\r\n",
                             "0\r\nA: b\n\r\n",
                             "3\rX\nabc",
                             "fffffffffffffffff\r\n"})
        CHECK_MESSAGE(refusal_of(chunked(body)) == 400, std::string(body));
    CHECK(refusal_of(chunked("ffffffffffffffff\r\n")) == 413);
    CHECK(refusal_of(chunked("3e8\r\n" + std::string(1000, 'x') + "\r\n0\r\n\r\n")) == 0);
    CHECK(refusal_of(chunked("3e8\r\n" + std::string(1000, 'x') + "\r\n1\r\nx")) == 413);
    std::string extended;
    for (int i = 0; i < 900; ++i) extended += "1;a=" + std::string(900, 'b') + "\r\nx\r\n";
    CHECK(refusal_of(chunked(extended)) == 413);
    std::string trailers = "0\r\n";
    for (int i = 0; i < 100; ++i) trailers += "A: " + std::string(900, 'b') + "\r\n";
    CHECK(refusal_of(chunked(trailers)) == 413);
    CHECK(refusal_of(chunked(std::string(2000, '1'))) == 400);
}

TEST_CASE("requests in a row") {
    RequestReader reader(max_head, max_body);
    std::string many;
    for (int i = 0; i < 50; ++i)
        many += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n" +
                std::to_string(10 + i) + "\r\n\r\n";
    int seen = 0;
    for (std::size_t at = 0; at < many.size(); at += 13) {
        reader.append(many.substr(at, 13));
        while (reader.read() == State::complete) {
            const auto request = reader.take();
            CHECK(request.path == "/" + std::to_string(seen));
            CHECK(request.body == std::to_string(10 + seen));
            ++seen;
        }
    }
    CHECK(seen == 50);
    CHECK(reader.read() == State::idle);
}

TEST_CASE("what follows a request on its connection") {
    const auto framing = [](std::string_view version, std::string_view fields) {
        RequestReader reader(max_head, max_body);
        reader.append("GET / HTTP/" + std::string(version) + "\r\nHost: x\r\n" + std::string(fields) + "\r\n");
        reader.read();
        return reader.framing();
    };
    CHECK(framing("1.1", "").keep_alive);
    CHECK_FALSE(framing("1.1", "Connection: a, CLOSE\r\n").keep_alive);
    CHECK_FALSE(framing("1.1", "Connection: keep-alive\r\nConnection: close\r\n").keep_alive);
    CHECK_FALSE(framing("1.0", "").keep_alive);
    CHECK(framing("1.0", "Connection: Keep-Alive\r\n").keep_alive);
    CHECK(framing("1.1", "Expect: 100-Continue\r\nContent-Length: 1\r\n").expects_continue);
    CHECK_FALSE(framing("1.0", "Expect: 100-continue\r\n").expects_continue);
}

TEST_CASE("the reader survives anything") {
    std::mt19937 random(7);
    const std::string good = chunked("3;a=b\r\nabc\r\n0\r\nA: b\r\n\r\n") + get("A: b\r\nConnection: close\r\n");
    for (int i = 0; i < 20'000; ++i) {
        auto broken = good;
        for (int j = 0; j < 2; ++j) broken[random() % broken.size()] = static_cast<char>(random());
        refusal_of(broken);
    }
}

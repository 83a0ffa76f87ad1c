// Every request of the llhttp corpus against a real socket: what llhttp refuses is refused here, and nothing is
// smuggled.
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <mutex>
#include <sstream>

#include "base/json.hpp"
#include "base/text.hpp"
#include "http/test_client.hpp"

using namespace crm;
using namespace crm::test;

namespace {

// The documents write line ends as line ends and the rest as escapes; a backslash before a line end joins lines.
std::string bytes_of(std::string_view text) {
    std::string out;
    if (text.ends_with('\n')) text.remove_suffix(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char next = i + 1 < text.size() ? text[i + 1] : '\0';
        if (text[i] == '\n') {
            out += "\r\n";
        } else if (text[i] == '\\' && next == '\n') {
            ++i;
        } else if (text[i] == '\\' && std::string_view("rntf").find(next) != std::string_view::npos && next) {
            out += next == 'r' ? '\r' : next == 'n' ? '\n' : next == 't' ? '\t' : '\f';
            ++i;
        } else if (text.substr(i).starts_with("\\x")) {
            out += static_cast<char>(std::stoi(std::string(text.substr(i + 2, 2)), nullptr, 16));
            i += 3;
        } else {
            out += text[i];
        }
    }
    return out;
}

// Most of the corpus has no Host, which is refused before anything else could be.
std::string with_host(std::string text) {
    const auto line = text.find("HTTP/1.1\r\n");
    if (line == std::string::npos || ascii_lower(text).find("\r\nhost:") != std::string::npos) return text;
    return text.insert(line + 10, "Host: example.com\r\n");
}

// llhttp refuses these and we do not, on purpose.
const std::map<std::string_view, std::string_view> taken_here = {
    {"Invalid method", "any token is a method; what to do with an unknown one is for the application (405)"},
    {"HTTP protocol and ANNOUNCE method", "likewise"},
    {"No restart when keep-alive is off (1.0)", "what follows a last request is not looked at"},
};

// llhttp takes these and we do not, on purpose.
const std::map<std::string_view, std::string_view> refused_here = {
    {"SOURCE request with ICE", "not HTTP"},
    {"OPTIONS request with RTSP", "not HTTP"},
    {"ANNOUNCE request with RTSP", "not HTTP"},
    {"M-SEARCH request", "`*` is for OPTIONS alone"},
    {"No HTTP version", "HTTP/0.9 has no place on the internet"},
    {"Fragment in URI", "a fragment is never sent"},
    {"`host:port` and basic auth", "user information in a target is an error, RFC 9110 section 4.2.4"},
    {"POST with `chunked` as last transfer-encoding", "no coding but chunked is understood: 501"},
    {"POST with `chunked` as last transfer-encoding (multiple headers)", "likewise"},
    {"POST with `Transfer-Encoding` and `Content-Length`", "contradictory framing"},
    {"`Content-Length` with zeroes", "an octal number to some readers"},
    {"`Content-Length` with follow-up headers", "likewise"},
    {"Trailing headers", "what a body is has to be said before it, RFC 9110 section 6.5.1"},
    {"curl GET", "`0.0.0.0=5000` is no host"},
    {"Firefox GET", "likewise"},
    // The rest stops in the middle of a request.
    {"Spaces in `Content-Length` (surrounding)", "incomplete"},
    {"Tabs in `Content-Length` (surrounding)", "incomplete"},
    {"Content-Length reset when no body is received", "incomplete: llhttp was told to skip the body"},
    {"It should be unsafe to finish after incomplete PUT request", "incomplete"},
    {"It should be unsafe to finish inside of the header", "incomplete"},
    {"Parsing and setting flag", "incomplete"},
    {"Chunk extensions", "incomplete"},
    {"Chunk extensions quoting", "incomplete"},
};

struct Case {
    std::string title, meta, bytes;
    bool refused = false;
};

std::vector<Case> cases() {
    std::ifstream file(std::string(TEST_CORPORA) + "/llhttp-request-cases.json");
    REQUIRE(file);
    std::ostringstream text;
    text << file.rdbuf();
    const auto all = text.str();
    const auto document = json::Document::parse(all);
    std::vector<Case> found;
    for (const auto& item : document.root().items) {
        Case one{std::string(item.find("title")->text), std::string(item.find("meta")->text),
                 bytes_of(item.find("request")->text), false};
        const auto* error = item.find("error");
        // A pause is llhttp handing an upgrade to its caller.
        one.refused = error && error->is(json::Type::string) && !error->text.starts_with("Pause");
        found.push_back(std::move(one));
    }
    return found;
}

int status_of_answer(std::string_view answer) {
    return answer.starts_with("HTTP/1.1 ") ? std::stoi(std::string(answer.substr(9, 3))) : 0;
}

}  // namespace

TEST_CASE("the llhttp corpus") {
    std::mutex mutex;
    std::vector<std::string> seen;
    Running running([&](Request request, const Server::Reply& reply) {
        const std::lock_guard lock(mutex);
        seen.push_back(request.path);
        reply(plain(200, ""));
    });
    const auto all = cases();
    CHECK(all.size() == 156);
    std::size_t refused = 0, taken = 0;
    for (const auto& one : all) {
        CAPTURE(one.title);
        for (const bool host : {false, true}) {
            const auto bytes = host ? with_host(one.bytes) : one.bytes;
            CAPTURE(bytes);
            seen.clear();
            const auto answer = running.talk(bytes);
            CAPTURE(answer);
            CHECK(answer.find("<did not end well>") == std::string::npos);
            CHECK(answer.find("HTTP/1.1 500") == std::string::npos);
            const auto last = answer.rfind("HTTP/1.1 ");
            REQUIRE(last != std::string::npos);
            const int status = status_of_answer(std::string_view(answer).substr(last));
            const bool is_refusal =
                status == 400 || status == 413 || status == 414 || status == 431 || status == 501 || status == 505;
            for (const auto& path : seen) CHECK(path.find("evil") == std::string::npos);
            if (one.refused && !taken_here.contains(one.title)) {
                CHECK(is_refusal);
                refused += is_refusal;
            }
            const bool lenient = one.meta.find("lenient") != std::string::npos;
            const bool upgrade = one.bytes.find("pgrade") != std::string::npos || one.bytes.starts_with("CONNECT") ||
                                 one.bytes.starts_with("PRI");
            if (host && !one.refused && !lenient && !upgrade && !refused_here.contains(one.title)) {
                CHECK(status_of_answer(answer) == 200);
                taken += status_of_answer(answer) == 200;
            }
            CHECK(seen.size() <= 3);
        }
    }
    MESSAGE("refused ", refused, ", taken ", taken);
}

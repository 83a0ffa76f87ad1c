// For tests: bodies of any length as they come over the wire, and a disk on which they find no room.
#pragma once
#include <algorithm>
#include <random>
#include <string>
#include <string_view>

#include "base/temporary_file.hpp"
#include "http/request.hpp"
#include "http/server.hpp"

namespace crm::test {

inline LongBody long_body_of(const Request& head) {
    if (head.path == "/stranger") return LongBody::unauthenticated;
    if (head.path == "/unproven") return LongBody::if_few;
    return head.path == "/long" ? LongBody::taken : LongBody::refused;
}

// Without a period, so that a piece that is missing, doubled or moved shows.
inline std::string patterned(std::size_t size) {
    std::minstd_rand random(7);
    std::string text(size, '\0');
    std::ranges::generate(text, [&] { return static_cast<char>(random() >> 8U); });
    return text;
}

inline std::string post(std::string_view path, std::string_view fields) {
    return "POST " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n" + std::string(fields) + "\r\n";
}

inline std::string with_length(std::string_view body, std::string_view path = "/long") {
    return post(path, "Content-Length: " + std::to_string(body.size()) + "\r\n").append(body);
}

// In chunks of every kind: a byte, some, more than is read at a time.
inline std::string in_chunks(std::string_view body, std::string_view path = "/long") {
    std::string text = post(path, "Transfer-Encoding: chunked\r\n");
    for (std::size_t i = 0; !body.empty(); ++i) {
        constexpr std::size_t sizes[] = {1, 100'000, 777, 40'000};
        const auto chunk = body.substr(0, sizes[i % std::size(sizes)]);
        std::string digits;
        for (auto size = chunk.size(); size > 0; size /= 16) digits.insert(0, 1, "0123456789abcdef"[size % 16]);
        text.append(digits).append("\r\n").append(chunk).append("\r\n");
        body.remove_prefix(chunk.size());
    }
    return text + "0\r\n\r\n";
}

inline std::string content_of(const Request& request) {
    if (!request.long_body) return request.body;
    std::string text(request.long_body->size(), '\0');
    text.resize(request.long_body->read(0, text));
    return request.body + text;
}

}  // namespace crm::test

// Chunked request bodies (RFC 9112 section 7.1), read strictly.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace crm {

class ChunkedReader {
public:
    enum class Progress { more, done, malformed, too_large };

    // Takes what it can from the front of `in` and appends the data to `body`, which may grow to `limit`.
    Progress read(std::string_view& in, std::string& body, std::size_t limit);

private:
    enum class At { size, content, content_end, trailer };
    Progress read_size(std::string_view line, std::size_t held, std::size_t limit);

    At at_ = At::size;
    std::uint64_t left_ = 0;
    std::size_t overhead_ = 0;  // bytes spent on extensions, tiny chunks and trailers
};

}  // namespace crm

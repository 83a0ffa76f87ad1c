// gzip by zlib.
#include "base/gzip.hpp"

#define ZLIB_CONST
#include <zlib.h>

#include "base/errors.hpp"

namespace crm {

std::string gunzip(std::string_view packed) {
    constexpr int gzip_only = 16 + MAX_WBITS;
    z_stream stream{};
    if (inflateInit2(&stream, gzip_only) != Z_OK) throw std::bad_alloc();
    stream.next_in = reinterpret_cast<const Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string out;
    int outcome = Z_OK;
    while (outcome == Z_OK) {
        constexpr std::size_t step = 256 * 1024;
        const auto before = out.size();
        out.resize(before + step);
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
        stream.avail_out = static_cast<uInt>(step);
        outcome = inflate(&stream, Z_NO_FLUSH);
        out.resize(out.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    if (outcome != Z_STREAM_END || stream.avail_in != 0)
        throw Error(Condition::internal, "A server error occurred.", "not a gzip file");
    return out;
}

}  // namespace crm

// multipart/form-data (RFC 7578 and 2046), strictly: a body without its last boundary is refused.
#include <algorithm>

#include "base/text.hpp"
#include "http/form.hpp"

namespace crm {
namespace {

[[noreturn]] void malformed(std::string_view why) {
    throw Error(Condition::bad_request, "Multipart form parse error - " + std::string(why));
}

constexpr std::size_t max_part_header_bytes = 8 * 1024;

std::string boundary_of(std::string_view content_type) {
    const MediaType media = parse_media_type(content_type);
    if (media.type != "multipart/form-data") malformed("Invalid Content-Type: " + media.type);
    const auto charset = media.param("charset");
    if (!charset.empty() && !equals_ignoring_case(charset, "utf-8") && !equals_ignoring_case(charset, "utf8"))
        malformed("Unsupported charset: " + std::string(charset));
    const std::string boundary(media.param("boundary"));
    constexpr std::string_view punctuation = "'()+_,-./:=? ";
    const auto allowed = [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               punctuation.find(c) != std::string_view::npos;
    };
    if (boundary.empty() || boundary.size() > 70 || boundary.back() == ' ' || !std::ranges::all_of(boundary, allowed))
        malformed("Invalid boundary in multipart: " + (boundary.empty() ? "None" : boundary));
    return boundary;
}

struct Part {
    std::string name;
    bool is_file = false;
};

void read_part_header(std::string_view line, Part& part, bool& named) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) malformed("Invalid part header");
    const auto field = line.substr(0, colon);
    const MediaType value = parse_media_type(line.substr(colon + 1));
    if (equals_ignoring_case(field, "Content-Disposition")) {
        if (value.type != "form-data") malformed("Invalid Content-Disposition");
        for (const auto& [key, text] : value.params) {
            if (key == "name") {
                if (named) malformed("Two names in one part");
                part.name = text;
                named = true;
            }
            if (key == "filename" || key == "filename*") part.is_file = true;
        }
    } else if (equals_ignoring_case(field, "Content-Type")) {
        const auto charset = value.param("charset");
        if (!charset.empty() && !equals_ignoring_case(charset, "utf-8") && !equals_ignoring_case(charset, "us-ascii"))
            malformed("Unsupported charset: " + std::string(charset));
    }
}

// Reads header lines up to the blank one and moves `text` behind it.
Part read_part_headers(std::string_view& text) {
    Part part;
    bool named = false;
    std::size_t total = 0;
    for (;;) {
        const auto end = text.find("\r\n");
        if (end == std::string_view::npos) malformed("Unexpected end of the body");
        const auto line = text.substr(0, end);
        text.remove_prefix(end + 2);
        if (line.empty()) break;
        if ((total += end) > max_part_header_bytes) malformed("Part headers too long");
        read_part_header(line, part, named);
    }
    if (!named) malformed("A part without a name");
    if (!is_utf8(part.name)) malformed("A name is not UTF-8");
    return part;
}

// Behind `--boundary`: blanks and a line end for another part, `--` for the end.
bool another_part(std::string_view& text) {
    if (text.starts_with("--")) return false;
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    if (!text.starts_with("\r\n")) malformed("Unexpected end of the body");
    text.remove_prefix(2);
    return true;
}

}  // namespace

FormFields parse_multipart(std::string_view content_type, std::string_view body) {
    const std::string delimiter = "\r\n--" + boundary_of(content_type);
    FormFields fields;
    // What precedes the first boundary is a preamble, to be ignored.
    if (body.starts_with(std::string_view(delimiter).substr(2))) {
        body.remove_prefix(delimiter.size() - 2);
    } else {
        const auto first = body.find(delimiter);
        if (first == std::string_view::npos) malformed("No boundary in the body");
        body.remove_prefix(first + delimiter.size());
    }
    std::size_t parts = 0, total = 0;
    while (another_part(body)) {
        if (++parts > max_multipart_parts) throw OversizedForm("more than 100 multipart parts");
        Part part = read_part_headers(body);
        // An empty part may have its boundary directly behind the blank line.
        const bool empty = body.starts_with(std::string_view(delimiter).substr(2));
        const auto end = empty ? 0 : body.find(delimiter);
        if (end == std::string_view::npos) malformed("Unexpected end of the body");
        const auto value = body.substr(0, end);
        body.remove_prefix(end + delimiter.size() - (empty ? 2 : 0));
        if (part.is_file) continue;
        if ((total += value.size() + part.name.size()) > max_multipart_bytes)
            throw OversizedForm("more than 2621440 bytes of multipart fields");
        if (!is_utf8(value)) malformed("A value is not UTF-8");
        fields.emplace_back(std::move(part.name), value);
    }
    return fields;
}

}  // namespace crm

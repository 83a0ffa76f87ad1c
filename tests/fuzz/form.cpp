// A body as a form: the first line is the media type. Read or refused; what is read is text within the limits.
#include "base/text.hpp"
#include "fuzz/film.hpp"
#include "fuzz/target.hpp"
#include "resource/input.hpp"

using namespace crm;
using namespace crm::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = text_of(data, size);
    const auto end = std::min(text.find('\n'), text.size());
    Request request;
    request.headers.emplace_back("Content-Type", text.substr(0, end));
    request.body = text.substr(std::min(end + 1, text.size()));
    try {
        if (parse_media_type(request.header("Content-Type")).type == "multipart/form-data") {
            const FormFields fields = parse_multipart(request.header("Content-Type"), request.body);
            claim(fields.size() <= max_multipart_parts, "no more parts than are allowed");
            for (const auto& [name, value] : fields) claim(is_utf8(name) && is_utf8(value), "a field is text");
        }
        const Body body(request);
        for (const Field& field : films().fields)
            if (const auto given = body.find(field.name)) {
                Problems problems;
                if (const auto value = read_value(field, *given, problems))
                    claim(problems.empty(), "a value, or a problem");
            }
    } catch (const Error& refusal) {
        claim(refusal.condition == Condition::bad_request || refusal.condition == Condition::unsupported_media,
              "a form is refused as the client's mistake");
    }
    return 0;
}

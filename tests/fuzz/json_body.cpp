// A body as JSON: refused, or every field of it is read or has a problem, and what was read reads the same when it is
// written again.
#include "base/text.hpp"
#include "fuzz/film.hpp"
#include "fuzz/target.hpp"
#include "resource/input.hpp"
#include "resource/sql.hpp"

using namespace crm;
using namespace crm::fuzz;

namespace {

bool same(const json::Value& a, const json::Value& b) {
    if (a.type != b.type || a.boolean != b.boolean || a.text != b.text || a.items.size() != b.items.size() ||
        a.members.size() != b.members.size())
        return false;
    for (std::size_t i = 0; i < a.items.size(); ++i)
        if (!same(a.items[i], b.items[i])) return false;
    for (std::size_t i = 0; i < a.members.size(); ++i)
        if (a.members[i].name != b.members[i].name || !same(a.members[i].value, b.members[i].value)) return false;
    return true;
}

bool has_surrogate(const json::Value& value) {
    if (find_surrogate(value.text)) return true;
    for (const json::Value& item : value.items)
        if (has_surrogate(item)) return true;
    for (const auto& member : value.members)
        if (find_surrogate(member.name) || has_surrogate(member.value)) return true;
    return false;
}

void check_writer(std::string_view text) {
    const auto document = json::Document::parse(text);
    std::string written, indented;
    json::append_value(written, document.root());
    if (has_surrogate(document.root())) return;
    claim(is_utf8(written), "what is written is UTF-8");
    claim(same(json::Document::parse(written).root(), document.root()), "JSON reads as it was written");
    json::Indenter(2).append(indented, written);
    claim(same(json::Document::parse(indented).root(), document.root()), "indented JSON reads as it was written");
}

void check_field(const Field& field, const Body& body) {
    const auto given = body.find(field.name);
    if (!given) return;
    Problems problems;
    const auto value = read_value(field, *given, problems);
    claim(value.has_value() != problems.has(field.name), "a value, or a problem");
    for (const auto& [name, texts] : problems.found())
        for (const std::string& text : texts) claim(is_utf8(text), "a problem is text");
    if (!value) return;
    if (const auto* text = std::get_if<std::string>(&*value))
        claim(is_utf8(*text) && text->find('\0') == text->npos &&
                  (field.max_length == 0 || code_points(*text) <= field.max_length),
              "a text that every engine takes");
    std::string written = "{";
    json::append_string(written, field.name);
    written += ':';
    append_json(written, field, *value);
    written += '}';
    const Body again(written);
    const auto reread = read_value(field, *again.find(field.name), problems);
    claim(reread == value, "a value reads as it was written");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = text_of(data, size);
    try {
        check_writer(text);
        const Body body(text);
        for (const Field& field : films().fields) check_field(field, body);
    } catch (const Error& refusal) {
        claim(refusal.condition == Condition::bad_request, "a body is refused as the client's mistake");
    }
    return 0;
}

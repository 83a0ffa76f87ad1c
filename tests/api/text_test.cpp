// Text of every kind in every text field of every resource: kept to the last byte, trimmed as Python trims, or refused.
#include <doctest/doctest.h>

#include "base/text.hpp"
#include "crm/catalogue.hpp"
#include "support/bodies.hpp"
#include "support/test_app.hpp"

using namespace crm;
using namespace crm::for_tests;

TEST_SUITE_BEGIN("text");
namespace {
struct EachField {
    const Resource& resource;
    const Field& field;
    std::string item() const { return "/api/" + std::string(resource.name) + "/2/"; }
    std::string body(std::string_view json) const {
        return "{\"" + std::string(field.name) + "\":" + std::string(json) + "}";
    }
};

template <class F>
void for_each_text_field(F&& f) {
    for (const Resource* resource : catalogue().all())
        for (const Field* field : text_fields(*resource)) {
            INFO(resource->name << "." << field->name);
            f(EachField{*resource, *field});
        }
}

TEST_CASE("text of any script comes back to the last byte, from the answer and from a read") {
    TestApp app;
    const auto david = app.as("david");
    for (const std::string text :
         {"Zoë & Søn", "日本語", "🚀👩‍👩‍👧‍👦", "\U0010FFFF", "a\u0301", "مرحبا", "<b>&amp;'\"\\</b>",
          "a\r\n\tb", "x\u2028y\u2029z", "x\u200b", "\ufeffx", "\u0001\u001fx\u007f", "'; DROP TABLE a; --", "%s%n{}"})
        for_each_text_field([&](const EachField& each) {
            const auto answer = david.patch(each.item(), each.body(json_text(text)));
            CHECK(answer.status == 200);
            CHECK(answer.text(each.field.name) == text);
            CHECK(david.get(each.item()).text(each.field.name) == text);
        });
}

TEST_CASE("blanks at the ends go, those that Python calls so, and no others") {
    TestApp app;
    const auto david = app.as("david");
    for (const std::string blank : {" ", "\t", "\n", "\r\n", "\u001c", "\u0085", "\u00a0", "\u1680", "\u2003", "\u2028",
                                    "\u202f", "\u205f", "\u3000"})
        for_each_text_field([&](const EachField& each) {
            const auto answer = david.patch(each.item(), each.body(json_text(blank + "a " + blank + "b" + blank)));
            CHECK(answer.text(each.field.name) == "a " + blank + "b");
            if (each.field.required)
                CHECK(david.patch(each.item(), each.body(json_text(blank))).says("This field may not be blank."));
        });
    CHECK(david.patch("/api/customers/2/", "{\"name\":\"\u200bx\ufeff\"}").text("name") == "\u200bx\ufeff");
}

TEST_CASE("NUL and lone surrogates are refused with the contract's texts") {
    TestApp app;
    const auto david = app.as("david");
    for_each_text_field([&](const EachField& each) {
        const std::string start = "{\"" + std::string(each.field.name) + "\":[\"";
        CHECK(david.patch(each.item(), each.body(R"("a\u0000b")")).body ==
              start + "Null characters are not allowed.\"]}");
        CHECK(david.patch(each.item(), each.body(R"("a\ud83d")")).body ==
              start + "Surrogate characters are not allowed: U+D83D.\"]}");
        CHECK(david.patch(each.item(), each.body(R"("\ude80\ud83d")")).body ==
              start + "Surrogate characters are not allowed: U+DE80.\"]}");
        CHECK(david.patch(each.item(), each.body(R"("\ud83d\ude80")")).text(each.field.name) == "🚀");
        if (!each.field.nullable)
            CHECK(david.patch(each.item(), each.body("null")).body == start + "This field may not be null.\"]}");
        for (const char* other : {"true", "false", "[]", "{}", R"(["a"])", R"({"a":1})"})
            CHECK(david.patch(each.item(), each.body(other)).body == start + "Not a valid string.\"]}");
    });
}

TEST_CASE("length counts code points after trimming, to the last one") {
    TestApp app;
    const auto david = app.as("david");
    for_each_text_field([&](const EachField& each) {
        if (each.field.max_length == 0) return;
        std::string longest = " ";
        for (std::size_t i = 0; i < each.field.max_length; ++i) longest += "🚀";
        CHECK(david.patch(each.item(), each.body(json_text(longest + "  "))).status == 200);
        CHECK(code_points(david.get(each.item()).text(each.field.name)) == each.field.max_length);
        CHECK(david.patch(each.item(), each.body(json_text(longest + "x"))).body ==
              "{\"" + std::string(each.field.name) + "\":[\"Ensure this field has no more than " +
                  std::to_string(each.field.max_length) + " characters.\"]}");
    });
}

TEST_CASE("numbers become the text that Python prints") {
    TestApp app;
    const auto david = app.as("david");
    const std::pair<const char*, const char*> numbers[] = {{"123", "123"},
                                                           {"1.5", "1.5"},
                                                           {"1e3", "1000.0"},
                                                           {"-0", "0"},
                                                           {"1.50", "1.5"},
                                                           {"0.1", "0.1"},
                                                           {"-1.0", "-1.0"},
                                                           {"1e16", "1e+16"},
                                                           {"123456789012345678", "123456789012345678"},
                                                           {"12345678901234567890", "12345678901234567890"}};
    for (const auto& [number, text] : numbers)
        CHECK(david.patch("/api/customers/2/", "{\"phone\":" + std::string(number) + "}").text("phone") == text);
}

TEST_CASE("text without limit may be long") {
    TestApp app;
    std::string text;
    while (text.size() < 2'000'000) text += "Ein langer Satz mit Umläuten, 日本語 und 🚀. ";
    text.pop_back();
    const auto created = app.as("maria").patch("/api/interactions/2/", "{\"notes\":" + json_text(text) + "}");
    CHECK(created.status == 200);
    CHECK((app.as("maria").get("/api/interactions/2/").text("notes") == text));
}

}  // namespace
TEST_SUITE_END();

// Looking into answers; what is not there fails the test.
#include "support/answer.hpp"

#include <doctest/doctest.h>

#include <charconv>

#include "base/errors.hpp"
#include "base/text.hpp"

namespace crm::for_tests {

std::string_view Answer::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (equals_ignoring_case(key, name)) return value;
    return {};
}

std::vector<std::string> Answer::all(std::string_view name) const {
    std::vector<std::string> values;
    for (const auto& [key, value] : headers)
        if (equals_ignoring_case(key, name)) values.push_back(value);
    return values;
}

const json::Value& Answer::json() const {
    if (!document_) {
        try {
            document_ = std::make_shared<json::Document>(json::Document::parse(body));
        } catch (const Error& error) {
            FAIL("not JSON (" << error.message << "): " << body.substr(0, 300));
        }
    }
    return document_->root();
}

const json::Value& Answer::at(std::string_view member) const {
    const json::Value* value = json().is(json::Type::object) ? json().find(member) : nullptr;
    if (!value) FAIL("no member " << member << " in " << status << " " << body.substr(0, 300));
    return *value;
}

std::string Answer::text(std::string_view member) const {
    const json::Value& value = at(member);
    if (!value.is(json::Type::string)) FAIL(member << " is no text in " << body.substr(0, 300));
    return std::string(value.text);
}

std::int64_t Answer::integer(std::string_view member) const {
    const json::Value& value = at(member);
    std::int64_t number = 0;
    if (!value.is(json::Type::number)) FAIL(member << " is no number in " << body.substr(0, 300));
    std::from_chars(value.text.data(), value.text.data() + value.text.size(), number);
    return number;
}

std::string Answer::link(std::string_view member) const {
    const json::Value& link = at(member);
    if (link.is(json::Type::null)) return {};
    const std::string url(link.text);
    REQUIRE(url.starts_with("http://"));
    return url.substr(url.find('/', 8));
}

std::vector<std::int64_t> Answer::ids() const {
    std::vector<std::int64_t> ids;
    if (!json().is(json::Type::array)) FAIL("no list: " << status << " " << body.substr(0, 300));
    for (const json::Value& item : json().items) {
        std::int64_t id = 0;
        const std::string_view digits = item.find("id")->text;
        std::from_chars(digits.data(), digits.data() + digits.size(), id);
        ids.push_back(id);
    }
    return ids;
}

}  // namespace crm::for_tests

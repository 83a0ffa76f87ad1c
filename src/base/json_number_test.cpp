// Numbers as Python prints them.
#include <doctest/doctest.h>

#include <utility>

#include "base/json.hpp"

using namespace crm;

TEST_CASE("numbers are printed as Python prints them") {
    using Pair = std::pair<const char*, const char*>;
    for (auto [written, printed] : {
             Pair{"123", "123"},
             {"-0", "0"},
             {"-7", "-7"},
             {"123456789012345678901234567890", "123456789012345678901234567890"},
             {"1.5", "1.5"},
             {"1.50", "1.5"},
             {"1e3", "1000.0"},
             {"-0.0", "-0.0"},
             {"0e999", "0.0"},
             {"0.1", "0.1"},
             {"0.0001", "0.0001"},
             {"0.00001", "1e-05"},
             {"1.5E-7", "1.5e-07"},
             {"9999999999999998.0", "9999999999999998.0"},
             {"1e16", "1e+16"},
             {"1e22", "1e+22"},
             {"123456789012345680.0", "1.2345678901234568e+17"},
             {"5e-324", "5e-324"},
             {"1.7976931348623157e308", "1.7976931348623157e+308"},
         }) {
        CAPTURE(written);
        CHECK(json::python_number(written) == printed);
    }
}

TEST_CASE("numbers that no double holds become infinity or zero") {
    CHECK(json::python_number("1e400") == "inf");
    CHECK(json::python_number("-1e400") == "-inf");
    CHECK(json::python_number("1e99999999999999999999999") == "inf");
    CHECK(json::python_number(std::string(400, '9') + ".0") == "inf");
    CHECK(json::python_number("1e-400") == "0.0");
    CHECK(json::python_number("-1e-99999999999999999999999") == "-0.0");
    CHECK(json::python_number("0." + std::string(400, '0') + "1") == "0.0");
    CHECK(json::python_number("0." + std::string(400, '0') + "1e401") == "1.0");
}

TEST_CASE("a number with a fraction or an exponent is no integer") {
    CHECK(json::is_integer("-12"));
    CHECK_FALSE(json::is_integer("1.0"));
    CHECK_FALSE(json::is_integer("1e2"));
    CHECK_FALSE(json::is_integer("1E2"));
}

TEST_CASE("values have the names of Python's types") {
    auto document = json::Document::parse(R"([null,true,1,1.0,"",[],{}])");
    std::string names;
    for (const auto& value : document.root().items) (names += json::python_type(value)) += ' ';
    CHECK(names == "NoneType bool int float str list dict ");
}

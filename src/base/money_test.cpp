// Amounts and sums of them, as text and rounded.
#include "base/money.hpp"

#include <doctest/doctest.h>

using namespace crm;

namespace {

std::string text_of(MoneySum amount, int digits) {
    std::string text;
    append_money(text, amount, digits);
    return text;
}

std::string rounded(MoneySum hundredfold, int digits) {
    return text_of(rounded_to_digits(hundredfold, digits), digits);
}

}  // namespace

TEST_CASE("a sum of the largest amounts there may be is written exactly") {
    const MoneySum sum = MoneySum{max_money} * 1'000'000;
    CHECK(text_of(sum, 2) == "999999999999000000.00");
    CHECK(text_of(-sum - 1, 2) == "-999999999999000000.0001");
    CHECK(text_of(5, 0) == "0.0005");
    CHECK(text_of(0, 2) == "0.00");
    CHECK(text_of(120'000, 0) == "12");
}

TEST_CASE("a part of a sum is rounded to the decimals of the currency, halves away from zero") {
    CHECK(rounded(MoneySum{500} * 10, 2) == "0.01");       // a tenth of 0.05
    CHECK(rounded(MoneySum{400} * 10, 2) == "0.00");       // of 0.04
    CHECK(rounded(MoneySum{-500} * 10, 2) == "-0.01");     // of -0.05
    CHECK(rounded(MoneySum{-400} * 10, 2) == "0.00");      // of -0.04
    CHECK(rounded(MoneySum{9'990'000} * 10, 0) == "100");  // of 999
    CHECK(rounded(MoneySum{10'000} * 33, 4) == "0.3300");
    CHECK(rounded(MoneySum{max_money} * 1'000'000 * 100, 2) == "999999999999000000.00");
}

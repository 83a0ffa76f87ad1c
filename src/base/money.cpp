// Decimal text to ten-thousandths and back, and how many decimals a currency has.
#include "base/money.hpp"

#include <algorithm>
#include <array>

namespace crm {
namespace {

// Sorted within each line's digits; all of two decimals stand in one text, three letters each.
constexpr std::string_view two_digits =
    "AEDAFNALLAMDANGAOAARSAUDAWGAZNBAMBBDBDTBGNBMDBNDBOBBOVBRLBSDBTNBWPBYNBZDCADCDFCHECHFCHWCNYCOPCOUCRCCUPCVECZKDKKDOP"
    "DZDEGPERNETBEURFJDFKPGBPGELGHSGIPGMDGTQGYDHKDHNLHTGHUFIDRILSINRIRRJMDKESKGSKHRKPWKYDKZTLAKLBPLKRLRDLSLMADMDLMGAMKD"
    "MMKMNTMOPMRUMURMVRMWKMXNMXVMYRMZNNADNGNNIONOKNPRNZDPABPENPGKPHPPKRPLNQARRONRSDRUBSARSBDSCRSDGSEKSGDSHPSLESOSSRDSSP"
    "STNSVCSYPSZLTHBTJSTMTTOPTRYTTDTWDTZSUAHUSDUSNUYUUZSVEDVESWSTXCDXCGYERZARZMWZWG";
constexpr std::string_view no_digits = "BIFCLPDJFGNFISKJPYKMFKRWPYGRWFUGXUYIVNDVUVXAFXOFXPF";
constexpr std::string_view three_digits = "BHDIQDJODKWDLYDOMRTND";
constexpr std::string_view four_digits = "CLFUYW";

bool stands_in(std::string_view codes, std::string_view code) {
    for (std::size_t at = 0; at < codes.size(); at += 3)
        if (codes.substr(at, 3) == code) return true;
    return false;
}

}  // namespace

std::optional<int> currency_digits(std::string_view code) {
    if (code.size() != 3) return std::nullopt;
    if (stands_in(two_digits, code)) return 2;
    if (stands_in(no_digits, code)) return 0;
    if (stands_in(three_digits, code)) return 3;
    if (stands_in(four_digits, code)) return 4;
    return std::nullopt;
}

std::optional<std::int64_t> parse_money(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    std::int64_t amount = 0;
    int decimals = -1, digits = 0;
    for (const char c : text) {
        if (c == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (c < '0' || c > '9') return std::nullopt;
        ++digits;
        if (decimals >= 0 && ++decimals > 4) {
            if (c != '0') return std::nullopt;
            decimals = 4;
            continue;
        }
        if (amount > max_money) return std::nullopt;
        amount = amount * 10 + (c - '0');
    }
    if (digits == 0) return std::nullopt;
    for (int i = std::max(decimals, 0); i < 4; ++i) {
        if (amount > max_money) return std::nullopt;
        amount *= 10;
    }
    if (amount > max_money) return std::nullopt;
    return negative ? -amount : amount;
}

namespace {

std::int64_t smallest_unit(int digits) {
    std::int64_t unit = money_scale;
    for (int i = 0; i < digits; ++i) unit /= 10;
    return unit;
}

}  // namespace

void append_money(std::string& out, MoneySum amount, int digits) {
    while (digits < 4 && !fits_digits(amount, digits)) ++digits;
    if (amount < 0) out += '-';
    const MoneySum size = amount < 0 ? -amount : amount;
    out += std::to_string(static_cast<std::int64_t>(size / money_scale));
    if (digits <= 0) return;
    const std::string decimals =
        std::to_string(money_scale + static_cast<std::int64_t>(size % money_scale));  // a 1 before the four digits
    out += '.';
    out += std::string_view(decimals).substr(1, static_cast<std::size_t>(digits));
}

bool fits_digits(MoneySum amount, int digits) { return amount % smallest_unit(digits) == 0; }

MoneySum rounded_to_digits(MoneySum hundredfold, int digits) {
    const MoneySum unit = smallest_unit(digits), hundred_units = 100 * unit;
    const MoneySum half = hundredfold < 0 ? -hundred_units / 2 : hundred_units / 2;
    return (hundredfold + half) / hundred_units * unit;
}

}  // namespace crm

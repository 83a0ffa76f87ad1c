// Amounts of money: whole numbers of ten-thousandths, which hold the smallest unit of every currency exactly.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crm {

// Of as many amounts as there may be.
__extension__ typedef __int128 MoneySum;

inline constexpr std::int64_t money_scale = 10'000;
inline constexpr std::int64_t max_money = 999'999'999'999 * money_scale;  // and as much below zero

// The decimals of a currency (ISO 4217:2015, list of 2024-06): 2 for EUR, 0 for JPY, 3 for KWD; nullopt when the code
// is none, or one of no money (XXX, XTS, metals, bond units).
std::optional<int> currency_digits(std::string_view code);

// `-12.50`: at most four decimals, an exponent is none; nullopt otherwise, and beyond max_money.
std::optional<std::int64_t> parse_money(std::string_view);
void append_money(std::string& out, MoneySum amount, int digits);  // "1250.00"; more digits where they are not zero
bool fits_digits(MoneySum amount, int digits);
// So many per cent of each amount of a sum, which `hundredfold` is a hundred times of: rounded, half away from zero.
MoneySum rounded_to_digits(MoneySum hundredfold, int digits);

}  // namespace crm

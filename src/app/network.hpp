// Addresses and ranges of addresses, as TRUSTED_PROXIES names them.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace crm {

// One address or CIDR range. IPv4 is kept as the IPv6 addresses ::ffff:0:0/96, so both spellings of a peer are the
// same.
class Network {
public:
    static std::optional<Network> parse(std::string_view);  // `10.0.0.0/8`, `::1`
    bool contains(std::string_view address) const;          // false for what is no address

private:
    using Bytes = std::array<std::uint8_t, 16>;
    static std::optional<Bytes> parse_address(std::string_view);

    Bytes bytes_{};
    unsigned prefix_ = 128;
};

bool contains(const std::vector<Network>&, std::string_view address);
bool is_address(std::string_view);
bool is_loopback(std::string_view address);

}  // namespace crm

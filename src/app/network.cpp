// Addresses as sixteen bytes, compared by their first bits.
#include "app/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace crm {

std::optional<Network::Bytes> Network::parse_address(std::string_view text) {
    const std::string address(text);
    Bytes bytes{};
    if (inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1) return bytes;
    if (inet_pton(AF_INET, address.c_str(), bytes.data() + 12) != 1) return {};
    bytes[10] = bytes[11] = 0xFF;
    return bytes;
}

std::optional<Network> Network::parse(std::string_view text) {
    const std::size_t slash = text.find('/');
    const auto bytes = parse_address(text.substr(0, slash));
    if (!bytes) return {};
    Network network;
    network.bytes_ = *bytes;
    if (slash == std::string_view::npos) return network;

    const std::string_view digits = text.substr(slash + 1);
    const unsigned before = text.find(':') == std::string_view::npos ? 96 : 0;
    unsigned prefix = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
    if (error != std::errc{} || end != digits.data() + digits.size() || prefix > 128 - before) return {};
    network.prefix_ = before + prefix;
    return network;
}

bool Network::contains(std::string_view address) const {
    const auto other = parse_address(address);
    if (!other) return false;
    for (unsigned bit = 0; bit < prefix_; bit += 8) {
        const unsigned count = std::min(8U, prefix_ - bit);
        const unsigned mask = 0xFFU & (0xFFU << (8 - count));
        if (((bytes_[bit / 8] ^ (*other)[bit / 8]) & mask) != 0) return false;
    }
    return true;
}

bool contains(const std::vector<Network>& networks, std::string_view address) {
    return std::ranges::any_of(networks, [&](const Network& n) { return n.contains(address); });
}

bool is_address(std::string_view text) {
    return text.find('/') == std::string_view::npos && Network::parse(text).has_value();
}

bool is_loopback(std::string_view address) {
    static const std::vector<Network> loopback{*Network::parse("127.0.0.0/8"), *Network::parse("::1")};
    return contains(loopback, address);
}

}  // namespace crm

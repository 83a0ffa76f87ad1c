// Numbers that look random and are the same for the same seed, stream and row, whatever was drawn before.
#pragma once
#include <cstdint>
#include <span>

namespace crm {

// SplitMix64.
class Draw {
public:
    Draw(std::uint64_t seed, std::uint64_t stream, std::int64_t row)
        : state_(mixed(mixed(seed * 0x9E3779B97F4A7C15U + stream) + static_cast<std::uint64_t>(row))) {}

    std::uint64_t next() { return mixed(state_ += 0x9E3779B97F4A7C15U); }
    std::int64_t below(std::int64_t end) {  // 0 to end - 1
        return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(end));
    }
    std::int64_t between(std::int64_t least, std::int64_t most) { return least + below(most - least + 1); }
    bool is(int per_cent) { return below(100) < per_cent; }
    double part() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }  // 0 to less than 1
    template <class T, std::size_t N>
    const T& one_of(std::span<const T, N> all) {
        return all[static_cast<std::size_t>(below(static_cast<std::int64_t>(all.size())))];
    }

private:
    static std::uint64_t mixed(std::uint64_t x) {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
        return x ^ (x >> 31);
    }
    std::uint64_t state_;
};

}  // namespace crm

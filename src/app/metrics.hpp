// Counts and durations in the text format of Prometheus (exposition format 0.0.4).
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

class Metrics {
public:
    // Counts one answered request; `route` is the pattern, or "" for what matched none.
    void count(std::string_view route, int status, std::chrono::microseconds took);
    void add_route(std::string_view route);  // before anything is counted

    // A number that is asked for when the page is made.
    struct Gauge {
        std::string name, type, help;  // type: gauge or counter
        std::function<double()> value;
    };
    void add(Gauge);
    double value(std::string_view gauge) const;  // 0 when there is none of that name
    std::string text() const;

private:
    static constexpr std::array<int, 9> limits_ms{1, 2, 5, 10, 50, 100, 500, 1000, 5000};
    struct Counts {
        std::array<std::atomic<std::uint64_t>, 6> by_class{};  // 1xx … 5xx
        std::array<std::atomic<std::uint64_t>, limits_ms.size() + 1> buckets{};
        std::atomic<std::uint64_t> micros{0};
    };
    std::map<std::string, Counts, std::less<>> routes_;
    Counts unmatched_;
    std::vector<Gauge> gauges_;
};

// Of this process: resident memory in bytes, CPU seconds, open files.
void add_process_gauges(Metrics&);

}  // namespace crm

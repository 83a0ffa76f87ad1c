// Counting without locks, and the page that Prometheus reads.
#include "app/metrics.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace crm {

void Metrics::add_route(std::string_view route) { routes_[std::string(route)]; }

void Metrics::count(std::string_view route, int status, std::chrono::microseconds took) {
    const auto found = routes_.find(route);
    Counts& counts = found == routes_.end() ? unmatched_ : found->second;
    const auto order = std::memory_order_relaxed;
    counts.by_class[static_cast<std::size_t>(std::clamp(status / 100, 0, 5))].fetch_add(1, order);
    std::size_t bucket = 0;
    while (bucket < limits_ms.size() && took.count() > limits_ms[bucket] * 1000) ++bucket;
    counts.buckets[bucket].fetch_add(1, order);
    counts.micros.fetch_add(static_cast<std::uint64_t>(took.count()), order);
}

void Metrics::add(Gauge gauge) { gauges_.push_back(std::move(gauge)); }

double Metrics::value(std::string_view gauge) const {
    for (const Gauge& g : gauges_)
        if (g.name == gauge) return g.value();
    return 0;
}

std::string Metrics::text() const {
    std::string requests =
        "# HELP http_requests_total Requests answered, by route and class of status.\n"
        "# TYPE http_requests_total counter\n";
    std::string durations =
        "# HELP http_request_duration_seconds Time from reading a request to having its answer.\n"
        "# TYPE http_request_duration_seconds histogram\n";
    const auto write = [&](std::string_view route, const Counts& counts) {
        for (std::size_t c = 1; c < counts.by_class.size(); ++c)
            if (const auto n = counts.by_class[c].load(); n > 0)
                requests += fmt::format("http_requests_total{{route=\"{}\",status=\"{}xx\"}} {}\n", route, c, n);
        std::uint64_t sum = 0;
        for (const auto& bucket : counts.buckets) sum += bucket.load();
        if (sum == 0) return;
        std::uint64_t below = 0;
        for (std::size_t i = 0; i < limits_ms.size(); ++i) {
            below += counts.buckets[i].load();
            durations += fmt::format("http_request_duration_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", route,
                                     limits_ms[i] / 1000.0, below);
        }
        below += counts.buckets.back().load();
        durations += fmt::format("http_request_duration_seconds_bucket{{route=\"{}\",le=\"+Inf\"}} {}\n", route, below);
        durations += fmt::format("http_request_duration_seconds_sum{{route=\"{}\"}} {}\n", route,
                                 static_cast<double>(counts.micros.load()) / 1e6);
        durations += fmt::format("http_request_duration_seconds_count{{route=\"{}\"}} {}\n", route, below);
    };
    for (const auto& [route, counts] : routes_) write(route, counts);
    write("", unmatched_);

    std::string out = std::move(requests) + durations;
    for (const Gauge& g : gauges_)
        out += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", g.name, g.help, g.type, g.value());
    return out;
}

void add_process_gauges(Metrics& metrics) {
    metrics.add({"process_resident_memory_bytes", "gauge", "Resident memory.", [] {
                     std::ifstream statm("/proc/self/statm");
                     double total = 0, resident = 0;
                     statm >> total >> resident;
                     return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
                 }});
    metrics.add({"process_cpu_seconds_total", "counter", "User and system CPU time.", [] {
                     rusage usage{};
                     getrusage(RUSAGE_SELF, &usage);
                     const auto seconds = [](const timeval& t) {
                         return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
                     };
                     return seconds(usage.ru_utime) + seconds(usage.ru_stime);
                 }});
    metrics.add({"process_open_fds", "gauge", "Open file descriptors.", [] {
                     double count = 0;
                     for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
                         ++count;
                     return count;
                 }});
}

}  // namespace crm

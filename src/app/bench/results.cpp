// The gates, and how they are shown.
#include "app/bench/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/json.hpp"
#include "base/text.hpp"

namespace crm {
namespace {

constexpr double gate_p95_ms = 50, gate_ratio = 1.5, gate_rows = 200'000, gate_mib = 64, gate_start_ms = 1'000;
constexpr std::size_t shown_at_least = 4;  // forms of an operation: those not met, and then the slowest

std::string mark(bool met) { return met ? "met" : "NOT MET"; }
std::string mark(const Result& r) { return r.is_gate || r.is_met() ? mark(r.is_met()) : "over"; }

// At most `width` characters, filled up with blanks.
std::string cell(const std::string& text, std::size_t width) {
    std::string cut;
    std::size_t at = 0, count = 0;
    while (at < text.size() && count < width) append_utf8(cut, next_code_point(text, at)), ++count;
    return cut + std::string(width - count, ' ');
}

std::string line_of(const Result& r) {
    const std::string crowd = r.is_crowd_measured ? fmt::format("{:9.2f} {:8.0f}", r.crowd_p95, r.crowd_rate)
                                                  : fmt::format("{:>9} {:>8}", "-", "-");
    std::string line =
        fmt::format("  {} {:9.2f} {:9.2f} {:9.2f} {}  {}", cell(r.name, 44), r.p50, r.p95, r.p99, crowd, mark(r));
    if (r.first_page_ratio != 0) line += fmt::format(", {:.2f} x the first page", r.first_page_ratio);
    if (r.refused != 0) line += fmt::format(", {} refused", r.refused);
    return line + "\n";
}

void append_operation(std::string& out, std::vector<const Result*> forms) {
    out += forms.front()->operation + "\n";
    const auto place = [](const Result* r) {
        return std::tuple(r->name != any_form, r->is_met(), -std::max(r->p95, r->crowd_p95));
    };
    std::stable_sort(forms.begin(), forms.end(), [&](const Result* a, const Result* b) { return place(a) < place(b); });
    std::size_t shown = 0;
    for (const Result* form : forms) {
        if (shown >= shown_at_least && form->is_met()) break;
        out += line_of(*form);
        ++shown;
    }
    if (shown < forms.size()) out += fmt::format("  and {} faster ones, met\n", forms.size() - shown);
}

std::string size_text(const SampleSize& size) {
    std::string text;
    for (const SampleOption& option : sample_options())
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", option.name, size.*option.member);
    return text;
}

std::string number(double value) { return fmt::format("{:.3f}", value); }

void append_result(std::string& out, const Result& r) {
    json::Object o(out);
    o.text("operation", r.operation).text("name", r.name);
    o.raw("p50_ms", number(r.p50)).raw("p95_ms", number(r.p95)).raw("p99_ms", number(r.p99));
    if (r.is_crowd_measured) {
        o.raw("crowd_p50_ms", number(r.crowd_p50)).raw("crowd_p95_ms", number(r.crowd_p95));
        o.raw("crowd_p99_ms", number(r.crowd_p99)).raw("crowd_per_second", number(r.crowd_rate));
    } else {
        o.null("crowd_p50_ms").null("crowd_p95_ms").null("crowd_p99_ms").null("crowd_per_second");
    }
    o.integer("refused", r.refused);
    r.first_page_ratio == 0 ? o.null("first_page_ratio") : o.raw("first_page_ratio", number(r.first_page_ratio));
    o.boolean("gate", r.is_gate).boolean("met", r.is_met()).end();
}

void append_export(std::string& out, const ExportResult& e) {
    json::Object(out)
        .text("name", e.name)
        .integer("rows", e.rows)
        .raw("rows_per_second", number(e.rows_per_second))
        .raw("rows_per_core_second", number(e.rows_per_core_second))
        .raw("peak_mib", number(e.peak_mib))
        .boolean("met", e.is_met())
        .end();
}

}  // namespace

bool Result::is_met() const {
    return p95 <= gate_p95_ms && is_crowd_measured && crowd_p95 <= gate_p95_ms && refused == 0 &&
           first_page_ratio <= gate_ratio;
}

bool ExportResult::is_met() const { return rows_per_core_second >= gate_rows && peak_mib <= gate_mib; }

std::string table_of(const Results& all) {
    std::string out = fmt::format("{}; database {} MiB", size_text(all.size), all.database_bytes >> 20);
    if (all.fill_seconds != 0)
        out += fmt::format(", filled in {:.0f} s, {:.0f} rows/s", all.fill_seconds,
                           static_cast<double>(all.fill_rows) / all.fill_seconds);
    out += fmt::format("\n\nmilliseconds; gate: p95 <= {} alone and with {} clients on {} threads\n\n", gate_p95_ms,
                       all.clients, all.threads);
    out += fmt::format("  {} {:>9} {:>9} {:>9} {:>9} {:>8}\n", cell("", 44), "p50", "p95", "p99",
                       fmt::format("p95 of {}", all.clients), "per s");
    std::vector<std::vector<const Result*>> operations;
    for (const Result& r : all.results) {
        if (operations.empty() || operations.back().front()->operation != r.operation) operations.emplace_back();
        operations.back().push_back(&r);
    }
    for (auto& forms : operations) append_operation(out, std::move(forms));
    if (all.exports.empty()) return out;
    out += "export\n";
    for (const ExportResult& e : all.exports)
        out += fmt::format("  {} {:.0f} rows/s per core (gate {:.0f}), {:.0f} MiB (gate {:.0f}), {:.0f} rows/s  {}\n",
                           cell(e.name, 14), e.rows_per_core_second, gate_rows, e.peak_mib, gate_mib, e.rows_per_second,
                           mark(e.is_met()));
    out += fmt::format("cold start\n  {:.0f} ms (gate {:.0f})  {}\n", all.cold_start_ms, gate_start_ms,
                       mark(all.cold_start_ms <= gate_start_ms));
    return out;
}

std::string json_of(const Results& all) {
    std::string out;
    json::Object o(out);
    o.text("at", to_rfc3339(now())).text("version", CONNECTCRM_VERSION);
    for (const SampleOption& option : sample_options()) o.integer(option.name, all.size.*option.member);
    o.raw("fill_seconds", number(all.fill_seconds)).integer("fill_rows", all.fill_rows);
    o.integer("database_bytes", all.database_bytes).integer("clients", all.clients).integer("threads", all.threads);
    o.key("results");
    json::Array results(out);
    for (const Result& r : all.results) append_result(results.next(), r);
    results.end();
    o.key("exports");
    json::Array exports(out);
    for (const ExportResult& e : all.exports) append_export(exports.next(), e);
    exports.end();
    o.raw("cold_start_ms", number(all.cold_start_ms)).boolean("cold_start_met", all.cold_start_ms <= gate_start_ms);
    o.end();
    return out + "\n";
}

}  // namespace crm

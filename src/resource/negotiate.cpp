// Accept and format, ranked as DRF ranks them, and the page that shows JSON.
#include "resource/negotiate.hpp"

#include <charconv>

#include "base/errors.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "http/form.hpp"
#include "http/problem.hpp"

namespace crm {
namespace {

constexpr std::string_view json_type = "application/json", html_type = "text/html", csv_type = "text/csv",
                           events_type = "text/event-stream";

// How much a range of Accept says, as DRF ranks it: `*/*`, `type/*`, `type/subtype`, one with parameters besides q.
int precedence(const MediaType& range) {
    if (range.type == "*/*") return 0;
    if (range.type.ends_with("/*")) return 1;
    for (const auto& [name, value] : range.params)
        if (name != "q") return 3;
    return 2;
}

bool covers(const MediaType& range, std::string_view type) {
    if (range.type == "*/*" || range.type == type) return true;
    return range.type.ends_with("/*") &&
           type.starts_with(std::string_view(range.type).substr(0, range.type.size() - 1));
}

int indent_of(const MediaType& range) {
    const std::string_view text = range.param("indent");
    int width = 0;
    std::from_chars(text.data(), text.data() + text.size(), width);
    return std::clamp(width, 0, 8);
}

std::string_view query_format(const Request& request, std::string& buffer) {
    if (request.query.find("format") == std::string::npos) return {};
    for (const auto& [name, value] : parse_urlencoded(request.query))
        if (name == "format") buffer = value;
    return buffer;
}

std::string page_head(const Request& request, const Response& response) {
    const std::string path = html_escape(request.path);
    return "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
           "content=\"width=device-width\"><title>" +
           path + " · ConnectCRM</title></head><body><p><a href=\"/api/\">/api/</a></p><h1>" +
           html_escape(request.method) + " " + path + "</h1><p>HTTP " + std::to_string(response.status) + "</p><pre>";
}

constexpr std::string_view page_tail = "</pre></body></html>\n";

// Escapes JSON for a page and makes links of the addresses in it, which stand between quotes.
void append_linked(std::string& out, std::string_view json) {
    for (std::size_t at = 0; at < json.size();) {
        const auto start = json.find("\"http", at);
        const auto end = start == json.npos ? json.npos : json.find('"', start + 1);
        if (end == json.npos) {
            out += html_escape(json.substr(at));
            return;
        }
        const std::string url = html_escape(json.substr(start + 1, end - start - 1));
        out += html_escape(json.substr(at, start + 1 - at));
        if (url.starts_with("http://") || url.starts_with("https://"))
            ((((out += "<a href=\"") += url) += "\">") += url) += "</a>";
        else
            out += url;
        at = end;
        out += html_escape(json.substr(at++, 1));
    }
}

// Passes what is streamed through the indenter and, for a page, the escaper.
class Rendered final : public Sink {
public:
    Rendered(Sink& to, Rendering how) : to_(to), how_(how), indenter_(how.html ? 4 : how.indent) {}
    bool write(std::string_view json) override {
        std::string text, page;
        indenter_.append(text, json);
        if (!how_.html) return to_.write(text);
        append_linked(page, text);
        return to_.write(page);
    }

private:
    Sink& to_;
    Rendering how_;
    json::Indenter indenter_;
};

class Collected final : public Sink {
public:
    explicit Collected(std::string& out) : out_(out) {}
    bool write(std::string_view text) override { return out_ += text, true; }

private:
    std::string& out_;
};

}  // namespace

Rendering negotiate(const Request& request, std::string_view suffix, bool has_csv) {
    std::string buffer;
    const std::string_view format = suffix.empty() ? query_format(request, buffer) : suffix;
    const bool json = format.empty() || format == "json", html = format.empty() || format == "api";
    const bool csv = has_csv && (format.empty() || format == "csv");
    if (!format.empty() && csv) return {.csv = true};
    if (!json && !html) throw Error(Condition::not_found, "Not found.");

    const std::string_view accept = request.has_header("Accept") ? request.header("Accept") : "*/*";
    if (json && (accept == "*/*" || accept == json_type)) return {};
    Rendering best;
    int best_rank = -1;
    for (std::size_t at = 0; at <= accept.size();) {
        const auto comma = std::min(accept.find(',', at), accept.size());
        const MediaType range = parse_media_type(accept.substr(at, comma - at));
        at = comma + 1;
        const int rank = precedence(range);
        if (json && covers(range, json_type) && (rank > best_rank || (rank == best_rank && best.html)))
            best = {.indent = indent_of(range)}, best_rank = rank;
        else if (html && covers(range, html_type) && rank > best_rank)
            best = {.html = true}, best_rank = rank;
        else if (csv && covers(range, csv_type) && rank > best_rank)
            best = {.csv = true}, best_rank = rank;
    }
    if (best_rank >= 0) return best;
    if (!accepts_problem_json(request)) refuse_accept();
    return {.problems_only = true};
}

Rendering negotiate_events(const Request& request, std::string_view suffix) {
    std::string buffer;
    if (!(suffix.empty() ? query_format(request, buffer) : suffix).empty())
        throw Error(Condition::not_found, "Not found.");
    const std::string_view accept = request.has_header("Accept") ? request.header("Accept") : "*/*";
    for (std::size_t at = 0; at <= accept.size();) {
        const auto comma = std::min(accept.find(',', at), accept.size());
        if (covers(parse_media_type(accept.substr(at, comma - at)), events_type)) return {.events = true};
        at = comma + 1;
    }
    if (!accepts_problem_json(request)) refuse_accept();
    return {.problems_only = true};
}

void refuse_accept() { throw Error(Condition::not_acceptable, "Could not satisfy the request Accept header."); }

void render(const Request& request, Rendering how, Response& response) {
    if (how.csv || how.events || (!how.html && how.indent == 0)) return;
    if (!response.header("Content-Disposition").empty()) return;  // a file to be kept, not shown
    if (!response.stream && response.body.empty()) return;
    const std::string head = how.html ? page_head(request, response) : std::string();
    if (how.html) {
        response.set("Content-Type", "text/html; charset=utf-8");
        response.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    }
    auto stream = std::move(response.stream);
    const auto whole = [head, how](Sink& sink, const std::function<void(Sink&)>& json) {
        if (how.html && !sink.write(head)) return;
        Rendered rendered(sink, how);
        json(rendered);
        if (how.html) sink.write(page_tail);
    };
    if (stream) {
        response.stream = [whole, stream = std::move(stream)](Sink& sink) { whole(sink, stream); };
    } else {
        std::string page;
        Collected collected(page);
        whole(collected, [&](Sink& sink) { sink.write(response.body); });
        response.body = std::move(page);
        response.stream = nullptr;
    }
}

}  // namespace crm

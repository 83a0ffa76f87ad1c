// Which form a client gets: brotli, gzip, or unpacked for the few who take neither.
#include "app/embedded_pages.hpp"

#include <algorithm>

#include "base/gzip.hpp"
#include "base/random.hpp"
#include "http/form.hpp"

namespace crm {
namespace {

std::string_view type_of(std::string_view name) {
    constexpr std::pair<std::string_view, std::string_view> types[] = {
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".woff2", "font/woff2"},
        {".webmanifest", "application/manifest+json"},
    };
    for (const auto& [ending, type] : types)
        if (name.ends_with(ending)) return type;
    return "text/plain; charset=utf-8";
}

std::string_view without(std::string_view ending, std::string_view name) {
    return name.ends_with(ending) ? name.substr(0, name.size() - ending.size()) : name;
}

}  // namespace

void EmbeddedPage::add(const EmbeddedFile& file) {
    (file.name.ends_with(".gz") ? gzip_ : file.name.ends_with(".br") ? brotli_ : plain_) = file.content;
    if (tag_.empty()) tag_ = sha256_hex(file.content).substr(0, 16);
}

std::string_view EmbeddedPage::unpacked() {
    if (!plain_.empty() || gzip_.empty()) return plain_;
    std::call_once(once_, [this] { text_ = gunzip(gzip_); });
    return text_;
}

Response EmbeddedPage::answer(const Request& request) {
    if (request.method != "GET" && request.method != "HEAD")
        return json_response(405, R"({"detail":"GET or HEAD."})").set("Allow", "GET, HEAD");
    const std::string_view accepted = request.header("Accept-Encoding");
    std::string_view coding;
    if (!brotli_.empty() && accepts_coding(accepted, "br"))
        coding = "br";
    else if (!gzip_.empty() && accepts_coding(accepted, "gzip"))
        coding = "gzip";
    // The forms of a file differ, and so do their tags.
    const std::string tag = '"' + tag_ + (coding.empty() ? "" : "-") + std::string(coding) + '"';
    Response response;
    response.set("ETag", tag).set("Vary", "Accept-Encoding");
    if (request.header("If-None-Match") == tag) {
        response.status = 304;
        return response;
    }
    response.set("Content-Type", type_of(name_));
    if (!coding.empty()) response.set("Content-Encoding", coding);
    response.lasting_body = coding == "br" ? brotli_ : coding == "gzip" ? gzip_ : unpacked();
    return response;
}

std::vector<std::pair<std::string, std::shared_ptr<EmbeddedPage>>> embedded_pages(std::span<const EmbeddedFile> files) {
    std::vector<std::pair<std::string, std::shared_ptr<EmbeddedPage>>> pages;
    for (const EmbeddedFile& file : files) {
        const std::string name(without(".br", without(".gz", file.name)));
        auto at = std::ranges::find(pages, name, &decltype(pages)::value_type::first);
        if (at == pages.end()) at = pages.insert(at, {name, std::make_shared<EmbeddedPage>(name)});
        at->second->add(file);
    }
    return pages;
}

Route embedded_route(std::string path, std::shared_ptr<EmbeddedPage> page, std::string_view cache,
                     std::string_view policy) {
    Route route;
    route.name = path;
    route.pattern = std::move(path);
    route.work = [](const Request&) { return Work::none; };
    route.handle = [page = std::move(page), cache, policy](const Request& request, const PathParams&, Database&) {
        Response response = page->answer(request);
        if (response.status >= 400) return response;
        return std::move(response.set("Cache-Control", cache).set("Content-Security-Policy", policy));
    };
    return route;
}

}  // namespace crm

// Answering with files that the build put into the program, compressed.
#pragma once
#include <mutex>
#include <string>
#include <string_view>

#include "base/embedded.hpp"
#include "http/router.hpp"

namespace crm {

// A file by the name it had before it was compressed, in the forms that there are of it.
class EmbeddedPage {
public:
    explicit EmbeddedPage(std::string_view name) : name_(name) {}

    // One of its forms: `name`, `name.gz` or `name.br`.
    void add(const EmbeddedFile&);
    std::string_view name() const { return name_; }

    // 200 or 304, in the form that the client takes; 405 for what is not GET or HEAD.
    Response answer(const Request&);

private:
    std::string_view unpacked();

    const std::string name_;
    std::string_view plain_, gzip_, brotli_;
    std::string tag_;
    std::once_flag once_;
    std::string text_;
};

// The pages that the files are forms of, in the order of the files, each at `path` and its name.
std::vector<std::pair<std::string, std::shared_ptr<EmbeddedPage>>> embedded_pages(std::span<const EmbeddedFile>);
Route embedded_route(std::string path, std::shared_ptr<EmbeddedPage>, std::string_view cache, std::string_view policy);

}  // namespace crm

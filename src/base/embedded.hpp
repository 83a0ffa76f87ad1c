// Files of the repository that the build puts into the binary.
#pragma once
#include <span>
#include <string_view>

namespace crm {

struct EmbeddedFile {
    std::string_view name, content;
};

std::span<const EmbeddedFile> embedded_migrations();        // migrations/*.sql by name
std::span<const EmbeddedFile> embedded_common_passwords();  // src/auth/common-passwords.txt
std::span<const EmbeddedFile> embedded_docs();              // of /api/docs/, each compressed: index.html.gz, …
std::span<const EmbeddedFile> embedded_web();  // the web app: index.html, index-1a2b.js.br, index-1a2b.js.gz, …

}  // namespace crm

// describe and version: what the program says of itself.
#include <fmt/core.h>
#include <openssl/crypto.h>
#include <sodium/version.h>
#include <utf8proc.h>
#include <CLI/Version.hpp>

#include <iostream>

#include "app/app.hpp"
#include "app/commands/commands.hpp"
#include "base/json.hpp"
#include "crm/catalogue.hpp"
#include "db/source.hpp"
#include "resource/explain.hpp"

namespace crm {

ExitCode run_describe(const Config& config, const std::string& name) {
    if (name.empty()) {
        for (const Resource* resource : catalogue().all())
            std::cout << fmt::format("{:<16} {}\n", resource->name, resource->description);
        return ExitCode::done;
    }
    const Resource* resource = catalogue().find(name);
    if (!resource) throw Stop(ExitCode::usage, "There is no resource " + name + "; connectcrm describe lists them.");
    std::cout << explain(*resource, catalogue(), config.database.engine);
    return ExitCode::done;
}

ExitCode run_openapi() {
    // No setting changes the description, and no token is signed.
    const Config config{};
    const App app(config, SigningKeys{.current = "none", .older = {}});
    json::Indenter indented(2);
    std::string text;
    indented.append(text, app.description());
    std::cout << text << "\n";
    return ExitCode::done;
}

ExitCode run_version() {
    std::cout << "connectcrm " CONNECTCRM_VERSION "\n"
              << "compiler   GCC " __VERSION__ "\n"
              << "OpenSSL    " << OpenSSL_version(OPENSSL_VERSION_STRING) << "\n"
              << "libsodium  " << sodium_version_string() << "\n"
              << "SQLite     " << sqlite_version() << "\n"
              << "libpq      " << postgres_version() << "\n"
              << "libmariadb " << mysql_version() << "\n"
              << "utf8proc   " << utf8proc_version() << "\n"
              << "fmt        " << FMT_VERSION / 10000 << "." << FMT_VERSION / 100 % 100 << "." << FMT_VERSION % 100
              << "\n"
              << "CLI11      " CLI11_VERSION "\n";
    return ExitCode::done;
}

}  // namespace crm

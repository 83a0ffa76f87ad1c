// The web app: one page for all addresses that are for people, and the files it consists of.
#pragma once
#include <optional>

#include "http/router.hpp"

namespace crm {

// What they are called together in the log and the metrics.
inline constexpr std::string_view web_app_files = "/assets/";

// Its files; none when the program was built with -DWEB=OFF.
std::vector<Route> web_app_routes();

// The page, for whoever asks for HTML at an address that nobody else answers; nullopt for all others. The app itself
// tells what is there and what is not.
std::optional<Response> web_app_page(const Request&);

}  // namespace crm

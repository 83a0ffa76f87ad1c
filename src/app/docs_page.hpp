// /api/docs/: the description of the API as a page on which it can be tried.
#pragma once
#include "http/router.hpp"

namespace crm {

// The page and its files; none when the program was built with -DDOCS=OFF.
std::vector<Route> docs_routes();

}  // namespace crm

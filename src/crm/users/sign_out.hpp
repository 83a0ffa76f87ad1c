// Signing somebody else out.
#pragma once
#include "resource/view.hpp"

namespace crm {

// `/api/users/{id}/sign-out/`. `api` must outlive the route.
Route sign_out_route(const Api&);

}  // namespace crm

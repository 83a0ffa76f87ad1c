// `/api/resources/`: what there is for whoever is signed in, so that lists and forms can be drawn from it.
#pragma once
#include <string>

#include "resource/view.hpp"

namespace crm {

// `["read","create"]`: what the user may do with records of the resource.
std::string rights_of(const User&, const Resource&);

Route resources_route(const Api&);

}  // namespace crm

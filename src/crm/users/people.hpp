// /api/people/: the colleagues one can be chosen from.
#pragma once
#include "resource/view.hpp"

namespace crm {

Route people_route(const Api&);

}  // namespace crm

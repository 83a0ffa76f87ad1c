// /api/sample-data/: a small company to look around in, made and deleted as a whole.
#pragma once
#include "resource/view.hpp"

namespace crm {

Route sample_route(const Api&);

}  // namespace crm

// /api/customers/quiet/: whom nobody talked to for a while.
#pragma once
#include "resource/view.hpp"

namespace crm {

Route quiet_customers_route(const Api&);

}  // namespace crm

// Every resource of the CRM.
#pragma once
#include "resource/resource.hpp"

namespace crm {

const Catalogue& catalogue();

}  // namespace crm

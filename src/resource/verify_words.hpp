// A part of verify(): can each record be found by its words?
#pragma once
#include "resource/changes.hpp"

namespace crm {

void verify_words(Session&, const Resource&, Verification&, FunctionRef<void(const std::string&)> report);

}  // namespace crm

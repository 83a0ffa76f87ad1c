// From what a body says to the fields of a record, with every rule that one record is subject to.
#pragma once
#include "resource/body.hpp"
#include "resource/view.hpp"

namespace crm {

// Sets what `body` names and the caller may write, in the order of the fields; with `partial` what is required may be
// left out. Throws Invalid with everything that is wrong. Sealed fields take the values of call.sealed, or are sealed.
void assign(const Call&, const Catalogue&, const Resource&, const Body&, const Record* before, Record&, bool partial);

// What seal() makes of the sealed fields that the body names; called before the write is queued, since it takes long.
SealedValues seal(const Resource&, const Body&);

}  // namespace crm

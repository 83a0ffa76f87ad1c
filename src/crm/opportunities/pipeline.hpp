// /api/pipeline/: what stands in each stage of the pipeline, added up.
#pragma once
#include "resource/view.hpp"

namespace crm {

Route pipeline_route(const Api&);

}  // namespace crm

// Tables so large that no engine finds reading all of them the better way.
#pragma once
#include "crm/bench/sample.hpp"
#include "db/session.hpp"

namespace crm::for_tests {

const Sample& sample();  // what the first part of the tables is made of; the rest repeats it, later
void fill_large_tables(Session&);

}  // namespace crm::for_tests

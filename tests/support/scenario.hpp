// A table of what people try and what comes of it.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "support/test_app.hpp"

namespace crm::for_tests {

struct Scenario {
    std::string name, who, method, path, body;
    int status = 0;
    std::vector<std::string> contains = {}, lacks = {};
};

void play(TestApp&, const Scenario&);
// Each finds the people as in the beginning.
void play_all(std::span<const Scenario>);

int scenarios_played();

}  // namespace crm::for_tests

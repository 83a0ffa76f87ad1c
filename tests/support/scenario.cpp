#include "support/scenario.hpp"

#include <doctest/doctest.h>

namespace crm::for_tests {
namespace {
int played = 0;
}

int scenarios_played() { return played; }

void play(TestApp& app, const Scenario& scenario) {
    ++played;
    INFO(scenario.name << ": " << scenario.who << " " << scenario.method << " " << scenario.path << " "
                       << scenario.body);
    const Answer answer = app.as(scenario.who).send(scenario.method, scenario.path, scenario.body);
    INFO("=> " << answer.status << " " << answer.body.substr(0, 1000));
    CHECK(answer.status == scenario.status);
    for (const std::string& text : scenario.contains) CHECK_MESSAGE(answer.says(text), "lacks " << text);
    for (const std::string& text : scenario.lacks) CHECK_MESSAGE(!answer.says(text), "contains " << text);
}

void play_all(std::span<const Scenario> scenarios) {
    TestApp app;
    for (const Scenario& scenario : scenarios) {
        if (app.has_changed()) app.start_anew();
        play(app, scenario);
    }
}

}  // namespace crm::for_tests

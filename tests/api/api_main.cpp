// Runs API tests on one engine; the database they share goes away at the end.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>

#include "base/log.hpp"
#include "support/scenario.hpp"
#include "support/scratch_database.hpp"

int main(int argc, char** argv) {
    crm::log::configure(crm::log::Format::text, crm::log::Level::error);
    doctest::Context context(argc, argv);
    const int result = context.run();
    std::printf("%d scenarios played\n", crm::for_tests::scenarios_played());
    crm::for_tests::drop_scratch_database();
    return result;
}

// From the arguments to a command; the last place where something thrown is caught.
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <exception>

#include "app/commands/commands.hpp"

int main(int argc, char** argv) {
    umask(077);  // what is written is for nobody else: the database, its copies, the key
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return crm::run_command_line(argc, argv);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "connectcrm: internal error: %s\n", e.what());
    } catch (...) {
        std::fputs("connectcrm: internal error\n", stderr);
    }
    return static_cast<int>(crm::ExitCode::failed);
}

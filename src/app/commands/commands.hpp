// What can be done on the command line, a function each; they answer the exit status.
#pragma once
#include <string>

#include "app/config.hpp"
#include "app/exit_code.hpp"
#include "crm/bench/sample.hpp"

namespace crm {

// Reads the arguments and runs the command they name. What a command throws is reported on standard error.
int run_command_line(int argc, const char* const* argv);

struct MigrateOptions {
    bool check = false;  // say whether something is pending
    bool plan = false;   // print what would be run
};
ExitCode run_migrate(const Config&, const MigrateOptions&);
ExitCode run_verify(const Config&);
ExitCode print_differences(Session&);  // find_differences of copies.hpp, on standard output
void print_line(const std::string&);

struct CopyOptions {
    std::string file;
    bool force = false;  // also when that replaces something
};
ExitCode run_backup(const Config&, const CopyOptions&);
ExitCode run_restore(const Config&, const CopyOptions&);
ExitCode run_import_django(const Config&, const std::string& url, const NamedValues& environment);

struct SuperuserOptions {
    std::string username, email;
    bool no_input = false;
};
ExitCode run_createsuperuser(const Config&, const SuperuserOptions&, const NamedValues& environment);
ExitCode run_changepassword(const Config&, const std::string& username, const NamedValues& environment);

ExitCode run_describe(const Config&, const std::string& resource);
ExitCode run_openapi();
ExitCode run_version();

struct BenchOptions {
    SampleSize size;
    unsigned clients = 50;
    double seconds = 1;  // that each is measured with all clients; alone it is half of that
    std::string kept;    // a folder; empty for one that goes away
    std::string json;    // a file; empty for none
    std::string only;    // an operation; empty for all, and what is measured from outside
};
ExitCode run_bench(const Config&, const BenchOptions&);

}  // namespace crm

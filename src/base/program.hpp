// Runs another program and waits for it.
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace crm {

struct Program {
    std::string name;  // looked up in PATH
    std::vector<std::string> arguments;
    // In its environment beside PATH and HOME; where secrets belong, which everybody could read among the arguments.
    std::vector<std::pair<std::string, std::string>> environment;
    std::string input, output;  // files; empty for /dev/null. The output is made, for its owner only, or emptied.
};

bool can_run(const std::string& name);

struct Ended {
    bool well = false;   // with status 0
    std::string errors;  // the end of what it wrote to standard error
};
// Throws Error when it cannot be started.
Ended run(const Program&);

}  // namespace crm

// A file of settings: `KEY=value` lines.
#pragma once
#include <string>
#include <vector>

namespace crm {

struct ConfigLine {
    int number = 0;
    std::string name, value;
    std::string problem;  // what is wrong with the line; then there is no value
};

// Blank lines and lines that begin with # are left out; ` #` ends a value unless it is in quotes. Throws Stop(usage)
// when the file cannot be read.
std::vector<ConfigLine> read_config_file(const std::string& path);
std::vector<ConfigLine> parse_config(const std::string& text);

}  // namespace crm

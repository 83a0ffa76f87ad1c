// What a server's dump holds, read from its text: the rows of each table, whether it is whole, and our seal at its end.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "db/session.hpp"

namespace crm {

using RowCounts = std::map<std::string, std::int64_t, std::less<>>;  // by table

// A table of which no row is in the dump is missing here, too.
RowCounts rows_in_dump(Engine, std::string_view dump);

// Whether the program that wrote it came to its end.
bool is_whole_dump(Engine, std::string_view dump);

// The last line of a file that we have checked.
struct Seal {
    Engine engine = Engine::mysql;
    std::vector<std::string> migrations;  // those that the tables had seen
};
// `-- connectcrm backup; postgres; 0001_crm 0002_sign_in; sha256 …`, with the end of the line.
std::string seal_line(const Seal&, std::string_view dump);

// The seal of a file, and the dump before it. Throws Error(bad_request) that says what is wrong: there is no seal, or
// the file is not as it was written.
struct SealedDump {
    Seal seal;
    std::string_view dump;
};
SealedDump read_seal(std::string_view file);

}  // namespace crm

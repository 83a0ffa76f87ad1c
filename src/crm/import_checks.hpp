// Values that break the rules of their fields: those that are kept and noted, and those that a server's columns cannot
// hold.
#pragma once
#include <string>
#include <vector>

#include "resource/resource.hpp"

namespace crm {

// A sentence for every rule that is broken.
void note_broken_rules(const Resource&, const Record&, std::vector<std::string>& notes);

// What the columns of one table can hold.
class Capacity {
public:
    Capacity(Session&, const Resource&);
    // A sentence for everything that cannot be stored.
    void check(const Record&, std::vector<std::string>& problems) const;

private:
    struct Limit {
        const Field& field;
        std::size_t characters;  // 0 for any number
    };
    const Resource& resource_;
    std::vector<Limit> limits_;
    bool holds_nul_;
};

}  // namespace crm

// What a role sees of a record, put together once: the columns to select, and how a row of them becomes JSON.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "resource/resource.hpp"

namespace crm {

class Output {
public:
    Output(const Resource&, Role);

    // `SELECT id, …, created_at, updated_at, version`; `…` are the fields that the role sees, in their order.
    const std::string& select() const { return select_; }
    int columns() const { return static_cast<int>(members_.size()); }
    int version_column() const { return columns() - 1; }
    void append_json(std::string& out, const Row&) const;

private:
    struct Member {
        std::string key;  // `,"name":`
        const Field* field;
        int currency;  // the column of the currency of a sum of money
    };
    std::string select_;
    std::vector<Member> members_;  // one for each column
};

// For each role.
class Outputs {
public:
    explicit Outputs(const Resource&);
    const Output& of(Role role) const { return *by_role_.at(static_cast<std::size_t>(role)); }

private:
    std::array<std::optional<Output>, 5> by_role_;  // roles are bits
};

}  // namespace crm

// What an import does with users alone: their passwords, names and rights.
#pragma once
#include <string>
#include <vector>

#include "crm/import_source.hpp"
#include "crm/users/user.hpp"

namespace crm {

class UserImport {
public:
    UserImport(DjangoSource& source, Session& target) : source_(source), target_(target) {}

    // Here `existing` is what an earlier import made of the same user, if anything.
    // Hashes and Django's own mark of an unusable password are kept, anything else becomes unusable.
    void settle_password(UserRecord&, const UserRecord* existing, std::vector<std::string>& notes);
    // Gives the name a suffix where another user has it.
    void settle_name(UserRecord&, const UserRecord* existing, std::vector<std::string>& notes);
    static void note_rights(const UserRecord&, std::vector<std::string>& notes);
    // What is to be said once about all of them.
    void finish(std::vector<std::string>& notes);

private:
    bool is_taken_by_another(const std::string& name, Id) const;

    DjangoSource& source_;
    Session& target_;
    std::vector<std::string> without_password_;  // the first few names
    std::size_t without_password_count_ = 0;
};

}  // namespace crm

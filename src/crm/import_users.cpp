// Passwords that are never copied as text, names that are unique without regard to case, and rights that come with a
// role.
#include "crm/import_users.hpp"

#include <algorithm>

#include "auth/password.hpp"
#include "base/text.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

constexpr std::size_t names_listed = 10;

// `!` and 40 characters is what Django writes; an exclamation mark alone may begin a password that somebody typed.
bool is_unusable(std::string_view stored) {
    const auto is_letter_or_digit = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    return stored.size() == 41 && stored[0] == '!' && std::all_of(stored.begin() + 1, stored.end(), is_letter_or_digit);
}

std::string with_suffix(std::string_view name, int number) {
    const std::string suffix = std::string("-") += std::to_string(number);
    const std::size_t most = users().at("username").max_length - suffix.size();
    std::size_t end = 0;
    for (std::size_t count = 0; end < name.size() && count < most; ++count) next_code_point(name, end);
    return std::string(name.substr(0, end)) + suffix;
}

// Is `given` what an import once made of `name`?
bool is_suffixed(std::string_view given, std::string_view name) {
    const auto dash = given.rfind('-');
    if (dash == std::string_view::npos || given.size() - dash > 8) return false;
    int number = 0;
    for (const char c : given.substr(dash + 1)) {
        if (c < '0' || c > '9') return false;
        number = number * 10 + (c - '0');
    }
    return number >= 2 && given == with_suffix(name, number);
}

std::string where(const UserRecord& user) { return crm::where(users(), user) + " " + quoted(user.username); }

}  // namespace

void UserImport::settle_password(UserRecord& user, const UserRecord* existing, std::vector<std::string>& notes) {
    if (existing) user.token_version = existing->token_version;
    // A hash of our own was made since, at a sign-in or by setting a password.
    if (existing && !needs_rehash(existing->password)) return void(user.password = existing->password);
    if (!is_readable_hash(user.password) && !is_unusable(user.password)) {
        if (!user.password.empty())
            notes.push_back(where(user) +
                            ": what is stored as the password is not a hash that can be read (typed into the admin "
                            "site?). It was not copied; the user cannot sign in until a password is set.");
        else if (++without_password_count_ <= names_listed)
            without_password_.push_back(quoted(user.username));
        user.password = unusable_password();
    }
    if (!existing || user.password == existing->password) return;
    if (is_unusable(user.password) && is_unusable(existing->password))
        user.password = existing->password;
    else
        ++user.token_version;
}

bool UserImport::is_taken_by_another(const std::string& name, Id id) const {
    return is_taken(target_, users(), users().at("username"), name, id);
}

void UserImport::settle_name(UserRecord& user, const UserRecord* existing, std::vector<std::string>& notes) {
    const std::string given = user.username;
    if (existing && is_suffixed(existing->username, given)) {
        user.username = existing->username;
    } else if (is_taken_by_another(given, user.id)) {
        int number = 2;
        do user.username = with_suffix(given, number++);
        while (is_taken_by_another(user.username, user.id) || source_.has_user(user.username));
    } else {
        return;
    }
    notes.push_back(crm::where(users(), user) + " " + quoted(given) +
                    ": another user has the same name but for case, so this one is called " + quoted(user.username) +
                    " here and signs in under that name.");
}

void UserImport::note_rights(const UserRecord& user, std::vector<std::string>& notes) {
    if (parse_role(user.role) != Role::none) return;
    if (user.role.empty() && user.is_superuser)
        notes.push_back(where(user) +
                        ": is a superuser in Django but has no role, and so no rights here; give the role "
                        "admin if this is an administrator.");
    else
        notes.push_back(where(user) +
                        (user.role.empty() ? ": has no role" : ": has the unknown role " + quoted(user.role)) +
                        ", and so no rights.");
}

void UserImport::finish(std::vector<std::string>& notes) {
    if (without_password_count_ > 0) {
        std::string names;
        for (const std::string& name : without_password_) (names += names.empty() ? "" : ", ") += name;
        if (const auto more = without_password_count_ - without_password_.size(); more > 0)
            names += " and " + std::to_string(more) + " more";
        notes.push_back("Users who have no password, and cannot sign in until one is set: " + names + ".");
    }
    if (target_.integer("SELECT COUNT(*) FROM users WHERE role = 'admin' AND is_active = 1") == 0)
        notes.push_back("There is no active user with the role admin: make one with `connectcrm createsuperuser`.");
}

}  // namespace crm

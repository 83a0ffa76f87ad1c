// Users: who sees whom, what makes a good password, and that somebody can always let others in.
#include "crm/users/user.hpp"

#include "auth/authenticate.hpp"
#include "auth/password.hpp"
#include "base/locale.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "db/dialect.hpp"

namespace crm {

bool is_username(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        if (!is_word(c) && c != '@' && c != '.' && c != '+' && c != '-') return false;
    }
    return !text.empty();
}

namespace {

// A new password is judged while it is still as typed.
void check(const UserRecord& user, const UserRecord* before, Problems& problems) {
    if (user.password.empty() || (before && before->password == user.password)) return;
    const std::size_t least = user.role == "admin" ? 12 : 8;
    const std::vector<std::string> similar{user.username, user.first_name, user.last_name, user.email};
    for (const std::string& text : password_problems(user.password, similar, least)) problems.add("password", text);
}

Scope visible_to(const User& user) {
    return user.role == Role::admin || user.role == Role::sales ? everything() : where("id", user.id);
}

// A new password signs out everywhere, and ends the link for choosing one. One's own is not set with an API key, or the
// key would be as good as a sign-in.
void complete(UserRecord& user, const UserRecord* before, const Context& context) {
    if (before && user.password != before->password && context.user.key && context.user.id == user.id) refuse_scope();
    if (!before && user.password.empty()) user.password = unusable_password();
    if (!before || user.password == before->password) return;
    user.token_version = before->token_version + 1;
    user.setup_hash.clear();
    user.setup_expires_at.reset();
}

bool is_active_admin(const UserRecord& user) { return user.is_active && user.role == "admin"; }

// Somebody must be able to let others in.
void guard(Session& session, const UserRecord* before, const UserRecord* after) {
    if (!before || !is_active_admin(*before) || (after && is_active_admin(*after))) return;
    std::int64_t others = 0;
    const std::string sql = "SELECT id FROM users WHERE role = 'admin' AND is_active = 1 ORDER BY id" +
                            std::string(for_update(session.engine()));
    session.query(sql, {}, [&](const Row& row) { return others += row.integer(0) != before->id, true; });
    if (others == 0)
        throw Error(Condition::conflict, "This is the last active admin: make another user an active admin first.");
}

constexpr Choice roles[] = {{"admin", "Admin"}, {"sales", "Salesperson"}, {"customer", "Customer"}};

constexpr FieldOf<UserRecord> fields[] = {
    field<&UserRecord::username>(
        "username", required, max_length(150), searchable, filterable, sortable, example("grace"),
        valid_if(is_username,
                 "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters."),
        unique("A user with that username already exists."),
        help("Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.")),
    field<&UserRecord::email>("email", label("Email address"), email, max_length(254), searchable),
    field<&UserRecord::role>("role", required, one_of(roles), filterable),
    field<&UserRecord::first_name>("first_name", max_length(150), searchable, example("Grace")),
    field<&UserRecord::last_name>("last_name", max_length(150), searchable, example("Hopper")),
    field<&UserRecord::is_active>(
        "is_active", label("Active"), filterable,
        help("Designates whether this user should be treated as active. Unselect this instead of deleting accounts.")),
    field<&UserRecord::is_staff>("is_staff", label("Staff status"),
                                 help("Designates whether the user can log into this admin site.")),
    field<&UserRecord::date_joined>("date_joined", now_by_default),
    field<&UserRecord::language>("language", max_length(10), example("de"),
                                 valid_if(is_language_tag, "Enter a language tag, such as en or de-AT."),
                                 help("Empty for that of the browser.")),
    field<&UserRecord::time_zone>("time_zone", max_length(64), example("Europe/Berlin"),
                                  valid_if(is_time_zone_name, "Enter the name of a time zone, such as Europe/Berlin."),
                                  help("Empty for that of the browser.")),
    field<&UserRecord::password>("password", sealed(hash_password)),
    field<&UserRecord::is_superuser>("is_superuser", hidden),
    field<&UserRecord::token_version>("token_version", hidden),
    field<&UserRecord::setup_hash>("setup_hash", hidden, max_length(64), exact, sealed(sha256_hex)),
    field<&UserRecord::setup_expires_at>("setup_expires_at", hidden),
};

}  // namespace

const Resource& users() {
    static const Resource resource = describe<UserRecord>({
        .name = "users",
        .label = "custom user",
        .title = "user",
        .shown_as = "username",
        .description = "People who can sign in; role admin.",
        .fields = fields,
        .policy = all_for(only(Role::admin)),
        .visible_to = visible_to,
        .check = check,
        .complete = complete,
        .guard = guard,
    });
    return resource;
}

}  // namespace crm

// Administrators by way of the users' own description, so that the log has them like any other.
#include "app/administrator.hpp"

#include "auth/password.hpp"
#include "base/text.hpp"
#include "crm/catalogue.hpp"
#include "resource/rest.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

constexpr std::size_t least_admin_password = 12;
constexpr std::size_t least_password = 8;

void check_text(const Field& field, const std::string& text, Problems& problems) {
    if (text.empty()) {
        if (field.required) problems.add(field.name, "This field may not be blank.");
        return;
    }
    if (!is_utf8(text) || text.find('\0') != std::string::npos)
        return problems.add(field.name, "This is not text in UTF-8.");
    if (code_points(text) > field.max_length)
        problems.add(field.name,
                     "Ensure this field has no more than " + std::to_string(field.max_length) + " characters.");
    if (field.valid && !field.valid(text)) problems.add(field.name, field.invalid);
    if (field.email && !is_email(text)) problems.add(field.name, "Enter a valid email address.");
}

}  // namespace

Problems check_administrator(NewAdministrator& given) {
    for (std::string* text : {&given.username, &given.email, &given.password}) *text = std::string(strip(*text));
    Problems problems;
    check_text(users().at("username"), given.username, problems);
    check_text(users().at("email"), given.email, problems);
    if (given.password.empty()) {
        problems.add("password", "This field may not be blank.");
    } else if (!is_utf8(given.password)) {
        problems.add("password", "This is not text in UTF-8.");
    } else {
        for (const std::string& text :
             password_problems(given.password, {given.username, "", "", given.email}, least_admin_password))
            problems.add("password", text);
    }
    return problems;
}

UserRecord make_administrator(const NewAdministrator& given, Timestamp now) {
    UserRecord user;
    user.username = given.username;
    user.email = given.email;
    user.role = to_text(Role::admin);
    user.is_staff = user.is_superuser = user.is_active = true;
    user.date_joined = now;
    user.password = hash_password(given.password);
    return user;
}

void add_administrator(Session& session, UserRecord user, std::string_view actor, std::string_view request_id,
                       Timestamp now) {
    const Field& username = users().at("username");
    if (is_taken(session, users(), username, user.username, 0)) {
        Problems problems;
        problems.add("username", username.taken);
        throw Invalid(std::move(problems));
    }
    User by;
    by.username = actor;
    create(session, users(), catalogue(), Actor{by, "", request_id}, user, now);
}

std::optional<UserRecord> find_by_username(Session& session, std::string_view username) {
    const std::string key = fold(username);
    const Id id = session.integer("SELECT id FROM users WHERE username_key = ?", {std::string_view(key)});
    if (id == 0) return {};
    const auto record = load(session, users(), id);
    if (!record) return {};
    return static_cast<const UserRecord&>(*record);
}

std::vector<std::string> weaknesses(const UserRecord& user, std::string_view password) {
    const std::size_t least = user.role == to_text(Role::admin) ? least_admin_password : least_password;
    return password_problems(password, {user.username, user.first_name, user.last_name, user.email}, least);
}

bool has_admin(Session& session) {
    return session.first("SELECT id FROM users WHERE role = 'admin' AND is_active = 1 LIMIT 1", {}, [](const Row&) {});
}

}  // namespace crm

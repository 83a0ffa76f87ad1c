// createsuperuser and changepassword.
#include <iostream>

#include "app/administrator.hpp"
#include "app/commands/commands.hpp"
#include "app/prepare.hpp"
#include "app/terminal.hpp"
#include "auth/password.hpp"
#include "base/text.hpp"
#include "crm/catalogue.hpp"
#include "resource/rest.hpp"
#include "resource/sql.hpp"

namespace crm {
namespace {

constexpr int attempts = 3;
constexpr std::string_view actor_name = "command line";

std::string variable(const NamedValues& environment, const std::string& name) {
    for (const std::string prefix : {"CONNECTCRM_SUPERUSER_", "DJANGO_SUPERUSER_"})
        for (const auto& [key, value] : environment)
            if (key == prefix + name && !value.empty()) return value;
    return {};
}

void print(const Problems& problems) {
    for (const auto& [field, texts] : problems.found())
        for (const std::string& text : texts) std::cerr << field << ": " << text << "\n";
}

bool has_only(const Problems& problems, std::string_view field) {
    return problems.found().size() == (problems.has(field) ? 1U : 0U);
}

// Twice, because nobody sees what is typed.
std::string ask_password() {
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const std::string password = ask_secret("Password: ");
        if (ask_secret("Password again: ") == password) return password;
        std::cerr << "The two passwords are not the same.\n";
    }
    throw Stop(ExitCode::failed, "No password was given.");
}

std::string password_without_terminal(const NamedValues& environment, bool no_input) {
    if (std::string password = variable(environment, "PASSWORD"); !password.empty()) return password;
    if (no_input) throw Stop(ExitCode::usage, "--noinput needs the password in CONNECTCRM_SUPERUSER_PASSWORD.");
    if (auto line = read_line()) return *line;
    throw Stop(ExitCode::failed,
               "No password was given: write it as one line to standard input, or set CONNECTCRM_SUPERUSER_PASSWORD.");
}

void add(Database& db, const NewAdministrator& given) {
    const Timestamp at = now();
    const UserRecord user = make_administrator(given, at);
    db.write([&](Session& session) { add_administrator(session, user, actor_name, "", at); });
    std::cout << "The administrator " << user.username << " is made.\n";
}

void refuse_taken(Database& db, const std::string& username, Problems& problems) {
    const Field& field = users().at("username");
    if (db.read([&](Session& session) { return is_taken(session, users(), field, username, 0); }))
        problems.add("username", field.taken);
}

// Asks again for what was refused, but not for what was right.
void ask_for_administrator(Database& db, NewAdministrator& given) {
    for (int attempt = 0; attempt < attempts; ++attempt) {
        if (given.username.empty()) given.username = ask("User name: ");
        if (given.email.empty() && attempt == 0) given.email = ask("E-mail address (may be left out): ");
        NewAdministrator names = given;
        Problems problems = check_administrator(names);
        refuse_taken(db, names.username, problems);
        if (!has_only(problems, "password")) {
            for (const auto& [field, texts] : problems.found())
                if (field != "password")
                    for (const std::string& text : texts) std::cerr << field << ": " << text << "\n";
            if (problems.has("username")) given.username.clear();
            if (problems.has("email")) given.email = ask("E-mail address (may be left out): ");
            continue;
        }
        if (given.password.empty()) given.password = ask_password();
        problems = check_administrator(given);
        if (problems.empty()) return;
        print(problems);
        given.password.clear();
    }
    throw Stop(ExitCode::failed, "No administrator was made.");
}

}  // namespace

ExitCode run_createsuperuser(const Config& config, const SuperuserOptions& options, const NamedValues& environment) {
    prepare_database(config, true);
    const auto db = open_database(config.database, config.database_limits);
    NewAdministrator given{options.username, options.email, {}};
    if (given.username.empty()) given.username = variable(environment, "USERNAME");
    if (given.email.empty()) given.email = variable(environment, "EMAIL");
    if (!options.no_input && is_interactive()) {
        given.password = variable(environment, "PASSWORD");
        ask_for_administrator(*db, given);
    } else {
        if (given.username.empty())
            throw Stop(ExitCode::usage, "A user name is needed: --username NAME, or CONNECTCRM_SUPERUSER_USERNAME.");
        given.password = password_without_terminal(environment, options.no_input);
        if (Problems problems = check_administrator(given); !problems.empty()) throw Invalid(std::move(problems));
    }
    add(*db, given);
    return ExitCode::done;
}

ExitCode run_changepassword(const Config& config, const std::string& username, const NamedValues& environment) {
    prepare_database(config, false);
    const auto db = open_database(config.database, config.database_limits);
    const auto user = db->read([&](Session& session) { return find_by_username(session, username); });
    if (!user)
        throw Stop(ExitCode::failed, "There is no user " + username + " in " + config.database.masked() +
                                         ". Is DATABASE_URL the right one?");

    std::string password;
    for (int attempt = 1;; ++attempt) {
        password = strip(is_interactive() ? ask_password() : password_without_terminal(environment, false));
        Problems problems;
        if (password.empty()) problems.add("password", "This field may not be blank.");
        if (!is_utf8(password)) problems.add("password", "This is not text in UTF-8.");
        if (problems.empty())
            for (const std::string& text : weaknesses(*user, password)) problems.add("password", text);
        if (problems.empty()) break;
        if (!is_interactive() || attempt == attempts) throw Invalid(std::move(problems));
        print(problems);
    }

    const std::string hash = hash_password(password);
    const Timestamp at = now();
    db->write([&](Session& session) {
        User by;
        by.username = actor_name;
        by.role = Role::admin;
        const auto before = load_for_update(session, users(), catalogue(), by, user->id);
        if (!before) throw Stop(ExitCode::failed, "The user " + username + " was deleted meanwhile.");
        UserRecord after = static_cast<const UserRecord&>(*before);
        after.password = hash;
        update(session, users(), catalogue(), Actor{by, "", ""}, *before, after, at);
    });
    std::cout << "The password of " << user->username << " is changed; other sign-ins have ended.\n";
    return ExitCode::done;
}

}  // namespace crm

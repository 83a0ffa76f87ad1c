// Which commands there are and how they are called.
#include "app/commands/command_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "app/app.hpp"
#include "base/errors.hpp"
#include "base/text.hpp"
#include "crm/catalogue.hpp"
#include "db/session.hpp"

namespace crm {
namespace {

// CLI11 asks for the help of the root and of each command in one place.
class Help : public CLI::FormatterBase {
public:
    std::string make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const override {
        return help_page(*app);
    }
};

std::string resource_names() {
    std::string names;
    for (const Resource* resource : catalogue().all())
        names += (names.empty() ? "" : "|") + std::string(resource->name);
    return names;
}

// CLI11's own adds its text to what stands for the value in the help.
template <class T>
CLI::Validator within(T least, T most) {
    CLI::Validator range = CLI::Range(least, most);
    range.description("");
    return range;
}

void complain(const std::string& text, const std::string& detail = {}) {
    std::cout.flush();
    std::cerr << "connectcrm: " << text << "\n";
    if (!detail.empty() && detail != text) std::cerr << "    " << detail << "\n";
}

int report(const std::function<ExitCode()>& run) {
    try {
        return static_cast<int>(run());
    } catch (const Stop& stop) {
        complain(stop.what());
        return static_cast<int>(stop.code);
    } catch (const Invalid& invalid) {
        for (const auto& [field, texts] : invalid.problems.found())
            for (const std::string& text : texts) complain(field + ": " + text);
    } catch (const DatabaseError& error) {
        const bool away = error.kind == DatabaseError::Kind::lost;  // others than a client can do something about it
        complain(away ? "The database cannot be used. Check DATABASE_URL (connectcrm config prints it), and that the "
                        "database is there, running, and lets this user in:"
                      : error.message,
                 error.detail);
    } catch (const Error& error) {
        complain(error.message, error.detail);
    }
    return static_cast<int>(ExitCode::failed);
}

}  // namespace

CommandLine::CommandLine(NamedValues environment)
    : environment_(std::move(environment)),
      app_("A CRM server of your own: an API for a web app and other programs.", "connectcrm") {
    app_.formatter(std::make_shared<Help>());
    app_.set_help_flag("-h,--help", "Print help, also after a command.");
    app_.set_version_flag("--version", "connectcrm " CONNECTCRM_VERSION, "Print the version.");
    app_.add_option("--config", file_, "File of settings, NAME=value lines.")->type_name("FILE");
    app_.fallthrough();
    app_.require_subcommand(0, 1);
    add_settings();
    add_server_commands();
    add_database_commands();
    add_account_commands();
    add_other_commands();
    app_.footer(
        "Examples:\n"
        "  connectcrm serve                          Start on http://127.0.0.1:8000\n"
        "  connectcrm serve --port 9000              The same on another port\n"
        "  connectcrm createsuperuser                Make an administrator\n"
        "  connectcrm backup /backups/monday.db      Copy the database while it is in use\n"
        "  connectcrm import-django /old/db.sqlite3  Move over from the original\n"
        "  connectcrm COMMAND --help                 What a command does and takes");
}

void CommandLine::add_settings() {
    for (const SettingGroup& group : setting_groups()) {
        for (const Setting& setting : group.settings) {
            if (setting.secret) continue;
            auto& [of, value] = flags_.emplace_back(&setting, "");
            app_.add_option(flag_name(setting), value, std::string(setting.help))
                ->type_name(value_name(setting))
                ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
                ->group(std::string(group.title));
        }
    }
}

CLI::App* CommandLine::add(const char* group, const char* name, const char* description,
                           std::function<ExitCode()> run) {
    CLI::App* command = app_.add_subcommand(name, description);
    command->group(group);
    command->callback([this, run = std::move(run)] { chosen_ = run; });
    return command;
}

void CommandLine::add_server_commands() {
    add("Server", "serve", "Start the server; SIGTERM or Ctrl-C ends it.",
        [this] { return serve(config()) == 0 ? ExitCode::done : ExitCode::failed; })
        ->alias("runserver")
        ->footer(
            "Settings are taken from flags, then the environment (PORT or CONNECTCRM_PORT for --port), then the file "
            "of --config. "
            "Keys are taken from the environment or the file only: CONNECTCRM_SECRET_KEY (or DJANGO_SECRET_KEY) and "
            "CONNECTCRM_OLD_SECRET_KEYS.\n\n"
            "On an empty database the address of a page is printed on which the first administrator is made.");
    add("Server", "config", "Print every setting with its value and where it comes from.", [this] {
        std::cout << print_config(config());
        return ExitCode::done;
    })->footer("The output can be kept as a file for --config. Secrets are masked.");

    CLI::App* bench = add("Server", "bench", "Measure what people do all day on a database of made-up records.",
                          [this] { return run_bench(config(), bench_); });
    for (const SampleOption& option : sample_options())
        bench->add_option(std::string("--") + option.name, bench_.size.*option.member, option.help)
            ->type_name("NUMBER")
            ->check(within(option.least, option.most));
    bench->add_option("--clients", bench_.clients, "How many at once; 50 unless given.")
        ->type_name("NUMBER")
        ->check(within(1, 10'000));
    bench->add_option("--seconds", bench_.seconds, "How long each is measured at least; 1 unless given.")
        ->type_name("SECONDS")
        ->check(within(0.001, 3'600.0));
    bench->add_option("--keep", bench_.kept, "Folder to keep that database in, and to take it from.")->type_name("DIR");
    bench->add_option("--only", bench_.only, "Measure nothing but this operation, as \"search\".")->type_name("TEXT");
    bench->add_option("--json", bench_.json, "Write what was measured to this file, too.")->type_name("FILE");
    bench->footer(
        "Makes an SQLite database of its own and does not touch yours. Then p50, p95 and p99 of each thing that a user "
        "does are printed, alone and with many clients that send one request after the other, and whether the gates "
        "are met; the exit status does not tell that. Six million records take 4 GB of disk, 1 GB of memory and some "
        "minutes. The log has one entry for 50 of them, so verify would find differences.");
}

void CommandLine::add_database_commands() {
    CLI::App* migrate =
        add("Database", "migrate", "Make or update the tables.", [this] { return run_migrate(config(), migrate_); });
    migrate->add_flag("--check", migrate_.check, "Change nothing; exit with 3 when something is pending.");
    migrate->add_flag("--plan", migrate_.plan, "Change nothing; print the SQL that would be run.");
    migrate->footer(
        "An SQLite database is copied before it is changed. On MySQL and PostgreSQL take a backup first. It can be "
        "started again after it was interrupted.");

    add("Database", "verify", "Compare all records with the log of changes, and the tables with this version.", [this] {
        return run_verify(config());
    })->footer("Prints what does not fit, and then exits with 4.");

    CLI::App* backup = add("Database", "backup", "Copy the whole database to a file, and check the copy.",
                           [this] { return run_backup(config(), copy_); });
    backup->add_option("FILE", copy_.file, "Where to; its folder must exist.")->required()->type_name("FILE");
    backup->add_flag("--force", copy_.force, "Replace the file if it exists.");
    backup->footer(
        "The server may run meanwhile. The file is an SQLite database, or SQL made by mariadb-dump or pg_dump. Keep "
        "the key that signs tokens elsewhere: it is not in it. Exits with 4 when the copy was made, but verify found "
        "something in it.");

    CLI::App* restore = add("Database", "restore", "Put a backup in the place of the database.",
                            [this] { return run_restore(config(), copy_); });
    restore->add_option("FILE", copy_.file, "What backup made, of the same kind of database.")
        ->required()
        ->type_name("FILE");
    restore->add_flag("--force", copy_.force, "Replace a database that holds something; a copy of it is kept.");
    restore->footer(
        "Stop the servers first. A file of an older version is brought up to this one. At the end all records are "
        "verified. Exits with 3 when the file is of a newer version, and with 4 when it was restored, but verify found "
        "something.");

    CLI::App* import = add("Database", "import-django", "Bring in the data of an original ConnectCRM.",
                           [this] { return run_import_django(config(), url_, environment_); });
    import
        ->add_option("URL", url_,
                     "The original's database: an SQLite file, or mysql://user:password@host/name. Without it, what "
                     "CONNECTCRM_IMPORT_URL says, which others do not see.")
        ->type_name("FILE");
    import->footer(
        "Ids and passwords are kept. The original is only read. Everything is written in one transaction, and running "
        "it again changes "
        "nothing. Rows that break a rule are kept and listed.");
}

void CommandLine::add_account_commands() {
    CLI::App* create = add("Accounts", "createsuperuser", "Make an administrator.",
                           [this] { return run_createsuperuser(config(), superuser_, environment_); });
    create->add_option("--username", superuser_.username, "User name.")->type_name("NAME");
    create->add_option("--email", superuser_.email, "E-mail address.")->type_name("ADDRESS");
    create->add_flag("--noinput,--no-input", superuser_.no_input,
                     "Ask nothing; take everything from flags and environment.");
    create->footer(
        "What is missing is taken from CONNECTCRM_SUPERUSER_USERNAME, _EMAIL and _PASSWORD (or DJANGO_SUPERUSER_...), "
        "then "
        "asked for. Without a terminal the password is one line of standard input:\n\n"
        "  connectcrm createsuperuser --username ann <password-file");

    CLI::App* change = add("Accounts", "changepassword", "Set a user's password; signs the user out everywhere.",
                           [this] { return run_changepassword(config(), username_, environment_); });
    change->add_option("USERNAME", username_, "Whose password.")->required()->type_name("NAME");
    change->footer("Without a terminal the password is one line of standard input, or CONNECTCRM_SUPERUSER_PASSWORD.");
}

void CommandLine::add_other_commands() {
    CLI::App* describe = add(group_about, "describe", "Print routes, fields, SQL and JSON Schema of a resource.",
                             [this] { return run_describe(config(), resource_); });
    describe->add_option("RESOURCE", resource_, "Which one; without it, all are listed.")->type_name(resource_names());

    add(group_about, "openapi", "Print the description of the API, as OpenAPI 3.1.", [] {
        return run_openapi();
    })->footer("The server answers the same under /api/schema/.");

    add(group_about, "version", "Print the version, and those of the libraries.", [] { return run_version(); });

    CLI::App* completion = add(group_about, "completion", "Print completion for a shell.", [this] {
        std::cout << (shell_ == "bash"  ? bash_completion(app_)
                      : shell_ == "zsh" ? zsh_completion(app_)
                                        : fish_completion(app_));
        return ExitCode::done;
    });
    completion->add_option("SHELL", shell_, "Which shell.")
        ->required()
        ->check([](const std::string& shell) {
            return shell == "bash" || shell == "zsh" || shell == "fish" ? "" : shell + ": expected bash, zsh or fish";
        })
        ->type_name("bash|zsh|fish");
    completion->footer(
        "For this shell:\n  source <(connectcrm completion bash)\n"
        "For good:\n  connectcrm completion bash >/etc/bash_completion.d/connectcrm\n"
        "  connectcrm completion zsh >/usr/local/share/zsh/site-functions/_connectcrm\n"
        "  connectcrm completion fish >~/.config/fish/completions/connectcrm.fish");

    add(group_about, "man", "Print the manual page, in mdoc(7).", [this] {
        std::cout << manual_page(app_);
        return ExitCode::done;
    })->footer("To read it:\n  connectcrm man | man -l -");
}

Config CommandLine::config() const {
    ConfigSources sources{{}, environment_, file_};
    for (const auto& [setting, value] : flags_)
        if (app_.get_option(flag_name(*setting))->count() > 0) sources.flags.emplace_back(setting->name, value);
    if (sources.file.empty())
        for (const auto& [name, value] : environment_)
            if (name == "CONNECTCRM_CONFIG") sources.file = value;
    Config config = load_config(sources);
    // What commands print is their answer; serve() lets its log speak as it was told to.
    log::configure(config.log_format, std::max(config.log_level, log::Level::warning));
    return config;
}

int CommandLine::run(int argc, const char* const* argv) {
    try {
        app_.parse(argc, argv);
    } catch (const CLI::Success& asked) {
        return app_.exit(asked, std::cout, std::cerr);
    } catch (const CLI::ParseError& error) {
        complain(error.what());
        const auto commands = app_.get_subcommands();
        std::cerr << "Try: connectcrm " << (commands.empty() ? "" : commands.front()->get_name() + " ") << "--help\n";
        return static_cast<int>(ExitCode::usage);
    }
    if (!chosen_) {
        std::cout << help_page(app_);
        return static_cast<int>(ExitCode::usage);
    }
    const int status = report(chosen_);
    if (!std::cout.flush()) {
        complain("The output could not be written.");
        return static_cast<int>(ExitCode::failed);
    }
    return status;
}

int run_command_line(int argc, const char* const* argv) { return CommandLine(process_environment()).run(argc, argv); }

std::vector<std::string> choices_of(const CLI::Option& option) {
    const std::string type = option.get_type_name();
    return type.find('|') == std::string::npos ? std::vector<std::string>{} : split_list(type, '|');
}

}  // namespace crm

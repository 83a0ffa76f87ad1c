// The manual page, in mdoc(7), made from the command line and the table of settings.
#include "app/commands/command_line.hpp"
#include "base/text.hpp"

namespace crm {
namespace {

constexpr std::size_t line_width = 78;

// What roff would not take for a request or an escape.
void append_escaped(std::string& out, std::string_view text) {
    if ((out.empty() || out.back() == '\n') && (text.starts_with('.') || text.starts_with('\''))) out += "\\&";
    for (const char c : text) out += c == '\\' ? std::string("\\e") : std::string(1, c);
}

// Text lines: a sentence begins a new one, and none is too long.
std::string plain(std::string_view text) {
    std::string out;
    std::size_t line_start = 0;
    for (std::string_view last; !text.empty();) {
        const std::string_view word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        const bool ended = (last.ends_with('.') && !last.ends_with("...")) || last.ends_with(':');
        if (ended || (!last.empty() && out.size() - line_start + 1 + word.size() > line_width)) {
            out += '\n';
            line_start = out.size();
        } else if (!last.empty()) {
            out += ' ';
        }
        append_escaped(out, word);
        last = word;
    }
    return out + "\n";
}

std::string literal_line(std::string_view text) {
    std::string out;
    append_escaped(out, text);
    return out + "\n";
}

// Paragraphs, and indented lines as they are.
std::string prose(std::string_view text) {
    std::string out;
    bool literal = false, fresh = true;
    for (const std::string_view whole = text; !text.empty();) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (const bool indented = line.starts_with("  "); indented != literal) {
            if (line.empty() && literal) continue;
            out += indented ? ".Bd -literal -offset indent\n" : ".Ed\n";
            literal = indented;
        }
        if (line.empty() && !fresh && line.data() != whole.data()) out += text.starts_with("  ") ? "" : ".Pp\n";
        if (!line.empty()) out += literal ? literal_line(line.substr(2)) : plain(line);
        fresh = line.empty();
    }
    return out + (literal ? ".Ed\n" : "");
}

std::string flag_item(const CLI::Option& option) {
    std::string item;
    for (const std::string& name : option.get_snames()) item += (item.empty() ? " Fl " : " , Fl ") + name;
    for (const std::string& name : option.get_lnames()) item += (item.empty() ? " Fl Fl " : " , Fl Fl ") + name;
    if (option.get_items_expected_max() > 0) item += " Ar " + option.get_type_name();
    return item;
}

std::string list(const std::string& items) { return items.empty() ? "" : ".Bl -tag -width Ds\n" + items + ".El\n"; }

std::string options(const CLI::App& app, const std::string& group) {
    std::string items;
    for (const CLI::Option* option : app.get_options([&](const CLI::Option* o) { return o->get_group() == group; })) {
        if (option == app.get_help_ptr() && app.get_parent()) continue;
        items += ".It" + (option->get_positional() ? " Ar " + option->get_name(true) : flag_item(*option)) + "\n" +
                 plain(option->get_description());
        if (option->get_positional() && !choices_of(*option).empty())
            items += "One of " + option->get_type_name() + ".\n";
    }
    return list(items);
}

std::string commands(const CLI::App& app) {
    std::string text;
    for (const CLI::App* command : app.get_subcommands({})) {
        text += ".Ss " + command->get_name() + "\n.Nm\n.Cm " + command->get_name();
        for (const CLI::Option* option : command->get_options())
            if (option->get_positional())
                text += (option->get_required() ? " Ar " : " Op Ar ") + option->get_name(true);
        text += "\n.Pp\n" + plain(command->get_description());
        for (const std::string& alias : command->get_aliases()) text += "Also called\n.Cm " + alias + " .\n";
        text += options(*command, "Options");
        if (!command->get_footer().empty()) text += ".Pp\n" + prose(command->get_footer());
    }
    return text;
}

std::string settings() {
    std::string text;
    for (const SettingGroup& group : setting_groups()) {
        std::string items;
        for (const Setting& setting : group.settings) {
            items += ".It Ev " + std::string(setting.name);
            if (!setting.alias.empty()) items += " , Ev " + std::string(setting.alias);
            if (!setting.secret) items += " , Fl " + flag_name(setting).substr(1) + " Ar " + value_name(setting);
            items += "\n" + plain(setting.help);
            if (!setting.fallback.empty()) items += "Default:\n.Ql " + default_text(setting) + " .\n";
        }
        text += ".Ss " + std::string(group.title) + "\n" + list(items);
    }
    return text;
}

std::string exit_status() {
    std::string items;
    for (const ExitMeaning& exit : exit_meanings)
        items += ".It " + std::to_string(static_cast<int>(exit.code)) + "\n" + plain(exit.meaning);
    return list(items);
}

std::string variables() {
    std::string items;
    for (const OtherVariable& variable : other_variables())
        items += ".It Ev " + std::string(variable.name) + "\n" + plain(variable.help);
    return "Every setting, and:\n" + list(items);
}

}  // namespace

std::string manual_page(const CLI::App& app) {
    std::string examples(app.get_footer());
    examples.erase(0, examples.find('\n') + 1);
    return ".Dd November 23, 2026\n.Dt CONNECTCRM 1\n.Os\n.Sh NAME\n.Nm connectcrm\n.Nd a CRM server of your own\n"
           ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar option ...\n.Sh DESCRIPTION\n" +
           plain(app.get_description()) + "It keeps its data in an SQLite file, or in MySQL, MariaDB or PostgreSQL.\n" +
           options(app, "Options") + ".Sh COMMANDS\n" + commands(app) +
           ".Sh SETTINGS\nA setting is taken from its flag, else from the environment,\nelse from the file of\n.Fl Fl "
           "config ,\n"
           "else it is the default.\nIn the environment\n.Ev CONNECTCRM_\n"
           "may stand before the name, and then counts first.\n"
           "An unknown setting in the file, an unknown variable that begins with\n.Ev CONNECTCRM_ ,\n"
           "and a malformed value stop the program.\n" +
           settings() + ".Sh ENVIRONMENT\n" + variables() + ".Sh FILES\n" +
           list(
               ".It Pa data/connectcrm.db\nThe database, unless\n.Ev DATABASE_URL\nnames another.\n"
               ".It Pa data/secret.key\nThe key that signs tokens, unless one is given.\n"
               ".It Pa data/backup-before-*.db\nCopies taken before the tables were changed.\n"
               ".It Pa data/replaced-*.db\nDatabases that a restore has replaced.\n") +
           ".Sh EXIT STATUS\n" + exit_status() + ".Sh EXAMPLES\n" + prose(examples);
}

}  // namespace crm

// `--help` of the program and of its commands.
#include <fmt/format.h>

#include "app/commands/command_line.hpp"

namespace crm {
namespace {

constexpr std::size_t page_width = 79;
constexpr std::size_t text_column = 31;

// Lines that begin with blanks stay as they are; the rest is filled up to the width, continued at `indent`.
std::string wrapped(std::string_view text, std::size_t indent) {
    std::string out;
    std::size_t column = indent;
    while (!text.empty()) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        while (line.size() > page_width - column && !line.starts_with(' ')) {
            const std::size_t blank = line.rfind(' ', page_width - column);
            if (blank == std::string_view::npos || blank == 0) break;
            out.append(line.substr(0, blank)).append("\n").append(indent, ' ');
            line.remove_prefix(blank + 1);
        }
        out.append(line).append("\n");
        if (!text.empty() && !text.starts_with('\n')) out.append(indent, ' ');
    }
    return out;
}

std::string entry(const std::string& name, const std::string& text) {
    std::string line = "  " + name;
    if (line.size() + 2 > text_column)
        line += "\n" + std::string(text_column, ' ');
    else
        line.append(text_column - line.size(), ' ');
    return line + wrapped(text, text_column);
}

std::string usage(const CLI::App& app) {
    if (!app.get_parent()) return "Usage: connectcrm COMMAND [OPTION...]\n";
    std::string line = "Usage: connectcrm " + app.get_name();
    for (const CLI::Option* option : app.get_options([](const CLI::Option* o) { return o->get_positional(); }))
        line += option->get_required() ? " " + option->get_name(true) : " [" + option->get_name(true) + "]";
    return line + " [OPTION...]\n";
}

std::string option_name(const CLI::Option& option) {
    std::string name;
    for (const std::string& s : option.get_snames()) name += (name.empty() ? "-" : ", -") + s;
    for (const std::string& l : option.get_lnames()) name += (name.empty() ? "--" : ", --") + l;
    if (option.get_items_expected_max() > 0) name += " " + option.get_type_name();
    return name;
}

// The default of a setting is part of its help; other options have none.
std::string option_text(const CLI::Option& option) {
    for (const Setting* setting : all_settings())
        if (!option.get_lnames().empty() && flag_name(*setting) == "--" + option.get_lnames().front())
            return setting->fallback.empty() ? option.get_description()
                                             : option.get_description() + " Default: " + default_text(*setting) + ".";
    return option.get_description();
}

std::string options_of(const CLI::App& app, const std::string& group, const std::string& title) {
    std::string text;
    for (const CLI::Option* option : app.get_options([&](const CLI::Option* o) { return o->get_group() == group; }))
        if (option->nonpositional() && (option != app.get_help_ptr() || !app.get_parent()))
            text += entry(option_name(*option), option_text(*option));
    return text.empty() ? text : "\n" + title + ":\n" + text;
}

std::string arguments_of(const CLI::App& app) {
    std::string text;
    for (const CLI::Option* option : app.get_options([](const CLI::Option* o) { return o->get_positional(); })) {
        const bool words = !choices_of(*option).empty();
        text += entry(option->get_name(true), option->get_description() + (words ? " " + option->get_type_name() : ""));
    }
    return text.empty() ? text : "\nArguments:\n" + text;
}

std::string commands_of(const CLI::App& app) {
    std::string text, group;
    for (const CLI::App* command : app.get_subcommands({})) {
        if (command->get_group() != group) text += "\n" + (group = command->get_group()) + ":\n";
        std::string name = command->get_name();
        for (const std::string& alias : command->get_aliases()) name += ", " + alias;
        text += entry(name, command->get_description());
    }
    return text;
}

std::string settings_note(const CLI::App& app) {
    if (app.get_name() == "serve") {
        std::string text;
        for (const SettingGroup& group : setting_groups())
            text += options_of(*app.get_parent(), std::string(group.title), std::string(group.title));
        return text;
    }
    if (app.get_group() == group_about) return {};
    return "\n" + wrapped(
                      "Settings such as --database-url and --config are taken here too; \"connectcrm serve --help\" "
                      "lists them.",
                      0);
}

}  // namespace

std::string help_page(const CLI::App& app) {
    const bool root = !app.get_parent();
    std::string text = wrapped(app.get_description(), 0) + "\n" + usage(app);
    if (root) text += commands_of(app);
    text += arguments_of(app) + options_of(app, "Options", "Options");
    if (root)
        text += "\n" +
                wrapped("Settings, such as --port and --database-url, are listed by \"connectcrm serve --help\".", 0);
    else
        text += settings_note(app);
    if (!app.get_footer().empty()) text += "\n" + wrapped(app.get_footer(), 0);
    if (root) {
        text += "\nExit status:\n";
        for (const ExitMeaning& exit : exit_meanings)
            text += fmt::format("  {}  {}", static_cast<int>(exit.code), wrapped(exit.meaning, 5));
    }
    return text;
}

}  // namespace crm

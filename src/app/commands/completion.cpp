// Completion for bash, zsh and fish, made from the command line.
#include "app/commands/command_line.hpp"
#include "base/text.hpp"

namespace crm {
namespace {

// A word that can be typed, and what can follow it.
struct Word {
    std::string name, description;
    bool takes_value = false, is_file = false;
    std::vector<std::string> choices;
};

std::vector<Word> flags_of(const CLI::App& app) {
    std::vector<Word> words;
    for (const CLI::Option* option : app.get_options([](const CLI::Option* o) { return o->nonpositional(); }))
        for (const std::string& name : option->get_lnames())
            words.push_back({"--" + name, option->get_description(), option->get_items_expected_max() > 0,
                             option->get_type_name() == "FILE", choices_of(*option)});
    return words;
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) { return app.get_subcommands({}); }

std::vector<std::string> names_of(const CLI::App& command) {
    std::vector<std::string> names{command.get_name()};
    for (const std::string& alias : command.get_aliases()) names.push_back(alias);
    return names;
}

std::vector<std::string> argument_choices(const CLI::App& command) {
    std::vector<std::string> words;
    for (const CLI::Option* option : command.get_options([](const CLI::Option* o) { return o->get_positional(); }))
        for (std::string& choice : choices_of(*option)) words.push_back(std::move(choice));
    return words;
}

bool takes_file(const CLI::App& command) {
    return !command
                .get_options([](const CLI::Option* o) { return o->get_positional() && o->get_type_name() == "FILE"; })
                .empty();
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
    std::string text;
    for (const std::string& word : words) text.append(text.empty() ? "" : between).append(word);
    return text;
}

std::vector<std::string> names(const std::vector<Word>& words) {
    std::vector<std::string> all;
    for (const Word& word : words) all.push_back(word.name);
    return all;
}

// All flags that take a value, of the program and of its commands.
std::vector<Word> valued_flags(const CLI::App& app) {
    std::vector<Word> all = flags_of(app);
    for (const CLI::App* command : commands_of(app))
        for (Word& word : flags_of(*command)) all.push_back(std::move(word));
    std::erase_if(all, [](const Word& w) { return !w.takes_value; });
    return all;
}

std::string all_command_names(const CLI::App& app) {
    std::vector<std::string> all;
    for (const CLI::App* command : commands_of(app))
        for (std::string& name : names_of(*command)) all.push_back(std::move(name));
    return joined(all, "|");
}

std::string in_quotes(std::string_view text, bool colons_too = false) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'') out += "'\\'";
        if (c == ':' && colons_too) out += '\\';
        out += c;
    }
    return out + "'";
}

}  // namespace

std::string bash_completion(const CLI::App& app) {
    std::string text =
        "# bash completion for connectcrm, made by: connectcrm completion bash\n_connectcrm() {\n"
        "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} word command= words=\n"
        "    COMPREPLY=()\n    case $previous in\n";
    std::vector<std::string> opaque;
    for (const Word& flag : valued_flags(app)) {
        if (!flag.choices.empty())
            text += "    " + flag.name + ") mapfile -t COMPREPLY < <(compgen -W '" + joined(flag.choices, " ") +
                    "' -- \"$current\"); return ;;\n";
        else if (flag.is_file)
            text += "    " + flag.name + ") mapfile -t COMPREPLY < <(compgen -f -- \"$current\"); return ;;\n";
        else
            opaque.push_back(flag.name);
    }
    text += "    " + joined(opaque, "|") + ") return ;;\n    esac\n";
    text += "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n        case $word in " + all_command_names(app) +
            ") command=$word; break ;; esac\n    done\n    case $command in\n";
    std::vector<std::string> first;
    for (const CLI::App* command : commands_of(app)) {
        first.push_back(command->get_name());
        std::vector<std::string> words = argument_choices(*command);
        for (std::string& name : names(flags_of(*command))) words.push_back(std::move(name));
        text += "    " + joined(names_of(*command), "|") + ") words='" + joined(words, " ") + "' ;;\n";
    }
    text += "    *) words='" + joined(first, " ") + "' ;;\n    esac\n";
    text += "    [[ $current == -* ]] && words+=' " + joined(names(flags_of(app)), " ") + "'\n";
    text +=
        "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n}\n"
        "complete -o bashdefault -o default -F _connectcrm connectcrm\n";
    return text;
}

std::string zsh_completion(const CLI::App& app) {
    const auto entry = [](const std::string& name, const std::string& description) {
        std::string quoted = in_quotes(description, true);
        return " '" + name + ":" + quoted.substr(1);
    };
    std::string text =
        "#compdef connectcrm\n# Made by: connectcrm completion zsh\n_connectcrm() {\n"
        "    local -a commands options\n    local word command=\n    case $words[CURRENT-1] in\n";
    std::vector<std::string> opaque;
    for (const Word& flag : valued_flags(app)) {
        if (!flag.choices.empty())
            text += "    " + flag.name + ") compadd -- " + joined(flag.choices, " ") + "; return ;;\n";
        else if (flag.is_file)
            text += "    " + flag.name + ") _files; return ;;\n";
        else
            opaque.push_back(flag.name);
    }
    text += "    " + joined(opaque, "|") + ") return ;;\n    esac\n";
    text += "    for word in $words[2,CURRENT-1]; do\n        case $word in (" + all_command_names(app) +
            ") command=$word; break ;; esac\n    done\n    case $command in\n";
    std::string first;
    for (const CLI::App* command : commands_of(app)) {
        first += entry(command->get_name(), command->get_description());
        std::string options;
        for (const Word& flag : flags_of(*command)) options += entry(flag.name, flag.description);
        text += "    " + joined(names_of(*command), "|") + ")\n        options=(" + options + " )\n";
        if (const auto words = argument_choices(*command); !words.empty())
            text += "        compadd -- " + joined(words, " ") + "\n";
        else if (takes_file(*command))
            text += "        _files\n";
        text += "        ;;\n";
    }
    text += "    *) commands=(" + first + " ); _describe command commands ;;\n    esac\n";
    std::string all;
    for (const Word& flag : flags_of(app)) all += entry(flag.name, flag.description);
    text += "    [[ $words[CURRENT] == -* ]] && options+=(" + all +
            " )\n    _describe option options\n}\n"
            "if [[ $funcstack[1] == _connectcrm ]]; then _connectcrm \"$@\"; else compdef _connectcrm connectcrm; fi\n";
    return text;
}

std::string fish_completion(const CLI::App& app) {
    const auto flag_line = [](const Word& flag, const std::string& condition) {
        std::string line = "complete -c connectcrm" + condition + " -l " + flag.name.substr(2);
        if (!flag.choices.empty())
            line += " -xa " + in_quotes(joined(flag.choices, " "));
        else if (flag.takes_value)
            line += flag.is_file ? " -rF" : " -x";
        return line + " -d " + in_quotes(flag.description) + "\n";
    };
    std::string text =
        "# fish completion for connectcrm, made by: connectcrm completion fish\ncomplete -c connectcrm -f\n";
    for (const Word& flag : flags_of(app)) text += flag_line(flag, "");
    for (const CLI::App* command : commands_of(app)) {
        const std::string within = " -n '__fish_seen_subcommand_from " + joined(names_of(*command), " ") + "'";
        text += "complete -c connectcrm -n __fish_use_subcommand -a " + command->get_name() + " -d " +
                in_quotes(command->get_description()) + "\n";
        for (const Word& flag : flags_of(*command))
            if (flag.name != "--help") text += flag_line(flag, within);
        if (const auto words = argument_choices(*command); !words.empty())
            text += "complete -c connectcrm" + within + " -xa " + in_quotes(joined(words, " ")) + "\n";
        else if (takes_file(*command))
            text += "complete -c connectcrm" + within + " -F\n";
    }
    return text;
}

}  // namespace crm

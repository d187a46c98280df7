namespace PassiveDns.Tui.Completion;

/// <summary>Completion for bash 3.2 and later, without bash-completion.</summary>
/// <remarks>Paths are left to readline, which knows how to quote them.</remarks>
internal static class BashScript
{
    public static void Write(CompletedCommand root, TextWriter output)
    {
        output.WriteLine(
            """
            # bash completion for pdns. In ~/.bashrc: source <(pdns completion bash)

            _pdns_words() { COMPREPLY=($(compgen -W "$1" -- "$word")); }

            _pdns_list() { # words with commas between them
                compopt -o nospace 2>/dev/null
                COMPREPLY=($(compgen -P "${word%"${word##*,}"}" -W "$1" -- "${word##*,}"))
            }

            _pdns_folders() { compopt +o default -o dirnames 2>/dev/null; }

            _pdns_nothing() { compopt +o default 2>/dev/null; }

            _pdns() {
                local IFS=$' \t\n' word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=pdns options= i
                if [[ $word == '=' ]]; then word=
                elif [[ $before == '=' ]]; then before=${COMP_WORDS[COMP_CWORD-2]}
                fi
                COMPREPLY=()
                for ((i = 1; i < COMP_CWORD; i++)); do
                    case "$command ${COMP_WORDS[i]}" in
            """);
        output.WriteLine($"            {Patterns(root.All.Skip(1).Select(command => command.Path))}) command=\"$command ${{COMP_WORDS[i]}}\" ;;");
        output.WriteLine("        esac");
        output.WriteLine("    done");
        output.WriteLine("    case $command in");
        foreach (var command in root.All)
            output.WriteLine($"        '{command.Path}') options='{string.Join(' ', command.Options.SelectMany(option => option.Names))}' ;;");
        output.WriteLine(
            """
                esac
                if [[ $word == -* ]]; then
                    _pdns_words "$options"
                    return
                fi
                case "$command $before" in
            """);
        WriteOffers(
            root.All.SelectMany(command => command.Options.Where(option => option.Value is not null)
                .SelectMany(option => option.Names.Select(name => ($"{command.Path} {name}", option.Value!)))),
            "return", output);
        output.WriteLine("    esac");
        output.WriteLine("    case $command in");
        WriteOffers(root.All.Select(command => (command.Path, Positional(command))), "", output);
        output.WriteLine(
            """
                esac
            }

            complete -o default -F _pdns pdns
            """);
    }

    private static Offer Positional(CompletedCommand command) =>
        command.Subcommands.Count == 0 ? command.Argument : new Offer(OfferKind.Words, "COMMAND", [.. command.Subcommands.Select(one => one.Name)]);

    /// <summary>One branch for all places at which the same is offered.</summary>
    private static void WriteOffers(IEnumerable<(string Place, Offer Offer)> offers, string andThen, TextWriter output)
    {
        foreach (var group in offers.GroupBy(one => Action(one.Offer), one => one.Place))
        {
            var steps = string.Join("; ", new[] { group.Key, andThen }.Where(step => step.Length > 0));
            output.WriteLine($"        {Patterns(group)}) {steps} ;;");
        }
    }

    private static string Patterns(IEnumerable<string> texts) => string.Join(" | ", texts.Select(text => $"'{text}'"));

    private static string Action(Offer offer) => offer.Kind switch
    {
        OfferKind.Words => $"_pdns_words '{string.Join(' ', offer.Words)}'",
        OfferKind.List => $"_pdns_list '{string.Join(' ', offer.Words)}'",
        OfferKind.Folders => "_pdns_folders",
        OfferKind.Files => "",
        _ => "_pdns_nothing",
    };
}

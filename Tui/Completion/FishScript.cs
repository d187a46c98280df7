namespace PassiveDns.Tui.Completion;

/// <summary>Completion for fish 3 and later.</summary>
internal static class FishScript
{
    public static void Write(CompletedCommand root, TextWriter output)
    {
        output.WriteLine(
            """
            # fish completion for pdns. In ~/.config/fish/config.fish: pdns completion fish | source

            function __pdns_at # the command that the line has come to
                set -l words (commandline -opc)
                set -l command pdns
                for word in $words[2..-1]
                    switch "$command $word"
            """);
        output.WriteLine($"            case {string.Join(' ', root.All.Skip(1).Select(command => Quote(command.Path)))}");
        output.WriteLine(
            """
                            set command "$command $word"
                    end
                end
                test "$command" = "$argv[1]"
            end

            function __pdns_list # words with commas between them
                set -l token (string replace -r -- '^--[a-z-]+=' '' (commandline -ct))
                set -l before (string replace -r -- '[^,]*$' '' $token)
                for word in $argv
                    echo "$before$word"
                end
            end

            complete -c pdns -f
            """);
        foreach (var command in root.All) WriteCommand(command, output);
    }

    private static void WriteCommand(CompletedCommand command, TextWriter output)
    {
        var lead = $"complete -c pdns -n {Quote($"__pdns_at {Quote(command.Path)}")}";
        output.WriteLine();
        foreach (var one in command.Subcommands) output.WriteLine($"{lead} -a {one.Name} -d {Quote(one.Description)}");
        if (command.Subcommands.Count == 0 && command.Argument.Kind != OfferKind.Nothing) output.WriteLine($"{lead} {Action(command.Argument)}");
        foreach (var option in command.Options)
        {
            var value = option.Value is { } offer ? $" {(option.IsValueOptional ? "" : "-r ")}{Action(offer)}" : "";
            output.WriteLine($"{lead} {string.Join(' ', option.Names.Select(Name))}{value} -d {Quote(option.Description)}");
        }
    }

    /// <summary>fish tells <c>-f</c>, <c>-ff</c> and <c>--file</c> apart.</summary>
    private static string Name(string name) =>
        name.StartsWith("--", StringComparison.Ordinal) ? $"-l {name[2..]}" : $"{(name.Length == 2 ? "-s" : "-o")} {name[1..]}";

    private static string Action(Offer offer) => offer.Kind switch
    {
        OfferKind.Words => $"-f -a {Quote(string.Join(' ', offer.Words))}",
        OfferKind.List => $"-f -a {Quote($"(__pdns_list {string.Join(' ', offer.Words)})")}",
        OfferKind.Folders => "-f -a '(__fish_complete_directories)'",
        OfferKind.Files => "-F",
        _ => "-f",
    };

    private static string Quote(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}

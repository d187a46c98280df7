namespace PassiveDns.Tui.Completion;

/// <summary>Completion for zsh's own completion system: to be sourced behind <c>compinit</c>, or kept as <c>_pdns</c> in a folder of <c>fpath</c>.</summary>
internal static class ZshScript
{
    public static void Write(CompletedCommand root, TextWriter output)
    {
        output.WriteLine("#compdef pdns");
        output.WriteLine("# zsh completion for pdns. In ~/.zshrc, behind compinit: source <(pdns completion zsh)");
        foreach (var command in root.All) WriteFunction(command, output);
        output.WriteLine();
        output.WriteLine("if [[ $funcstack[1] == _pdns ]]; then _pdns \"$@\"; else compdef _pdns pdns; fi");
    }

    private static void WriteFunction(CompletedCommand command, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"{Function(command)}() {{");
        if (command.Subcommands.Count > 0) output.WriteLine("    local curcontext=$curcontext state line ret=1");
        output.WriteLine(command.Subcommands.Count > 0 ? "    _arguments -C \\" : "    _arguments \\");
        foreach (var option in command.Options) output.WriteLine($"        {Specification(option)} \\");
        if (command.Subcommands.Count == 0)
        {
            output.WriteLine($"        {Quote($"*:{Escape(command.Argument.Title, ':')}:{Action(command.Argument)}")}");
            output.WriteLine("}");
            return;
        }

        output.WriteLine("        ': :->command' '*::: :->rest' && ret=0");
        output.WriteLine("    case $state in");
        output.WriteLine("        command)");
        output.WriteLine("            local -a commands=(");
        foreach (var one in command.Subcommands) output.WriteLine($"                {Quote($"{one.Name}:{one.Description}")}");
        output.WriteLine("            )");
        output.WriteLine("            _describe command commands && ret=0 ;;");
        output.WriteLine("        rest)");
        output.WriteLine("            words=($line[1] \"${words[@]}\")");
        output.WriteLine("            (( CURRENT += 1 ))");
        output.WriteLine("            case $line[1] in");
        foreach (var one in command.Subcommands) output.WriteLine($"                {one.Name}) {Function(one)} && ret=0 ;;");
        output.WriteLine("            esac ;;");
        output.WriteLine("    esac");
        output.WriteLine("    return ret");
        output.WriteLine("}");
    }

    private static string Function(CompletedCommand command) => "_" + command.Path.Replace(' ', '_');

    /// <summary>The names of an option, those that exclude it, its description, and what its value is.</summary>
    private static string Specification(CompletedOption option)
    {
        var names = option.Names.Select(name => option.Value is not null && name.StartsWith("--", StringComparison.Ordinal) ? name + "=" : name).ToList();
        var value = option.Value is { } offer ? $"{(option.IsValueOptional ? "::" : ":")}{Escape(offer.Title, ':')}:{Action(offer)}" : "";
        var excluded = option.IsRepeatable ? "*" : $"({string.Join(' ', option.Names)})";
        var joined = names.Count > 1 ? $"{{{string.Join(',', names)}}}" : names[0];
        return $"{Quote(excluded)}{joined}{Quote($"[{Escape(option.Description, '[', ']')}]{value}")}";
    }

    private static string Action(Offer offer) => offer.Kind switch
    {
        OfferKind.Words => $"({string.Join(' ', offer.Words)})",
        OfferKind.List => $"_values -s , {Escape(offer.Title.TrimEnd('.', ','), ':')} {string.Join(' ', offer.Words)}",
        OfferKind.Folders => "_files -/",
        OfferKind.Files => "_files",
        _ => " ",
    };

    private static string Escape(string text, params char[] characters) =>
        string.Concat(text.Select(character => character == '\\' || characters.Contains(character) ? $"\\{character}" : character.ToString()));

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

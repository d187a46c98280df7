namespace PassiveDns.Tui.Completion;

/// <summary>Completion for PowerShell 5.1 and later. Where it offers nothing, PowerShell offers files.</summary>
internal static class PowerShellScript
{
    public static void Write(CompletedCommand root, TextWriter output)
    {
        output.WriteLine(
            """
            # PowerShell completion for pdns. In $PROFILE: pdns completion powershell | Out-String | Invoke-Expression

            Register-ArgumentCompleter -Native -CommandName pdns -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                # Letter case counts, as it does not in PowerShell's own tables: -s and -S are two options.
                $options = [Collections.Generic.Dictionary[string, string]]::new([StringComparer]::Ordinal)
                $values = [Collections.Generic.Dictionary[string, string]]::new([StringComparer]::Ordinal)
            """);
        foreach (var command in root.All)
        {
            output.WriteLine($"    $options['{command.Path}'] = '{string.Join(' ', command.Options.SelectMany(option => option.Names))}'");
            var words = command.Subcommands.Count > 0 ? command.Subcommands.Select(one => one.Name) : command.Argument.Words;
            if (words.Any()) output.WriteLine($"    $values['{command.Path}'] = '{string.Join(' ', words)}'");
            foreach (var option in command.Options.Where(option => option.Value is { Words.Count: > 0 }))
            {
                foreach (var name in option.Names) output.WriteLine($"    $values['{command.Path} {name}'] = '{string.Join(' ', option.Value!.Words)}'");
            }
        }

        output.WriteLine(
            """
                $command = 'pdns'
                $before = ''
                foreach ($element in $commandAst.CommandElements) {
                    if ($element.Extent.EndOffset -ge $cursorPosition -or $element -eq $commandAst.CommandElements[0]) { continue }
                    $before = $element.ToString()
                    if ($options.ContainsKey("$command $before")) { $command = "$command $before"; $before = '' }
                }
                $place = "$command $before".Trim()
                $words = ''
                if ($wordToComplete.StartsWith('-')) { $words = $options[$command] }
                elseif ($values.ContainsKey($place)) { $words = $values[$place] }
                elseif (-not $before.StartsWith('-') -and $values.ContainsKey($command)) { $words = $values[$command] }
                foreach ($word in $words.Split(' ')) {
                    if ($word -ne '' -and $word.StartsWith($wordToComplete, [StringComparison]::Ordinal)) {
                        [Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $word)
                    }
                }
            }
            """);
    }
}

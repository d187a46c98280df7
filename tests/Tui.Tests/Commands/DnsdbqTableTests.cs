using System.Text.RegularExpressions;
using PassiveDns.Tests.Support;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Output;
using Xunit;

namespace PassiveDns.Tui.Tests.Commands;

/// <summary>docs/dnsdbq.md against what there is.</summary>
public partial class DnsdbqTableTests
{
    /// <summary>Of dnsdbq 2.6.4, as its own help has them.</summary>
    private const string Letters = "acdfGghIjmqSsUv468pV0klLOMABDTJtbrniNRu";

    private static readonly string[][] Rows =
        [.. File.ReadLines(Path.Combine(TestFolders.Root, "docs", "dnsdbq.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|'))];

    [Fact]
    public void Every_letter_of_dnsdbq_has_a_row_with_a_verdict()
    {
        var told = Rows.SelectMany(row => Letter().Matches(row[1]).Select(match => match.Groups[1].Value[0])).ToHashSet();

        Assert.Equal("", string.Concat(Letters.Where(letter => !told.Contains(letter))));
        Assert.All(Rows, row => Assert.Matches("^ (same|better|none)", row[3]));
    }

    [Fact]
    public void What_stands_beside_them_is_there()
    {
        var context = new CommandContext { Output = Stream.Null, Messages = new Messages(TextWriter.Null), OpenInput = () => Stream.Null };
        var lookup = CommandLine.Build(context).Subcommands.First(command => command.Name == "lookup");
        var known = lookup.Options.SelectMany(option => option.Aliases.Append(option.Name)).Concat(["-h", "--help", "--version"]).ToHashSet(StringComparer.Ordinal);

        foreach (var row in Rows)
        {
            var options = Option().Matches(row[2]).Select(match => match.Value).ToList();
            Assert.All(options, option => Assert.Contains(option, known));
            if (row[3].StartsWith(" same", StringComparison.Ordinal) || row[3].StartsWith(" better", StringComparison.Ordinal)) Assert.NotEmpty(options);
        }
    }

    [GeneratedRegex(@"`-(\w)")]
    private static partial Regex Letter();

    [GeneratedRegex(@"(?<=[` ])--?[A-Za-z][a-z-]*")]
    private static partial Regex Option();
}

using System.Text.RegularExpressions;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>The examples of the README give what it says.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Examples_give_what_is_shown()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the examples are for a Unix shell");
        Assert.SkipWhen(ExternalProgram.Find("jq") is null, "jq is not installed");
        var examples = Example().Matches(File.ReadAllText(Path.Combine(TestFolders.Root, "README.md")));
        Assert.True(examples.Count >= 6);
        Run("pdns ingest test-data/captures --hints test-data/hints.zone");

        Assert.All(examples, example => Assert.Equal(example.Groups["output"].Value, Run(example.Groups["command"].Value)));
    }

    /// <summary>Runs a line of shell in the repository, where <c>pdns</c> is the built program.</summary>
    private string Run(string command)
    {
        var script = $"cd '{TestFolders.Root}'; pdns() {{ {Pdns.InShell} \"$@\"; }}; {command}";
        return ExternalProgram.Run("/bin/sh", ["-c", script], "", ("PDNS_ARCHIVE", _folder.Archive)).Output;
    }

    [GeneratedRegex(@"^```console\n\$ (?<command>pdns [^\n]*)\n(?<output>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}

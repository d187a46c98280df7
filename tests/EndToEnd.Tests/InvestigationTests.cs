using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>
/// An investigation in the built program, key by key, from a spam domain to all domains of the same operator. What is told and shown of it is docs/investigation.md, with
/// which every screen is compared, and so are those in the README; <c>PDNS_WRITE_GOLDEN=1</c> writes what is shown now.
/// </summary>
public sealed partial class InvestigationTests : IDisposable
{
    private const string Masked = "YYYY-MM-DD"; // a day on which the test ran

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private const int LooksUntilSettled = 5;
    private const int LooksBetweenKeys = 1;

    private static readonly string Page = Path.Combine(TestFolders.Root, "docs", "investigation.md");
    private static readonly string Readme = Path.Combine(TestFolders.Root, "README.md");

    private readonly TempFolder _folder = new();

    /// <param name="Keys">By tmux's names; what begins with = is typed.</param>
    /// <param name="Told">What the page tells of it.</param>
    /// <param name="Shows">A text that is not there before.</param>
    /// <param name="IsShown">The page has the screen, too.</param>
    private sealed record Step(string Keys, string Told, string Shows, bool IsShown = true);

    private static readonly IReadOnlyList<Step> Steps =
    [
        new("", "The overview: what the archive holds, over what time, which domains are new, which names change most. Each line leads on with Enter. The bar waits for a question.", "ask:"),
        new("=parcel-tr", "The name from the spam. The archive completes it while it is typed.", "  parcel-tracking.example."),
        new("Tab Enter", "Tab takes the name, Enter asks: its records, each with its time window. What was seen above and below the resolver stands apart, as the detail pane tells.", "row 1 of 32"),
        new("v l", "The timeline: first parked at a hoster; a day later other name servers, an address elsewhere, a mail server and an SPF record; a week later the next address.", "timeline of"),
        new("BSpace v g", "Back, and the graph: the neighbourhood, with the reason for each edge.", "graph of"),
        new("BSpace / =silent Enter", "Back, and only the rows that contain `silent`: the name servers that came with the spam.", "filter silent"),
        new("p", "The pivots from this row; each shows what it would ask.", "pivots: press a key"),
        new("N", "Other domains on the same name servers.", "ns:ns1.silent-harbor.test.\n"),
        new("b d", "Put together by registered domain: the operator's domains, as far as name servers tell. Enter on one of them would ask for it.", "by domain"),
        new("BSpace Right Right Enter", "Back to the rows, to their rdata, and on to the name server itself.", "› ns1.silent-harbor.test.\n"),
        new("Right Right Enter", "Its address, and who else points to it.", "› 203.0.113.53\n"),
        new("p c", "Nobody; but around it there is a network: all names that point into it.", "› 203.0.113.0/24\n"),
        new("b d", "By domain again: nearly the same domains by another way, and what each of them has there.", "by domain"),
        new("Down v t", "The one with most names, account-verify.example, as a tree: banks, a post office, a university. This is phishing.", "tree of account-verify.example.\n"),
        new("BSpace BSpace Right Right Right Right Right s s Home", "Back to the rows, on to the count, and sorted by it, largest first: what was seen most.", "count↓"),
        new("/ =account-verify Enter", "Only those of account-verify.example ...", "filter account-verify"),
        new("p w", "... and all that there is below it, wherever it points.", "› *.account-verify.example.\n"),
        new("m", "A bookmark on the row. It is of the RRset, and shows where that was seen elsewhere, too.", "bookmark of "),
        new("n =phishing,_same_name_servers_as_the_spam Enter", "A note.", "note on "),
        new("# =phishing_silent-harbor Enter", "Tags.", "tags of "),
        new("S =operator Enter", "The way here is saved under a name.", "trail operator saved"),
        new(".", "The same way as commands, for the report: they find what the screens showed.", "pdns lookup"),
        new("BSpace e c", "Back, and what is shown goes into a file, as CSV.", "write to"),
        new("Enter", "The name that is offered will do.", "written to"),
        new("y y", "The cell under the cursor, copied: defanged, so that nobody opens it by a click.", "copied"),
        new("m", "The same key takes the bookmark away, and with it note and tags ...", "removed"),
        new("u", "... which was a mistake, and is undone.", "undone"),
        new("v c", "The case: bookmarks with notes and tags, saved ways, all questions. Enter goes back into each. The captures are as they were; the archive, too.", "Bookmarks ("),
        new("q", "Done. `pdns tui` comes back to it, and `pdns case` prints it.", "EXIT=0", IsShown: false),
    ];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void From_a_spam_domain_to_all_domains_of_its_operator_as_the_page_tells_it()
    {
        Assert.SkipWhen(TmuxTerminal.Program is null, TmuxTerminal.Missing);
        File.CreateSymbolicLink(_folder.At("captures"), Path.Combine(TestFolders.TestData, "captures"));
        File.CreateSymbolicLink(_folder.At("hints.zone"), Path.Combine(TestFolders.TestData, "hints.zone"));
        var isWriting = Environment.GetEnvironmentVariable("PDNS_WRITE_GOLDEN") is "1";
        var written = isWriting ? [] : Screen().Matches(File.ReadAllText(Page)).Select(match => match.Groups["screen"].Value).ToList();
        var shown = new List<string>();

        using (var terminal = new TmuxTerminal(80, 24, $"sh -c 'cd {_folder.Path}; XDG_CONFIG_HOME={_folder.Path} {Pdns.InShell} open captures --hints hints.zone'"))
        {
            terminal.AllowClipboard();
            foreach (var step in Steps)
            {
                Press(terminal, step.Keys);
                terminal.WaitFor(step.Shows);
                if (!step.IsShown) continue;
                shown.Add(Settled(terminal, shown.Count < written.Count ? written[shown.Count] : null));
                if (step.Keys == "y y") Assert.Equal("avalon-bank.account-verify[.]example.", terminal.Clipboard());
            }
        }

        Check(Page, Text(shown), isWriting);
        Check(Readme, ReadmeScreen().Replace(File.ReadAllText(Readme), match => $"{match.Groups["mark"]}{shown[int.Parse(match.Groups["step"].Value, CultureInfo.InvariantCulture) - 1]}```"), isWriting);
        CommandsFindWhatWasShown(shown);
        var csv = Run("lookup", "*.account-verify.example", "-l", "0", "-p", "csv");
        Assert.Equal(csv, File.ReadAllText(_folder.At("account-verify.example.csv")));
        Assert.Contains("phishing, same name servers as the spam", Run("case"), StringComparison.Ordinal);
    }

    /// <summary>The commands of the trail, run one after the other, find as many RRsets as their screens told.</summary>
    private void CommandsFindWhatWasShown(IReadOnlyList<string> shown)
    {
        var page = shown.Single(screen => screen.Contains("› commands\n", StringComparison.Ordinal));
        var commands = string.Concat(page.Split('\n')[2..^2].Select(line => line.Length < 80 ? line + "\n" : line)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(8, commands.Length);
        foreach (var command in commands)
        {
            var (exitCode, output, _) = ExternalProgram.Run("/bin/sh", ["-c", $"cd {_folder.Path}; pdns() {{ {Pdns.InShell} \"$@\" -p jsonl; }}; {command}"], "");
            Assert.Equal(0, exitCode);
            var question = command.Split('\'') is [_, var quoted, ..] ? quoted : command.Split(' ')[2];
            var isNegative = question.EndsWith(" is:negative", StringComparison.Ordinal);
            var name = question.Replace("name:", "", StringComparison.Ordinal).Replace(" is:negative", "", StringComparison.Ordinal);
            var status = shown.Last(screen => screen.Split('\n')[1].StartsWith($"  {name}", StringComparison.Ordinal) && RRsets().IsMatch(screen));
            var told = isNegative ? Negatives().Match(status).Groups["count"].Value : RRsets().Match(status).Groups["count"].Value;
            Assert.Equal((command, told.Length == 0 ? "0" : told), (command, $"{output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length}"));
        }
    }

    private static void Check(string file, string expected, bool isWriting)
    {
        if (isWriting) File.WriteAllText(file, expected);
        Assert.Equal(expected, File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    private static void Press(TmuxTerminal terminal, string keys)
    {
        foreach (var key in keys.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (key[0] == '=') terminal.Type(key[1..].Replace('_', ' '));
            else terminal.Press(key);
            Settled(terminal, expected: null, LooksBetweenKeys); // what one key asks for is there before the next
        }
    }

    /// <summary>The screen that is expected as soon as it is there, else the one that stays.</summary>
    private static string Settled(TmuxTerminal terminal, string? expected, int looks = LooksUntilSettled)
    {
        var start = Stopwatch.GetTimestamp();
        var (last, same) = ("", 0);
        while (same < looks || (expected is not null && Stopwatch.GetElapsedTime(start) < Patience))
        {
            var screen = Today().Replace(terminal.Screen(), Masked);
            if (screen == expected) return screen;
            (last, same) = (screen, screen == last ? same + 1 : 0);
            Thread.Sleep(BetweenLooks);
        }

        return last;
    }

    /// <summary>The page, from what was shown.</summary>
    private static string Text(IReadOnlyList<string> shown)
    {
        var page = new StringBuilder(
            """
            # An investigation, key by key

            From one domain in a spam mail to everything that its operator runs, in the captures that come with the program:

                pdns open test-data/captures --hints test-data/hints.zone

            `tests/EndToEnd.Tests/InvestigationTests.cs` presses these keys in a terminal of 80 by 24 and compares every screen; this page is written by it.
            Which keys there are is in [ui.md](ui.md), or press `?`.


            """);
        var screens = new Queue<string>(shown);
        for (var i = 0; i < Steps.Count; i++)
        {
            var step = Steps[i];
            page.Append($"## {i + 1}. {(step.Keys.Length == 0 ? "Start" : string.Join(' ', step.Keys.Split(' ').Select(Keycap)))}\n\n{step.Told}\n\n");
            if (step.IsShown && screens.TryDequeue(out var screen)) page.Append($"```text\n{screen}```\n\n");
        }

        return page.ToString().ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
    }

    private static string Keycap(string key) => key switch
    {
        ['=', .. var text] => $"type `{text.Replace('_', ' ')}`",
        "BSpace" => "`Backspace`",
        _ => $"`{key}`",
    };

    private string Run(params string[] arguments)
    {
        var (exitCode, output, errors) = ExternalProgram.Run("/bin/sh", ["-c", $"cd {_folder.Path}; {Pdns.InShell} \"$@\"", "sh", .. arguments], "");
        Assert.True(exitCode == 0, errors);
        return output;
    }

    [GeneratedRegex("^```text\n(?<screen>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Screen();

    /// <summary>A screen in the README says which step of the page it is of.</summary>
    [GeneratedRegex("(?<mark>^<!-- step (?<step>\\d+) of docs/investigation.md -->\n```text\n)(?<screen>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ReadmeScreen();

    [GeneratedRegex(@"^row .*?(?<count>\d+) RRsets?\b", RegexOptions.Multiline)]
    private static partial Regex RRsets();

    [GeneratedRegex(@"^row .*?(?<count>\d+) negative answers?\b", RegexOptions.Multiline)]
    private static partial Regex Negatives();

    /// <summary>Days and times that are none of the captures'.</summary>
    [GeneratedRegex(@"\b(?!2026-11-(1[6-9]|2[0-3]))(20\d\d-\d\d-\d\d)(T\d\d:\d\d:\d\dZ)?")]
    private static partial Regex Today();
}

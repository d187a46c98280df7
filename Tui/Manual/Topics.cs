using System.CommandLine;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Presentation;

namespace PassiveDns.Tui.Manual;

/// <summary>What <c>pdns help TOPIC</c> shows: text that comes with the program, folded at 80 columns.</summary>
/// <param name="Name">As the user asks for it.</param>
/// <param name="OtherWords">Other words under which it is found.</param>
/// <param name="About">Values of options as help pages call them, and commands, that it explains.</param>
internal sealed record Topic(string Name, string[] OtherWords, string[] About)
{
    private readonly Lazy<string[]> _lines = new(() => Read(Name));

    /// <summary>In a few words; the first line of the text.</summary>
    public string Title => _lines.Value[0];

    /// <summary>Paragraphs, and examples and tables that are indented by four blanks, with empty lines between them.</summary>
    public IEnumerable<string> Body => [.. Introduction, .. More()];

    /// <summary>The body as it was written by hand.</summary>
    public IEnumerable<string> Introduction => _lines.Value[2..];

    /// <summary>Lines behind those, made from what the program does.</summary>
    public Func<IEnumerable<string>> More { get; init; } = static () => [];

    public void Write(TextWriter output)
    {
        output.WriteLine(Title);
        output.WriteLine();
        foreach (var line in Body) output.WriteLine(line);
    }

    private static string[] Read(string name)
    {
        using var stream = typeof(Topic).Assembly.GetManifestResourceStream($"topics/{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
    }
}

/// <summary>All topics.</summary>
internal static class Topics
{
    public const string ExitCodes = "exit-codes";
    public const string Environment = "environment";
    public const string Files = "files";
    public const string Keys = "keys";

    private const int KeysColumns = 28;

    public static IReadOnlyList<Topic> All { get; } =
    [
        new("questions", ["question", "wildcards", "wildcard", "names"], ["WHAT", "ADDRESS"]),
        new("query", ["language", "queries", "keywords", "filters"], ["WHAT"]),
        new("times", ["time", "durations"], ["TIME", "T1..T2"]),
        new("types", ["type", "rrtypes", "rrtype"], ["TYPE,...", "NAME[/TYPE]"]),
        new("formats", ["format", "json", "jsonl", "cof", "saf", "csv", "csv-excel", "dnsdb", "table", "minimal"], ["FORMAT"]),
        new("statuses", ["status", "bailiwick", "vantage", "quarantine"], ["VANTAGE", "pdns verify-bailiwick"]),
        new("negative", ["negatives", "nxdomain", "nodata", "servfail", "refused"], ["--negative"]),
        new("proof", ["originals", "frames"], ["pdns evidence", "pdns sources"]),
        new("live-tap", ["live", "libpcap", "npcap"], ["pdns tap"]),
        new("privacy", ["clients", "addresses"], ["pdns tap", "--pcap"]),
        new("dnsdbq", ["farsight"], ["pdns lookup"]),
        new(ExitCodes, ["exit", "exit-code", "exit-status"], ["--fail-empty"]),
        new(Keys, ["key", "keyboard", "keybindings"], ["pdns tui"]) { More = KeyLines },
        new("settings", ["config", "theme", "themes"], ["pdns tui"]),
        new(Environment, ["variables"], []),
        new(Files, ["archive", "archives"], ["pdns info", "pdns verify", "pdns case"]),
    ];

    public static Topic? Find(string word) =>
        All.FirstOrDefault(topic => topic.Name == word) ?? All.FirstOrDefault(topic => topic.OtherWords.Contains(word, StringComparer.OrdinalIgnoreCase));

    /// <summary>The topics that explain something about a command.</summary>
    public static IReadOnlyList<Topic> About(Command command)
    {
        string[] words =
        [
            HelpPage.NameOf(command),
            .. command.Arguments.Select(argument => argument.HelpName ?? argument.Name),
            .. command.Options.SelectMany(option => new[] { option.Name, option.HelpName ?? option.Name }),
        ];
        return [.. All.Where(topic => topic.About.Any(words.Contains))];
    }

    private static IEnumerable<string> KeyLines()
    {
        foreach (var (title, keys) in HelpText.Groups())
        {
            yield return "";
            yield return $"{title}:";
            yield return "";
            var lines = new StringWriter { NewLine = "\n" };
            foreach (var (key, description) in keys) HelpPage.WriteTerm($"  {key}", description, KeysColumns, lines);
            foreach (var line in lines.ToString().TrimEnd('\n').Split('\n')) yield return line;
        }
    }
}

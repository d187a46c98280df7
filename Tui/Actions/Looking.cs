using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Arguments;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Actions;

/// <summary>The other views of what the cursor stands on, and what can be done in them.</summary>
internal static class Looking
{
    private const string NoTimeline = "this is for timelines: v l opens one";

    public static IReadOnlyList<KeyAction> Views { get; } =
    [
        View("t", "tree", "names below the name, level by level", b => Name(b) is { } name ? new TreeScreen(name.Wire) : null, b => Name(b)?.Text),
        View("l", "timeline", "what the name had over time, as a chart", b => Name(b) is { } name ? new TimelineScreen(name.Wire) : null, b => Name(b)?.Text),
        View("g", "graph", "the neighbourhood with the reason for each edge", b => Subject(b) is { } subject ? new GraphScreen(subject.Node, Limits(b), b.Suffixes) : null, b => Subject(b)?.Text),
        new(KeyGroup.Look, ["d"], "diff", "what differs between two windows of time", _ => null, AskForWindows),
        new(KeyGroup.Look, ["o"], "overview", "the archive at a glance", _ => null, b => b.Go(new OverviewScreen())),
        new(KeyGroup.Look, ["c"], "case", "bookmarks, notes, tags, saved trails, what was asked before", _ => null, b => b.Go(new CaseScreen(() => b.Case, b.Parse))),
        new(KeyGroup.Look, ["s"], "sources", "the captures that the archive has", _ => null, Sources.Show),
    ];

    public static IReadOnlyList<KeyAction> InTimeline { get; } =
    [
        Zoom("+", "zoom in", "show half as much of time", window => window.ZoomIn()),
        Zoom("-", "zoom out", "show twice as much of time", window => window.ZoomOut()),
        Zoom("<", "earlier", "show what lies half a screen earlier", window => window.Pan(isLater: false)),
        Zoom(">", "later", "show what lies half a screen later", window => window.Pan(isLater: true)),
        Zoom("0", "whole", "show all of time that the archive knows", window => window.ShowWhole()),
    ];

    private static KeyAction View(string key, string title, string description, Func<Browser, Screen?> open, Func<Browser, string?> about) => new(
        KeyGroup.Look, [key], title, description, b => open(b) is null ? "there is no name to look at: move to one" : null, b => b.Go(open(b)!))
    {
        About = about,
    };

    private static KeyAction Zoom(string key, string title, string description, Action<TimelineWindow> zoom) => new(
        KeyGroup.Look, [key], title, description, b => b.Current is TimelineScreen { Window: not null } ? null : NoTimeline, b => zoom(((TimelineScreen)b.Current).Window!));

    /// <summary>What the cursor stands on, where that is a name or an address; else the row's owner; else what was asked.</summary>
    private static (NeighbourhoodNode Node, string Text)? Subject(Browser browser)
    {
        foreach (var question in InQuestion(browser))
        {
            if (NameOf(question) is { } name) return (NeighbourhoodNode.OfName(name), DomainNameFormat.ToText(name));
            var query = question.Queries.First();
            if (query.Side == LookupSide.Address && query.Addresses.First.Span.SequenceEqual(query.Addresses.Last.Span))
                return (NeighbourhoodNode.OfAddress(query.Addresses.First.Span), question.Text);
        }

        return null;
    }

    /// <summary>What the cursor stands on, where that is a name; else the row's owner; else what was asked.</summary>
    private static (byte[] Wire, string Text)? Name(Browser browser) =>
        InQuestion(browser).Select(NameOf).FirstOrDefault(name => name is not null) is { } wire ? (wire, DomainNameFormat.ToText(wire)) : null;

    private static IEnumerable<Question> InQuestion(Browser browser) =>
        new[] { browser.Current.Target, browser.Row is { } row ? Question.Name(row.Owner()) : null, browser.Current.Asked }.OfType<Question>().Where(question => question.Queries.Any());

    private static byte[]? NameOf(Question question) =>
        question.Queries.First() is { Side: LookupSide.Owner or LookupSide.OwnerBelow or LookupSide.RDataName, Name: { Length: > 0 } name } ? name.ToArray() : null;

    private static NeighbourhoodLimits Limits(Browser browser) => new() { Depth = browser.Settings.GraphDepth, Fanout = browser.Settings.GraphFanout };

    /// <summary>Two windows: to begin with, the days on which the archive's first and second half of time lie.</summary>
    private static void AskForWindows(Browser browser)
    {
        var question = browser.Current.Asked;
        browser.Open(new Prompt("diff", Halves(browser), text =>
        {
            var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 2) return new PromptFault(0, text.Length, $"write two windows of time: {WindowArgument.Forms}");
            var windows = new List<(TimeFence, string)>();
            foreach (var word in words)
            {
                if (!WindowArgument.TryParse(word, browser.Now, out var fence))
                    return new PromptFault(text.IndexOf(word, StringComparison.Ordinal), word.Length, $"'{word}' is no window of time; write {WindowArgument.Forms}");
                windows.Add((fence, word));
            }

            browser.Go(new DiffScreen(question, windows[0], windows[1]));
            return null;
        })
        {
            Hint = $"two windows of time: {WindowArgument.Forms}",
        });
    }

    private static string Halves(Browser browser)
    {
        var sources = browser.Archive.Sources;
        if (sources.Min(source => source.FirstPacketMilliseconds) is not { } first || sources.Max(source => source.LastPacketMilliseconds) is not { } last) return "";
        var middle = first + ((last - first) / 2);
        return last - first > 2 * 86_400_000L
            ? $"{Day(first)}..{Day(middle)} {Day(middle + 86_400_000)}..{Day(last)}"
            : $"{Formats.UtcText.Seconds(first)}..{Formats.UtcText.Seconds(middle)} {Formats.UtcText.Seconds(middle + 1_000)}..{Formats.UtcText.Seconds(last + 1_000)}";
    }

    private static string Day(long milliseconds) => Formats.UtcText.Seconds(milliseconds)[..10];
}

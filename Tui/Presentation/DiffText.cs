using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Questions;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Presentation;

/// <summary>What differs between two windows, for a screen: owner and type behind a sign, below them the records that one side has.</summary>
/// <remarks><c>+</c> appeared, <c>-</c> vanished, <c>~</c> changed.</remarks>
public static class DiffText
{
    private const int TimesScreen = 70; // columns from which times and counts are shown
    private const int CountWidth = 9;

    /// <summary>What is compared and how much of it differs; two lines.</summary>
    /// <param name="comparison">As far as it was read.</param>
    /// <param name="earlier">The earlier side in words, from the user or a file name.</param>
    /// <param name="isReading">There may be more.</param>
    public static IReadOnlyList<PageLine> Heads(RRsetComparison comparison, string earlier, string later, int width, bool isReading)
    {
        var counts = $"+ {Quantity.Number(comparison.Appeared)} appeared  - {Quantity.Number(comparison.Vanished)} vanished  "
            + $"~ {Quantity.Number(comparison.Changed)} changed  {Quantity.Number(comparison.Same)} the same{(isReading ? "  (reading)" : "")}";
        return
        [
            new PageLine(ScreenText.Clip([new TextSpan($"- {TerminalText.Sanitise(earlier)}  + {TerminalText.Sanitise(later)}", TextRole.Quiet)], width)),
            new PageLine(ScreenText.Clip([new TextSpan(counts, TextRole.Heading)], width)),
        ];
    }

    /// <summary>The lines of differences.</summary>
    /// <param name="differences">As a comparison gives them, or some of them in their order.</param>
    /// <param name="width">Columns there are.</param>
    /// <param name="isAscii">Without the ellipsis, and names as they are on the wire.</param>
    public static IEnumerable<PageLine> Lines(IEnumerable<RRsetDifference> differences, int width, bool isAscii)
    {
        RRset? last = null;
        foreach (var difference in differences)
        {
            if (last is null || !RRsetComparison.IsOneSet(last, difference.RRset)) yield return Owner(difference, width, isAscii);
            last = difference.RRset;
            foreach (var line in Records(difference, width, isAscii)) yield return line;
        }
    }

    private static PageLine Owner(RRsetDifference difference, int width, bool isAscii)
    {
        Span<byte> buffer = stackalloc byte[DomainName.MaxLength];
        var owner = buffer[..difference.RRset.ReadOwner(buffer)].ToArray();
        var sign = difference.Change switch
        {
            RRsetChange.Appeared => "+ ",
            RRsetChange.Vanished => "- ",
            _ => "~ ",
        };
        var type = " " + RDataTypes.Mnemonic(difference.RRset.Type);
        var name = isAscii ? NameText.Plain(owner, default) : TerminalText.Sanitise(NameText.Of(owner, default));
        return Line(sign + Cut(name, width - sign.Length - type.Length, isAscii) + type, TextRole.Heading, Question.Name(owner), width);
    }

    /// <summary>A line for each record; the times, which are the RRset's, stand at the first.</summary>
    private static IEnumerable<PageLine> Records(RRsetDifference difference, int width, bool isAscii)
    {
        var lead = difference.IsLater ? "    + " : "    - ";
        var times = Times(difference.RRset.Window, width);
        var room = width - lead.Length - times.Length;
        var rows = new List<ResultRow>();
        ResultRow.AddRows(difference.RRset, rows);
        foreach (var row in rows)
        {
            var text = Cut(TerminalText.Sanitise(row.RDataText()), room, isAscii);
            if (row.IsFirst) text += new string(' ', Math.Max(0, room - TerminalText.Columns(text))) + times;
            yield return Line(lead + text, TextRole.Normal, RowTargets.OfCell(row, ResultColumn.RData, []), width);
            lead = "      ";
        }
    }

    private static string Times(TimeWindow window, int width) => width < TimesScreen ? ""
        : $"  {Day(window.FirstMilliseconds)} .. {Day(window.LastMilliseconds)} {CellText.Right(Quantity.Number(window.Count), CountWidth)}";

    private static PageLine Line(string text, TextRole role, Question? target, int width) => new(ScreenText.Clip([new TextSpan(text, role)], width), target);

    private static string Cut(string text, int room, bool isAscii)
    {
        if (TerminalText.Columns(text) <= room) return text;
        var cut = CellText.KeepEnds(text, Math.Max(1, room));
        return isAscii ? cut.Replace('…', '~') : cut;
    }

    private static string Day(long milliseconds) => UtcText.Seconds(milliseconds).Split('T')[0];
}

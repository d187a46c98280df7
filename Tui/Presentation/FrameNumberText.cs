using System.Globalization;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Presentation;

/// <summary>Frame numbers as people read them: <c>frames 12, 40-44, 90</c>. Without separators in a number, so that Wireshark takes it.</summary>
public static class FrameNumberText
{
    private const string Indent = "    ";

    /// <param name="frames">Ascending; a number stands there as often as it counts.</param>
    /// <param name="counted">How many the archive says there are; where that differs, it is said.</param>
    /// <param name="width">Columns that a line may take.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<long> frames, long counted, int width)
    {
        if (frames.Count > 0)
        {
            foreach (var line in Fold(frames.Count == 1 ? "frame" : "frames", [.. Ranges(frames)], width)) yield return line;
        }

        if (frames.Count == counted) yield break;
        yield return $"{Indent}found again {Quantity.Count(frames.Count, "time")}, where the ingest counted {Quantity.Number(counted)}";
    }

    private static IEnumerable<string> Fold(string lead, IReadOnlyList<string> ranges, int width)
    {
        var line = Indent + lead;
        for (var i = 0; i < ranges.Count; i++)
        {
            var range = i < ranges.Count - 1 ? ranges[i] + "," : ranges[i];
            if (line.Length > Indent.Length && line.Length + 1 + range.Length > width)
            {
                yield return line;
                line = Indent + " ";
            }

            line += " " + range;
        }

        yield return line;
    }

    /// <summary>A number that stands there more than once is in no range.</summary>
    private static IEnumerable<string> Ranges(IReadOnlyList<long> frames)
    {
        for (var at = 0; at < frames.Count;)
        {
            var end = at + 1;
            while (end < frames.Count && frames[end] == frames[at]) end++;
            var times = end - at;
            while (times == 1 && end < frames.Count && frames[end] == frames[end - 1] + 1 && (end + 1 == frames.Count || frames[end + 1] != frames[end])) end++;
            yield return times > 1 ? string.Create(CultureInfo.InvariantCulture, $"{frames[at]} ({times} times)")
                : end == at + 1 ? frames[at].ToString(CultureInfo.InvariantCulture)
                : string.Create(CultureInfo.InvariantCulture, $"{frames[at]}-{frames[end - 1]}");
            at = end;
        }
    }
}

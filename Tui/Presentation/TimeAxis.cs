using PassiveDns.Formats;

namespace PassiveDns.Tui.Presentation;

/// <summary>A span of time as a line with ticks, and the times that belong to the ticks: as many as there is room for, both ends among them.</summary>
public sealed class TimeAxis
{
    private const int MostTicks = 5;
    private const long Day = 86_400_000; // milliseconds

    private readonly long _first;
    private readonly long _last;
    private readonly int _width;

    /// <param name="first">Start of the span, milliseconds since the epoch.</param>
    /// <param name="last">End of the span, not before its start.</param>
    /// <param name="width">Cells.</param>
    /// <param name="isComplete">Times in full: <c>2026-03-01T10:00:00Z</c>; otherwise days where the span has several, else the time of day.</param>
    public TimeAxis(long first, long last, int width, bool isComplete)
    {
        (_first, _last, _width) = (first, last, width);
        Form = isComplete ? UtcText.Seconds
            : (Int128)last - first >= 2 * Day ? time => UtcText.Seconds(time).Split('T')[0]
            : time => UtcText.Seconds(time).Split('T')[1];
        LabelWidth = Form(last).Length;
    }

    /// <summary>How times are written.</summary>
    public Func<long, string> Form { get; }

    /// <summary>Characters of a time.</summary>
    public int LabelWidth { get; }

    /// <param name="line">Between ticks.</param>
    /// <param name="tick">Where a time belongs.</param>
    public string Line(char line, char tick)
    {
        var axis = new string(line, _width).ToCharArray();
        foreach (var (place, _) in Ticks()) axis[place] = tick;
        return new string(axis);
    }

    /// <summary>The times, each at its tick; those at the ends begin or end there.</summary>
    public string Labels()
    {
        var labels = new string(' ', _width).ToCharArray();
        foreach (var (place, time) in Ticks())
        {
            var label = Form(time);
            var start = Math.Clamp(place - (label.Length / 2), 0, Math.Max(0, _width - label.Length));
            for (var i = 0; i < label.Length && start + i < labels.Length; i++) labels[start + i] = label[i];
        }

        return new string(labels);
    }

    private IEnumerable<(int Place, long Time)> Ticks()
    {
        // A label within the axis stands on both sides of its tick, one at an end on one side; a blank goes between.
        var parts = _width <= 2 * LabelWidth ? 0 : Math.Clamp((_width - 1) / (LabelWidth + (LabelWidth / 2) + 1), 1, MostTicks - 1);
        var span = (Int128)_last - _first;
        for (var i = 0; i <= parts; i++)
            yield return (i * (_width - 1) / Math.Max(1, parts), _first + (long)(span * i / Math.Max(1, parts)));
    }
}

namespace PassiveDns.Formats.Records;

/// <summary>When an RRset was seen first and last, and how often.</summary>
/// <param name="FirstMilliseconds">Since 1970-01-01T00:00:00Z, rounded down.</param>
/// <param name="LastMilliseconds">As first; not before it.</param>
/// <param name="Count">Times seen, at least 1.</param>
public readonly record struct TimeWindow(long FirstMilliseconds, long LastMilliseconds, long Count)
{
    /// <summary>Whole seconds since the epoch, rounded down, as COF's <c>time_first</c>.</summary>
    public long FirstSeconds => FloorDivision.Quotient(FirstMilliseconds, 1_000);

    /// <summary>Whole seconds since the epoch, rounded down, as COF's <c>time_last</c>.</summary>
    public long LastSeconds => FloorDivision.Quotient(LastMilliseconds, 1_000);

    /// <summary>The window of both: earliest, latest, sum (at most the largest number). Associative and commutative.</summary>
    public static TimeWindow Union(TimeWindow a, TimeWindow b) => new(
        Math.Min(a.FirstMilliseconds, b.FirstMilliseconds),
        Math.Max(a.LastMilliseconds, b.LastMilliseconds),
        a.Count <= long.MaxValue - b.Count ? a.Count + b.Count : long.MaxValue);
}

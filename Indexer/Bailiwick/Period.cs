using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>A time for which something is verified.</summary>
/// <param name="FirstMilliseconds">Since the epoch.</param>
/// <param name="LastMilliseconds">Not before first.</param>
internal readonly record struct Period(long FirstMilliseconds, long LastMilliseconds)
{
    /// <summary>From the earliest to the latest of both.</summary>
    public static Period Union(Period a, Period b) =>
        new(Math.Min(a.FirstMilliseconds, b.FirstMilliseconds), Math.Max(a.LastMilliseconds, b.LastMilliseconds));

    /// <returns>False where they have nothing in common.</returns>
    public static bool TryIntersect(Period a, Period b, out Period both)
    {
        both = new Period(Math.Max(a.FirstMilliseconds, b.FirstMilliseconds), Math.Min(a.LastMilliseconds, b.LastMilliseconds));
        return both.FirstMilliseconds <= both.LastMilliseconds;
    }

    /// <summary>Some time of a window lies in it.</summary>
    public bool Meets(TimeWindow window) => FirstMilliseconds <= window.LastMilliseconds && window.FirstMilliseconds <= LastMilliseconds;
}

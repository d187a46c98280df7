namespace PassiveDns.Formats.Records;

/// <summary>A span of time that results must touch, or with <see cref="Strict"/> lie inside (dnsdbq's -A, -B and -c).</summary>
/// <param name="AfterMilliseconds">Since the epoch; null leaves the side open.</param>
/// <param name="BeforeMilliseconds">Since the epoch; null leaves the side open.</param>
/// <param name="Strict">The whole window must lie inside; otherwise any overlap is enough.</param>
public readonly record struct TimeFence(long? AfterMilliseconds, long? BeforeMilliseconds, bool Strict)
{
    /// <summary>Times as users write them, whole seconds since the epoch: the last second counts to its end.</summary>
    public static TimeFence OfSeconds(long? after, long? before, bool strict = false) => new(after * 1_000, (before * 1_000) + 999, strict);

    public bool Admits(TimeWindow window) => Strict
        ? !(window.FirstMilliseconds < AfterMilliseconds) && !(window.LastMilliseconds > BeforeMilliseconds)
        : !(window.LastMilliseconds < AfterMilliseconds) && !(window.FirstMilliseconds > BeforeMilliseconds);
}

namespace PassiveDns.Formats.Records;

/// <summary>A span of time that results must touch, or with <see cref="Strict"/> lie inside (dnsdbq's -A, -B and -c).</summary>
/// <param name="AfterMilliseconds">Since the epoch; null leaves the side open.</param>
/// <param name="BeforeMilliseconds">Since the epoch; null leaves the side open.</param>
/// <param name="Strict">The whole window must lie inside; otherwise any overlap is enough.</param>
public readonly record struct TimeFence(long? AfterMilliseconds, long? BeforeMilliseconds, bool Strict)
{
    public bool Admits(TimeWindow window) => Strict
        ? !(window.FirstMilliseconds < AfterMilliseconds) && !(window.LastMilliseconds > BeforeMilliseconds)
        : !(window.LastMilliseconds < AfterMilliseconds) && !(window.FirstMilliseconds > BeforeMilliseconds);
}

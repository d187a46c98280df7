using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Bailiwick;

/// <summary>A server of a zone, and when it is believed to have served it.</summary>
/// <param name="FirstMilliseconds">Since the epoch.</param>
/// <param name="LastMilliseconds">Not before first.</param>
internal readonly record struct ZoneServer(IpAddress Address, long FirstMilliseconds, long LastMilliseconds)
{
    /// <summary>It served the zone at some time of a window.</summary>
    public bool ServedIn(TimeWindow window) => FirstMilliseconds <= window.LastMilliseconds && window.FirstMilliseconds <= LastMilliseconds;
}

namespace PassiveDns.Analyzer.Packets;

/// <summary>Time as captures have it: not always rising, since interfaces interleave and files are joined end to end.</summary>
internal static class CaptureTime
{
    /// <summary>True when two times differ by more than a span, whichever is the earlier.</summary>
    public static bool AreFarApart(long aNanoseconds, long bNanoseconds, long spanNanoseconds)
    {
        var (early, late) = aNanoseconds < bNanoseconds ? (aNanoseconds, bNanoseconds) : (bNanoseconds, aNanoseconds);
        return unchecked((ulong)late - (ulong)early) > (ulong)spanNanoseconds;
    }
}

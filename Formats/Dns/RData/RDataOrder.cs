namespace PassiveDns.Formats.Dns.RData;

/// <summary>The order of canonical rdata within an RRset: octet by octet, a prefix first (RFC 4034 section 6.3).</summary>
public static class RDataOrder
{
    public static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.SequenceCompareTo(b);
}

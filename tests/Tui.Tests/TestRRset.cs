using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;

namespace PassiveDns.Tui.Tests;

/// <summary>RRsets for tests, in one line each.</summary>
internal static class TestRRset
{
    /// <param name="rdata">Hexadecimal; several records are separated by commas.</param>
    /// <param name="first">Seconds since the epoch.</param>
    public static RRset Of(string owner, RRType type, string rdata, long first, long last, long count, SightingStatus status = SightingStatus.Matched) =>
        new(Key(owner, type, [.. rdata.Split(',').Select(Hex.Octets)]),
            [new Sighting(0, status, Vantage.Authoritative, new TimeWindow(first * 1_000, last * 1_000, count), 2, 300, 3_600)]);

    public static string Name(RRset rrset)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        return $"{DomainNameFormat.ToText(owner[..rrset.ReadOwner(owner)])} {rrset.Type}";
    }

    private static byte[] Key(string owner, RRType type, byte[][] rdatas)
    {
        var key = new byte[RRsetKey.MaxOwnerKeyLength + RRsetKey.TypeAndBailiwickLength + rdatas.Sum(rdata => rdata.Length + 3)];
        var length = RRsetKey.WriteOwner(DomainNameFormat.Parse(owner)!, key);
        RRsetKey.WriteTypeAndBailiwick(type, RRsetKey.NoBailiwick, key.AsSpan(length));
        length += RRsetKey.TypeAndBailiwickLength;
        foreach (var rdata in rdatas)
        {
            length += RRsetKey.WriteRDataLength(rdata.Length, key.AsSpan(length));
            rdata.CopyTo(key, length);
            length += rdata.Length;
        }

        return key[..length];
    }
}

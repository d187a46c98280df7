using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Formats.Tests.Records;

/// <summary>Makes RRsets for tests.</summary>
internal static class RRsets
{
    public static readonly Sighting Once = new(0, SightingStatus.Matched, Vantage.Unknown, new TimeWindow(1_795_425_240_250, 1_795_425_249_999, 3), 7, 60, 300);

    /// <param name="bailiwickLabels">Labels of the zone's apex; null for none.</param>
    public static RRset Make(string owner, RRType type, int? bailiwickLabels, byte[][] rdatas, params Sighting[] sightings)
    {
        var name = DomainNameFormat.Parse(owner)!;
        var ownerKey = new byte[RRsetKey.MaxOwnerKeyLength + RRsetKey.TypeAndBailiwickLength];
        var length = RRsetKey.WriteOwner(name, ownerKey);
        var bailiwick = bailiwickLabels is { } labels ? (byte)(1 + labels) : RRsetKey.NoBailiwick;
        RRsetKey.WriteTypeAndBailiwick(type, bailiwick, ownerKey.AsSpan(length));
        byte[] key = [.. ownerKey[..(length + RRsetKey.TypeAndBailiwickLength)], .. RDataSet(rdatas)];
        return new RRset(key, sightings.Length == 0 ? [Once] : sightings);
    }

    public static byte[] RDataSet(params byte[][] rdatas)
    {
        var set = new List<byte>();
        Span<byte> length = stackalloc byte[3];
        foreach (var rdata in rdatas)
        {
            set.AddRange(length[..RRsetKey.WriteRDataLength(rdata.Length, length)]);
            set.AddRange(rdata);
        }

        return [.. set];
    }
}

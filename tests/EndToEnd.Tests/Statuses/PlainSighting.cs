using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;

namespace PassiveDns.EndToEnd.Tests.Statuses;

/// <summary>What a sighting is of, and who said it how: all that is told apart.</summary>
/// <param name="Owner">Lower case, hexadecimal.</param>
/// <param name="Data">Rdata, hexadecimal, joined by commas; of a negative answer its kind and the labels of its zone.</param>
internal sealed record PlainIdentity(string Owner, RRType Type, string Data, bool IsNegative, SightingStatus Status, Vantage Vantage, IpAddress Server, bool IsForeign)
{
    public static PlainIdentity Of(RRset set, in Sighting sighting)
    {
        var owner = new byte[DomainName.MaxLength];
        var data = set.Negative is { } negative ? DataOf(negative.Kind, negative.ZoneLabels) : string.Join(',', RData(set));
        return new PlainIdentity(
            Hex.Text(owner.AsSpan(0, set.ReadOwner(owner))), set.Type, data, set.Negative is not null, sighting.Status, sighting.Vantage, sighting.Server, sighting.IsForeign);
    }

    public static string DataOf(NegativeKind kind, int? zone) => $"{kind} {zone}";

    public override string ToString() =>
        $"{DomainNameFormat.ToText(Hex.Octets(Owner))} {RDataTypes.Mnemonic(Type)} {(Data.Length > 80 ? Data[..80] : Data)}: {Status}, {Vantage}{(IsForeign ? ", foreign" : "")}";

    private static List<string> RData(RRset set)
    {
        var all = new List<string>();
        var rest = set.RDataSet;
        while (RRsetKey.TryReadRData(ref rest, out var rdata)) all.Add(Hex.Text(rdata));
        return all;
    }
}

/// <summary>What is to come of an identity: how often, when, where and for how long it was said, and by which rules it is what it is.</summary>
internal sealed class PlainSighting(TimeWindow window, long firstFrame, uint ttlMin, uint ttlMax)
{
    public TimeWindow Window { get; private set; } = window;
    public long FirstFrame { get; private set; } = firstFrame;
    public uint TtlMin { get; private set; } = ttlMin;
    public uint TtlMax { get; private set; } = ttlMax;
    public HashSet<StatusRule> Rules { get; } = [];

    /// <summary>Labels of the apex of the zone that it is in; null where none is verified.</summary>
    public int? Bailiwick { get; set; }

    public void Add(PlainSighting other)
    {
        Window = TimeWindow.Union(Window, other.Window);
        FirstFrame = Math.Min(FirstFrame, other.FirstFrame);
        (TtlMin, TtlMax) = (Math.Min(TtlMin, other.TtlMin), Math.Max(TtlMax, other.TtlMax));
        Rules.UnionWith(other.Rules);
    }

    public override string ToString() => $"{Window}, frame {FirstFrame}, TTL {TtlMin} to {TtlMax}, bailiwick of {Bailiwick?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no"} labels";
}

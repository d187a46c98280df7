using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>What results can be sorted by: dnsdbq's keys.</summary>
public enum SortKey
{
    First,
    Last,
    Duration,
    Count,
    Name,
    Type,
    Data,
}

/// <summary>A key to sort by, and which way.</summary>
public readonly record struct SortTerm(SortKey Key, bool IsDescending);

/// <summary>Orders results by the user's keys: names from the top-level domain down, addresses by number.</summary>
/// <remarks>Ties are settled by the RRset's key, so that the order is total.</remarks>
public sealed class RRsetOrder(IReadOnlyList<SortTerm> terms) : IComparer<RRset>
{
    /// <summary>The RRsets seen last come first, and nothing else counts: an archive can answer in that order itself.</summary>
    public bool IsNewestFirst => terms is [{ Key: SortKey.Last, IsDescending: true }];

    /// <summary>By all keys, as dnsdbq without <c>-k</c>.</summary>
    public static RRsetOrder ByAll(bool isDescending) => new([.. Enum.GetValues<SortKey>().Select(key => new SortTerm(key, isDescending))]);

    public int Compare(RRset? x, RRset? y)
    {
        if (x is null || y is null) return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        foreach (var (key, isDescending) in terms)
        {
            if (CompareBy(key, x, y) is var order and not 0) return isDescending ? -order : order;
        }

        if (x.Key.SequenceCompareTo(y.Key) is var byKey and not 0) return byKey;
        return x.Status.CompareTo(y.Status);
    }

    /// <summary>The results in order; with a limit only the best ones are held in memory.</summary>
    /// <param name="limit">Most results; 0 for all.</param>
    /// <param name="leftOut">How many more there were.</param>
    public IReadOnlyList<RRset> Sort(IEnumerable<RRset> results, long limit, out long leftOut)
    {
        leftOut = 0;
        var best = new List<RRset>();
        foreach (var rrset in results)
        {
            best.Add(rrset);
            if (limit == 0 || best.Count < 2 * limit) continue;
            leftOut += Cut(best, limit);
        }

        if (limit > 0 && best.Count > limit) leftOut += Cut(best, limit);
        else best.Sort(this);
        return best;
    }

    private long Cut(List<RRset> results, long limit)
    {
        results.Sort(this);
        var over = results.Count - (int)limit;
        results.RemoveRange((int)limit, over);
        return over;
    }

    private static int CompareBy(SortKey key, RRset x, RRset y) => key switch
    {
        SortKey.First => x.Window.FirstMilliseconds.CompareTo(y.Window.FirstMilliseconds),
        SortKey.Last => x.Window.LastMilliseconds.CompareTo(y.Window.LastMilliseconds),
        SortKey.Duration => Duration(x).CompareTo(Duration(y)),
        SortKey.Count => x.Window.Count.CompareTo(y.Window.Count),
        SortKey.Name => x.OwnerKey.SequenceCompareTo(y.OwnerKey),
        SortKey.Type => x.Type.CompareTo(y.Type),
        _ => CompareData(x, y),
    };

    private static long Duration(RRset rrset) => rrset.Window.LastMilliseconds - rrset.Window.FirstMilliseconds;

    /// <summary>Address families apart and each by number, then names from the top-level domain, then the octets of other data.</summary>
    private static int CompareData(RRset x, RRset y)
    {
        var (kindX, kindY) = (DataKind(x.Type), DataKind(y.Type));
        if (kindX != kindY) return kindX.CompareTo(kindY);
        if (kindX != NameData) return x.RDataSet.SequenceCompareTo(y.RDataSet);

        Span<byte> nameX = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        Span<byte> nameY = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        return nameX[..FirstName(x, nameX)].SequenceCompareTo(nameY[..FirstName(y, nameY)]);
    }

    private const int NameData = 2;

    private static int DataKind(RRType type) => type switch
    {
        RRType.A => 0,
        RRType.AAAA => 1,
        RRType.NS or RRType.CNAME or RRType.DNAME or RRType.PTR => NameData,
        _ => 3,
    };

    /// <summary>The first record's name as an owner-key; nothing when a damaged record holds no name.</summary>
    private static int FirstName(RRset rrset, Span<byte> key)
    {
        var set = rrset.RDataSet;
        if (!RRsetKey.TryReadRData(ref set, out var rdata)) return 0;
        var reader = new WireReader(rdata);
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        var length = reader.ReadName(name);
        if (length == 0) return 0;
        DomainName.ToLower(name[..length]);
        return RRsetKey.WriteOwner(name[..length], key);
    }
}

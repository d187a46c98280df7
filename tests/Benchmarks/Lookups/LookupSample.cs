using System.Net;
using PassiveDns.Benchmarks.Workload;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Benchmarks.Lookups;

/// <summary>Names and addresses that an archive holds, drawn evenly over its RRsets by a seed.</summary>
internal sealed class LookupSample
{
    private const int Size = 4_000;

    public List<byte[]> Owners { get; } = new(Size);

    /// <summary>Addresses of A RRsets.</summary>
    public List<IPAddress> Addresses { get; } = new(Size);

    /// <summary>The owner of which the registered domain (two labels) has the most RRsets.</summary>
    public byte[] LargestSubtree { get; private set; } = [0];

    /// <summary>The second half of the time that the archive spans.</summary>
    public TimeFence Fence { get; private set; }

    /// <remarks>Reservoir sampling (Vitter's algorithm R): one walk over the archive, which also brings its pages into memory.</remarks>
    public static LookupSample Draw(IRRsetSource archive)
    {
        var sample = new LookupSample();
        var random = new SplitMix64(1);
        var (owners, addresses) = (0, 0);
        var (inSubtree, inLargest, subtree) = (0L, 0L, Array.Empty<byte>());
        TimeWindow? span = null;
        Span<byte> buffer = stackalloc byte[DomainName.MaxLength];
        foreach (var rrset in archive.Find(new RRsetQuery { Side = LookupSide.All }))
        {
            var owner = buffer[..rrset.ReadOwner(buffer)];
            if (Place(random, owners++) is var place && place < Size) Put(sample.Owners, place, owner.ToArray());
            span = span is { } known ? TimeWindow.Union(known, rrset.Window) : rrset.Window;
            if (DomainName.LabelCount(owner) < 2) continue;
            var apex = DomainName.Ancestor(owner, 2);
            if (!apex.SequenceEqual(subtree)) (inSubtree, subtree) = (0, apex.ToArray());
            if (++inSubtree > inLargest) (inLargest, sample.LargestSubtree) = (inSubtree, subtree);

            var rdataSet = rrset.RDataSet;
            if (rrset.Type != RRType.A || !RRsetKey.TryReadRData(ref rdataSet, out var rdata)) continue;
            if ((place = Place(random, addresses++)) < Size) Put(sample.Addresses, place, new IPAddress(rdata));
        }

        if (span is { } all) sample.Fence = new TimeFence((all.FirstMilliseconds + all.LastMilliseconds) / 2, null, Strict: false);
        return sample;
    }

    private static int Place(SplitMix64 random, int seen) => seen < Size ? seen : random.Below(seen + 1);

    private static void Put<T>(List<T> list, int place, T value)
    {
        if (place == list.Count) list.Add(value);
        else list[place] = value;
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using PassiveDns.Benchmarks.Workload;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Benchmarks.Lookups;

/// <summary>Names and addresses that an archive holds, drawn evenly over its RRsets by a seed.</summary>
internal sealed class LookupSample
{
    private const int Size = 4_000;
    private const int BroadNames = 100_000;
    private const int WideRRsets = 1_000;

    public List<byte[]> Owners { get; } = new(Size);

    /// <summary>Addresses of A RRsets.</summary>
    public List<IPAddress> Addresses { get; } = new(Size);

    /// <summary>The registered domain (two labels) of which the number of names is nearest to 100,000.</summary>
    public byte[] BroadSubtree { get; private set; } = [0];

    /// <summary>An address of the /24 into which nearest to 1,000 RRsets of type A point; null without any.</summary>
    public IPAddress? WideNetwork { get; private set; }

    /// <summary>The second half of the time that the archive spans.</summary>
    public TimeFence Fence { get; private set; }

    /// <remarks>Reservoir sampling (Vitter's algorithm R): one walk over the archive, which also brings its pages into memory.</remarks>
    public static LookupSample Draw(IRRsetSource archive)
    {
        var sample = new LookupSample();
        var random = new SplitMix64(1);
        var (owners, addresses) = (0, 0);
        var (names, broadNames, subtree, last) = (0L, 0L, Array.Empty<byte>(), Array.Empty<byte>());
        var networks = new Dictionary<int, int>();
        TimeWindow? span = null;
        Span<byte> buffer = stackalloc byte[DomainName.MaxLength];
        foreach (var rrset in archive.Find(new RRsetQuery { Side = LookupSide.All }))
        {
            var owner = buffer[..rrset.ReadOwner(buffer)];
            if (Place(random, owners++) is var place && place < Size) Put(sample.Owners, place, owner.ToArray());
            span = span is { } known ? TimeWindow.Union(known, rrset.Window) : rrset.Window;
            if (DomainName.LabelCount(owner) < 2) continue;
            var apex = DomainName.Ancestor(owner, 2);
            if (!apex.SequenceEqual(subtree))
            {
                if (Math.Abs(names - BroadNames) < Math.Abs(broadNames - BroadNames)) (broadNames, sample.BroadSubtree) = (names, subtree);
                (names, subtree) = (0, apex.ToArray());
            }

            if (!owner.SequenceEqual(last)) (names, last) = (names + 1, owner.ToArray());

            var rdataSet = rrset.RDataSet;
            if (rrset.Type != RRType.A || !RRsetKey.TryReadRData(ref rdataSet, out var rdata)) continue;
            CollectionsMarshal.GetValueRefOrAddDefault(networks, BinaryPrimitives.ReadInt32BigEndian(rdata) >> 8, out _)++;
            if ((place = Place(random, addresses++)) < Size) Put(sample.Addresses, place, new IPAddress(rdata));
        }

        if (networks.Count > 0) sample.WideNetwork = Address(networks.MinBy(network => (Math.Abs(network.Value - WideRRsets), network.Key)).Key);
        if (span is { } all) sample.Fence = new TimeFence((all.FirstMilliseconds + all.LastMilliseconds) / 2, null, Strict: false);
        return sample;
    }

    private static IPAddress Address(int network)
    {
        Span<byte> octets = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(octets, network << 8);
        return new IPAddress(octets);
    }

    private static int Place(SplitMix64 random, int seen) => seen < Size ? seen : random.Below(seen + 1);

    private static void Put<T>(List<T> list, int place, T value)
    {
        if (place == list.Count) list.Add(value);
        else list[place] = value;
    }
}

using System.Buffers.Binary;
using PassiveDns.Formats.Dns;

namespace PassiveDns.Formats.Records;

/// <summary>An RRset as the archive knows it, or a negative answer in the place of one, with the sightings that a question asked for.</summary>
public sealed class RRset
{
    private readonly byte[] _key;
    private readonly int _ownerLength;

    /// <param name="key">A well-formed key; the array is kept, not copied.</param>
    /// <param name="sightings">At least one; sources refer to the list of the <see cref="IRRsetSource"/> that gave the RRset.</param>
    public RRset(byte[] key, Sighting[] sightings)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sightings.Length);
        _key = key;
        _ownerLength = RRsetKey.OwnerLength(key);
        Sightings = sightings;

        var all = sightings[0];
        Status = all.Status;
        for (var i = 1; i < sightings.Length; i++)
        {
            all = Sighting.Union(all, sightings[i]);
            if (sightings[i].Status < Status) Status = sightings[i].Status;
        }

        Window = all.Window;
        TtlMin = all.TtlMin;
        TtlMax = all.TtlMax;
    }

    /// <summary>See <see cref="RRsetKey"/>.</summary>
    public ReadOnlySpan<byte> Key => _key;

    public ReadOnlySpan<byte> OwnerKey => _key.AsSpan(0, _ownerLength);

    public RRType Type => (RRType)BinaryPrimitives.ReadUInt16BigEndian(_key.AsSpan(_ownerLength));

    /// <summary>See <see cref="RRsetKey"/>; read its records with <see cref="RRsetKey.TryReadRData"/>. Empty for a negative answer.</summary>
    public ReadOnlySpan<byte> RDataSet => Negative is null ? Data : [];

    /// <summary>Null for an RRset.</summary>
    public NegativeAnswer? Negative =>
        BailiwickOctet == RRsetKey.NegativeMark && NegativeAnswer.TryRead(Data, DomainName.MaxLabels, out var negative) ? negative : null;

    /// <summary>Number of labels of the zone's apex; null where the zone is not known, and for a negative answer.</summary>
    public int? BailiwickLabels => BailiwickOctet is RRsetKey.NoBailiwick or RRsetKey.NegativeMark ? null : BailiwickOctet - 1;

    private byte BailiwickOctet => _key[_ownerLength + 2];

    private ReadOnlySpan<byte> Data => _key.AsSpan(_ownerLength + RRsetKey.TypeAndBailiwickLength);

    public IReadOnlyList<Sighting> Sightings { get; }

    /// <summary>The status of all sightings; <see cref="SightingStatus.Matched"/> where matched ones stand together with those of zone transfers.</summary>
    public SightingStatus Status { get; }

    /// <summary>Earliest, latest and sum over <see cref="Sightings"/>.</summary>
    public TimeWindow Window { get; }

    /// <summary>Lowest TTL seen, seconds.</summary>
    public uint TtlMin { get; }

    /// <summary>Highest TTL seen, seconds.</summary>
    public uint TtlMax { get; }

    /// <summary>Number of different sources among <see cref="Sightings"/>.</summary>
    public int SourceCount
    {
        get
        {
            var count = 1;
            for (var i = 1; i < Sightings.Count; i++)
            {
                if (Sightings[i].Source > Sightings[i - 1].Source) count++; // an archive gives them in this order
                else if (Sightings[i].Source < Sightings[i - 1].Source) return Sightings.Select(sighting => sighting.Source).Distinct().Count();
            }

            return count;
        }
    }

    /// <summary>It has the owner, type and records of another one, whatever the bailiwick of each.</summary>
    public bool HasRecordsOf(RRset other) => Type == other.Type && OwnerKey.SequenceEqual(other.OwnerKey) && RDataSet.SequenceEqual(other.RDataSet);

    /// <summary>Writes the owner, uncompressed wire format, lower case.</summary>
    /// <param name="owner">Room for <see cref="DomainName.MaxLength"/> octets.</param>
    public int ReadOwner(Span<byte> owner) => RRsetKey.ReadOwner(_key, owner);

    /// <summary>Writes the zone's apex; 0 where it is not known.</summary>
    /// <param name="bailiwick">Room for <see cref="DomainName.MaxLength"/> octets.</param>
    public int ReadBailiwick(Span<byte> bailiwick) => ReadAncestor(BailiwickLabels, bailiwick);

    /// <summary>Writes the zone that a negative answer named by its SOA; 0 where it named none.</summary>
    /// <param name="zone">Room for <see cref="DomainName.MaxLength"/> octets.</param>
    public int ReadNegativeZone(Span<byte> zone) => ReadAncestor(Negative?.ZoneLabels, zone);

    private int ReadAncestor(int? ofLabels, Span<byte> ancestor)
    {
        if (ofLabels is not { } labels) return 0;
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        var apex = DomainName.Ancestor(owner[..ReadOwner(owner)], labels);
        apex.CopyTo(ancestor);
        return apex.Length;
    }
}

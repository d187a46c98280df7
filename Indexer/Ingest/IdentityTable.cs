using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Ingest;

/// <summary>Identities by number, from 0: there are far fewer than sightings, which have their numbers.</summary>
internal sealed class IdentityTable
{
    private const int FirstSlots = 1 << 8;

    private readonly SeededHash _hash = SeededHash.Create();
    private readonly List<Identity> _identities = [];

    /// <summary>Number + 1, where the hash says or behind it; a power of two of them, half full at most.</summary>
    private int[] _slots = new int[FirstSlots];

    /// <summary>Memory taken.</summary>
    public long Octets => ((long)_identities.Capacity * Unsafe.SizeOf<Identity>()) + ((long)_slots.Length * sizeof(int));

    public Identity this[int number] => _identities[number];

    public uint Hash(in Identity identity) =>
        (uint)_hash.Of(MemoryMarshal.AsBytes(new ReadOnlySpan<IpAddress>(in identity.Server)), default, identity.Marks);

    /// <summary>What is where a hash leads to at first sight: to have the memory send it.</summary>
    public int AtFirstSight(uint hash) => _slots[(int)hash & (_slots.Length - 1)];

    /// <returns>The number of an identity, which is added where it is not there.</returns>
    public int NumberOf(in Identity identity, uint hash)
    {
        var at = (int)hash & (_slots.Length - 1);
        for (; _slots[at] != 0; at = (at + 1) & (_slots.Length - 1))
        {
            if (_identities[_slots[at] - 1] == identity) return _slots[at] - 1;
        }

        _identities.Add(identity);
        _slots[at] = _identities.Count;
        if (_identities.Count > _slots.Length / 2) Grow();
        return _identities.Count - 1;
    }

    public void Clear()
    {
        _identities.Clear();
        _slots = new int[FirstSlots];
    }

    private void Grow()
    {
        _slots = new int[2 * _slots.Length];
        for (var number = 0; number < _identities.Count; number++)
        {
            var at = (int)Hash(_identities[number]) & (_slots.Length - 1);
            while (_slots[at] != 0) at = (at + 1) & (_slots.Length - 1);
            _slots[at] = number + 1;
        }
    }
}

/// <summary>What makes observations of one RRset one sighting (see <see cref="Sighting.CompareIdentity"/>), and when: times within an era take half of the room.</summary>
internal readonly struct Identity(in RRsetObservation observation, int source, long milliseconds) : IEquatable<Identity>
{
    private const int EraBits = 32; // of a time in milliseconds, those within an era: 49 days
    private const int EraPlace = 16;
    private const int StatusPlace = 8;
    private const int VantagePlace = 1;

    public readonly IpAddress Server = observation.Server;

    /// <summary>Source, era (from 1970 in 64 bits of nanoseconds: 12 bits), status, vantage, foreignness.</summary>
    public readonly ulong Marks = ((ulong)(uint)source << 32) | ((ulong)(ushort)(milliseconds >> EraBits) << EraPlace)
        | ((ulong)observation.Status << StatusPlace) | ((ulong)observation.Vantage << VantagePlace) | (observation.IsForeign ? 1UL : 0);

    /// <param name="window">Times within the era.</param>
    public Sighting SightingOf((uint First, uint Last, uint Times) window, long firstFrame, uint ttlMin, uint ttlMax)
    {
        var era = (long)(short)(Marks >> EraPlace) << EraBits;
        return new Sighting(
            (int)(Marks >> 32), (SightingStatus)(byte)(Marks >> StatusPlace), (Vantage)((Marks >> VantagePlace) & 0x7F),
            new TimeWindow(era | window.First, era | window.Last, window.Times), firstFrame, ttlMin, ttlMax)
        {
            Server = Server, IsForeign = (Marks & 1) != 0,
        };
    }

    public bool Equals(Identity other) => Marks == other.Marks && Server == other.Server;

    public override bool Equals(object? other) => other is Identity identity && Equals(identity);

    public override int GetHashCode() => HashCode.Combine(Server, Marks);

    public static bool operator ==(Identity left, Identity right) => left.Equals(right);

    public static bool operator !=(Identity left, Identity right) => !left.Equals(right);
}

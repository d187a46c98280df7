using System.Runtime.CompilerServices;
using PassiveDns.Formats;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Ingest;

/// <summary>Identities by number, from 0: there are far fewer than sightings, which have their numbers.</summary>
internal sealed class IdentityTable
{
    private const int FirstSlots = 1 << 8;

    private readonly SeededHash _hash = new();
    private readonly List<Identity> _identities = [];

    /// <summary>Number + 1, where the hash says or behind it; a power of two of them, half full at most.</summary>
    private int[] _slots = new int[FirstSlots];

    private int _fetched; // of no meaning: what the memory was to send must be used for something

    /// <summary>Memory taken.</summary>
    public long Octets => ((long)_identities.Capacity * Unsafe.SizeOf<Identity>()) + ((long)_slots.Length * sizeof(int));

    public Identity this[int number] => _identities[number];

    /// <summary>Tells the numbers of a batch's identities; those that are not there are added.</summary>
    /// <param name="identities">Without a source.</param>
    /// <param name="numbers">Filled, one for each; what was there goes.</param>
    public void NumbersOf(ReadOnlySpan<Identity> identities, int source, List<int> numbers)
    {
        numbers.Clear();
        foreach (ref readonly var identity in identities)
        {
            var hash = Hash(identity.In(source));
            numbers.Add((int)hash);
            _fetched += _slots[(int)hash & (_slots.Length - 1)];
        }

        for (var i = 0; i < identities.Length; i++) numbers[i] = NumberOf(identities[i].In(source), (uint)numbers[i]);
    }

    public void Clear()
    {
        _identities.Clear();
        _slots = new int[FirstSlots];
    }

    private uint Hash(in Identity identity) => (uint)_hash.Combine(_hash.Combine(identity.Server.High, identity.Server.Low), identity.Marks);

    private int NumberOf(in Identity identity, uint hash)
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
internal readonly struct Identity : IEquatable<Identity>
{
    private const int EraBits = 32; // of a time in milliseconds, those within an era: 49 days
    private const int SourcePlace = 32;
    private const int EraPlace = 16;
    private const int StatusPlace = 8;
    private const int VantagePlace = 1;

    public readonly IpAddress Server;

    /// <summary>Source, era (from 1970 in 64 bits of nanoseconds: 12 bits), status, vantage, foreignness.</summary>
    public readonly ulong Marks;

    /// <summary>That of an observation, without a source.</summary>
    /// <param name="milliseconds">When.</param>
    public Identity(in RRsetObservation observation, long milliseconds)
        : this(observation.Server, ((ulong)(ushort)(milliseconds >> EraBits) << EraPlace)
            | ((ulong)observation.Status << StatusPlace) | ((ulong)observation.Vantage << VantagePlace) | (observation.IsForeign ? 1UL : 0))
    {
    }

    private Identity(IpAddress server, ulong marks) => (Server, Marks) = (server, marks);

    /// <summary>The same in a source.</summary>
    public Identity In(int source) => new(Server, Marks | ((ulong)(uint)source << SourcePlace));

    /// <param name="window">Times within the era.</param>
    public Sighting SightingOf((uint First, uint Last, uint Times) window, long firstFrame, uint ttlMin, uint ttlMax)
    {
        var era = (long)(short)(Marks >> EraPlace) << EraBits;
        return new Sighting(
            (int)(Marks >> SourcePlace), (SightingStatus)(byte)(Marks >> StatusPlace), (Vantage)((Marks >> VantagePlace) & 0x7F),
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

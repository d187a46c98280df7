using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Domains;

namespace PassiveDns.Indexer.Ingest;

/// <summary>Observations of one source, copied out of the packets they came in: what goes from the thread that decodes to the one that unites.</summary>
/// <remarks>What can be found out from an observation alone is found out while its octets are at hand: its hash, and what makes it one sighting with others.</remarks>
internal sealed class ObservationBatch
{
    /// <summary>Octets at which a batch is full: many enough to be worth a hand-over, few enough to stay in a processor's cache.</summary>
    public const int UsualLength = 1 << 16;

    private const int Alignment = sizeof(long);

    private static readonly SeededHash Hash = new();

    private readonly List<int> _starts = [];
    private readonly List<Identity> _identities = [];
    private byte[] _octets = [];
    private int _length;

    public int Count => _starts.Count;

    /// <summary>What the observations' <see cref="ObservationHead.Identity"/> stands for, the source left out.</summary>
    public ReadOnlySpan<Identity> Identities => CollectionsMarshal.AsSpan(_identities);

    /// <summary>Queries beside the observations; they come and go with them.</summary>
    public QueryBatch Queries { get; } = new();

    public bool IsEmpty => Count == 0 && Queries.Count == 0;

    /// <summary>Number of the source, within its session.</summary>
    public int Source { get; set; }

    /// <summary>An observation without its owner and its rdata set.</summary>
    public ref readonly ObservationHead this[int index] => ref MemoryMarshal.AsRef<ObservationHead>(_octets.AsSpan(_starts[index]));

    public ReadOnlySpan<byte> OwnerOf(int index) => _octets.AsSpan(_starts[index] + Unsafe.SizeOf<ObservationHead>(), this[index].OwnerLength);

    public ReadOnlySpan<byte> RDataSetOf(int index)
    {
        ref readonly var head = ref this[index];
        return _octets.AsSpan(_starts[index] + Unsafe.SizeOf<ObservationHead>() + head.OwnerLength, head.RDataSetLength);
    }

    /// <param name="fullLength">Octets beyond which the batch takes no more; the first observation always fits.</param>
    /// <returns>False when it does not fit any more.</returns>
    public bool TryAdd(in RRsetObservation observation, int fullLength)
    {
        var length = (Unsafe.SizeOf<ObservationHead>() + observation.Owner.Length + observation.RDataSet.Length + Alignment - 1) & -Alignment;
        if (_length + length > fullLength && Count > 0) return false;
        if (_octets.Length - _length < length) Array.Resize(ref _octets, Math.Max(_length + length, fullLength));
        var octets = _octets.AsSpan(_length);
        var milliseconds = FloorDivision.Quotient(observation.TimeNanoseconds, 1_000_000);
        MemoryMarshal.AsRef<ObservationHead>(octets) = new ObservationHead
        {
            FrameNumber = observation.FrameNumber,
            Time = (uint)milliseconds, // within the era
            TtlMin = observation.TtlMin,
            TtlMax = observation.TtlMax,
            Hash = HashOf(observation),
            Identity = NumberOf(new Identity(observation, milliseconds)),
            RDataSetLength = observation.RDataSet.Length,
            Type = observation.Type,
            OwnerLength = (byte)observation.Owner.Length,
            Bailiwick = observation.Bailiwick,
        };
        octets = octets[Unsafe.SizeOf<ObservationHead>()..];
        observation.Owner.CopyTo(octets);
        observation.RDataSet.CopyTo(octets[observation.Owner.Length..]);
        _starts.Add(_length);
        _length += length;
        return true;
    }

    public void Clear()
    {
        Queries.Clear();
        _starts.Clear();
        _identities.Clear();
        _length = 0;
        if (_octets.Length > UsualLength) _octets = [];
    }

    private static uint HashOf(in RRsetObservation observation) =>
        (uint)Hash.Of(observation.RDataSet, Hash.Of(observation.Owner, ((ulong)observation.Type << 8) | observation.Bailiwick));

    /// <summary>Those of one response have one, mostly.</summary>
    private int NumberOf(in Identity identity)
    {
        if (_identities.Count == 0 || _identities[^1] != identity) _identities.Add(identity);
        return _identities.Count - 1;
    }
}

/// <summary>An observation in a batch; owner and rdata set are behind it.</summary>
internal struct ObservationHead
{
    public long FrameNumber;

    /// <summary>Milliseconds within the era that the identity has.</summary>
    public uint Time;

    public uint TtlMin;
    public uint TtlMax;

    /// <summary>Of what makes the RRset: owner, type, bailiwick and rdata set.</summary>
    public uint Hash;

    /// <summary>Place among those of the batch.</summary>
    public int Identity;

    public int RDataSetLength;
    public RRType Type;
    public byte OwnerLength;
    public byte Bailiwick;
}

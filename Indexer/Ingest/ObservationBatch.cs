using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Domains;

namespace PassiveDns.Indexer.Ingest;

/// <summary>Observations of one source, copied out of the packets they came in: what goes from the thread that decodes to the one that unites.</summary>
internal sealed class ObservationBatch
{
    /// <summary>Octets at which a batch is full: many enough to be worth a hand-over, few enough to stay in a processor's cache.</summary>
    public const int UsualLength = 1 << 16;

    private const int Alignment = sizeof(long);

    private readonly List<int> _starts = [];
    private byte[] _octets = [];
    private int _length;

    public int Count => _starts.Count;

    /// <summary>Queries beside the observations; they come and go with them.</summary>
    public QueryBatch Queries { get; } = new();

    public bool IsEmpty => Count == 0 && Queries.Count == 0;

    /// <summary>Number of the source, within its session.</summary>
    public int Source { get; set; }

    public RRsetObservation this[int index]
    {
        get
        {
            var octets = _octets.AsSpan(_starts[index]);
            ref readonly var head = ref MemoryMarshal.AsRef<Head>(octets);
            octets = octets[Unsafe.SizeOf<Head>()..];
            return new RRsetObservation
            {
                Owner = octets[..head.OwnerLength],
                RDataSet = octets.Slice(head.OwnerLength, head.RDataSetLength),
                Type = head.Type,
                Status = head.Status,
                Vantage = head.Vantage,
                TimeNanoseconds = head.TimeNanoseconds,
                FrameNumber = head.FrameNumber,
                TtlMin = head.TtlMin,
                TtlMax = head.TtlMax,
                Server = head.Server,
                IsForeign = head.IsForeign,
                IsNegative = head.IsNegative,
            };
        }
    }

    /// <param name="fullLength">Octets beyond which the batch takes no more; the first observation always fits.</param>
    /// <returns>False when it does not fit any more.</returns>
    public bool TryAdd(in RRsetObservation observation, int fullLength)
    {
        var length = (Unsafe.SizeOf<Head>() + observation.Owner.Length + observation.RDataSet.Length + Alignment - 1) & -Alignment;
        if (_length + length > fullLength && Count > 0) return false;
        if (_octets.Length - _length < length) Array.Resize(ref _octets, Math.Max(_length + length, fullLength));
        var octets = _octets.AsSpan(_length);
        MemoryMarshal.AsRef<Head>(octets) = new Head
        {
            TimeNanoseconds = observation.TimeNanoseconds,
            FrameNumber = observation.FrameNumber,
            TtlMin = observation.TtlMin,
            TtlMax = observation.TtlMax,
            RDataSetLength = observation.RDataSet.Length,
            Type = observation.Type,
            OwnerLength = (byte)observation.Owner.Length,
            Status = observation.Status,
            Vantage = observation.Vantage,
            Server = observation.Server,
            IsForeign = observation.IsForeign,
            IsNegative = observation.IsNegative,
        };
        octets = octets[Unsafe.SizeOf<Head>()..];
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
        _length = 0;
        if (_octets.Length > UsualLength) _octets = [];
    }

    /// <summary>Owner and rdata set are behind it.</summary>
    private struct Head
    {
        public long TimeNanoseconds;
        public long FrameNumber;
        public uint TtlMin;
        public IpAddress Server;
        public uint TtlMax;
        public int RDataSetLength;
        public RRType Type;
        public byte OwnerLength;
        public SightingStatus Status;
        public Vantage Vantage;
        public bool IsForeign;
        public bool IsNegative;
    }
}

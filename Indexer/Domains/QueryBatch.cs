using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Domains;

/// <summary>Queries of one source, copied out of the packets they came in, on their way to the thread that counts them.</summary>
internal sealed class QueryBatch
{
    private const int Alignment = sizeof(long);

    private static readonly SeededHash Hash = new();

    private readonly List<int> _starts = [];
    private byte[] _octets = [];
    private int _length;

    public int Count => _starts.Count;

    /// <summary>A query; its name is lower case.</summary>
    public QueryObservation this[int index]
    {
        get
        {
            var octets = _octets.AsSpan(_starts[index]);
            ref readonly var head = ref MemoryMarshal.AsRef<Head>(octets);
            return new QueryObservation
            {
                Name = octets.Slice(Unsafe.SizeOf<Head>(), head.NameLength),
                Type = head.Type,
                TimeNanoseconds = head.TimeNanoseconds,
                Outcome = head.Outcome,
                Times = head.Times,
                ResponseLength = head.ResponseLength,
                Status = head.Status,
            };
        }
    }

    /// <summary>The hash of a query's name, day and status.</summary>
    public uint HashOf(int index) => MemoryMarshal.AsRef<Head>(_octets.AsSpan(_starts[index])).Hash;

    /// <param name="fullLength">Octets beyond which the batch takes no more; the first query always fits.</param>
    /// <returns>False when it does not fit any more.</returns>
    public bool TryAdd(in QueryObservation query, int fullLength)
    {
        var length = (Unsafe.SizeOf<Head>() + query.Name.Length + Alignment - 1) & -Alignment;
        if (_length + length > fullLength && Count > 0) return false;
        if (_octets.Length - _length < length) Array.Resize(ref _octets, Math.Max(_length + length, fullLength));
        var octets = _octets.AsSpan(_length);
        var name = octets.Slice(Unsafe.SizeOf<Head>(), query.Name.Length);
        query.Name.CopyTo(name);
        DomainName.ToLower(name);
        MemoryMarshal.AsRef<Head>(octets) = new Head
        {
            TimeNanoseconds = query.TimeNanoseconds,
            Times = query.Times,
            ResponseLength = query.ResponseLength,
            Type = query.Type,
            NameLength = (byte)query.Name.Length,
            Outcome = query.Outcome,
            Status = query.Status,
            Hash = (uint)Hash.Of(name, ((ulong)(uint)DomainKey.DayOf(query.TimeNanoseconds) << 8) | (ulong)query.Status),
        };
        _starts.Add(_length);
        _length += length;
        return true;
    }

    public void Clear()
    {
        _starts.Clear();
        _length = 0;
    }

    /// <summary>The name is behind it.</summary>
    private struct Head
    {
        public long TimeNanoseconds;
        public int Times;
        public int ResponseLength;
        public uint Hash;
        public RRType Type;
        public byte NameLength;
        public QueryOutcome Outcome;
        public SightingStatus Status;
    }
}

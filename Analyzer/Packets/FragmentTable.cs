using System.Diagnostics;
using PassiveDns.Formats.Records;

namespace PassiveDns.Analyzer.Packets;

/// <summary>What became of a fragment.</summary>
internal enum FragmentResult : byte
{
    /// <summary>More of its datagram is awaited, or it is a repeat.</summary>
    Kept,

    /// <summary>It completed its datagram.</summary>
    Completed,

    /// <summary>It contradicts another fragment or the standard; its datagram is given up.</summary>
    Refused,
}

/// <summary>Puts datagrams together from their fragments, in whatever order these come.</summary>
/// <remarks>
/// <para>
/// A datagram with fragments that overlap is dropped whole, and so is what still comes of it (RFC 5722; done for IPv4 too, where
/// overlaps serve attackers only). A repeat of a fragment, octet for octet, does no harm.
/// </para>
/// <para>State is kept for 60 s of capture time (RFC 8200 section 4.5) within a memory budget; the oldest datagram goes first.</para>
/// </remarks>
/// <param name="memory">Budget in octets.</param>
/// <param name="accounting">Told of every datagram given up: too old, pushed out, or contradictory.</param>
internal sealed class FragmentTable(long memory, Accounting accounting)
{
    private const long LifetimeNanoseconds = 60_000_000_000;
    private const int MaxDatagramLength = 65_535;

    /// <summary>A datagram of 65,535 octets over the smallest MTU of IPv6 has 54 fragments, over IPv4's common minimum of 576 has 119.</summary>
    private const int MaxFragments = 256;

    /// <summary>What a datagram costs beside its fragments, octets.</summary>
    private const int DatagramCost = 512;

    private readonly Dictionary<Key, Datagram> _datagrams = [];
    private readonly Stack<Datagram> _spare = new();
    private readonly byte[] _whole = new byte[MaxDatagramLength];
    private Datagram? _oldest;
    private Datagram? _newest;

    /// <summary>Octets of memory held, at most the budget and one fragment.</summary>
    public long Memory { get; private set; }

    /// <param name="octets">When completed: the datagram, valid until the next call.</param>
    /// <param name="protocol">When completed: as its first fragment said.</param>
    public FragmentResult Add(in IpPacket fragment, long timeNanoseconds, out ReadOnlySpan<byte> octets, out byte protocol)
    {
        octets = default;
        protocol = 0;
        Expire(timeNanoseconds);

        var datagram = FindOrStart(fragment, timeNanoseconds);
        if (datagram.IsRefused) return FragmentResult.Refused;

        Memory -= datagram.Memory;
        var result = datagram.Add(fragment);
        Memory += datagram.Memory;
        if (result == FragmentResult.Refused) accounting.Add(AnalysisFact.IncompleteDatagrams);
        if (result == FragmentResult.Completed)
        {
            protocol = datagram.Protocol;
            octets = _whole.AsSpan(0, datagram.CopyTo(_whole));
            Remove(datagram);
        }

        while (Memory > memory && _oldest is not null) GiveUp(_oldest);
        return result;
    }

    /// <summary>The capture is over: what is not complete will not be.</summary>
    public void Finish()
    {
        while (_oldest is not null) GiveUp(_oldest);
    }

    private void Expire(long timeNanoseconds)
    {
        while (_oldest is not null && CaptureTime.AreFarApart(_oldest.TimeNanoseconds, timeNanoseconds, LifetimeNanoseconds)) GiveUp(_oldest);
    }

    private void GiveUp(Datagram datagram)
    {
        if (!datagram.IsRefused) accounting.Add(AnalysisFact.IncompleteDatagrams); // a refused one was counted when it was refused
        Remove(datagram);
    }

    private Datagram FindOrStart(in IpPacket fragment, long timeNanoseconds)
    {
        // IPv6 leaves the next header out of the key: only the first fragment's counts (RFC 8200 section 4.5).
        var key = new Key(fragment.Source, fragment.Destination, fragment.Fragment.Id, fragment.Version == 4 ? fragment.Protocol : (byte)0);
        if (_datagrams.TryGetValue(key, out var datagram)) return datagram;

        if (!_spare.TryPop(out datagram)) datagram = new Datagram();
        datagram.Start(key, timeNanoseconds);
        datagram.Older = _newest;
        if (_newest is null) _oldest = datagram;
        else _newest.Newer = datagram;
        _newest = datagram;
        _datagrams.Add(key, datagram);
        Memory += datagram.Memory;
        return datagram;
    }

    private void Remove(Datagram datagram)
    {
        Memory -= datagram.Memory;
        _datagrams.Remove(datagram.Key);
        if (datagram.Older is null) _oldest = datagram.Newer;
        else datagram.Older.Newer = datagram.Newer;
        if (datagram.Newer is null) _newest = datagram.Older;
        else datagram.Newer.Older = datagram.Older;
        datagram.Clear();
        _spare.Push(datagram);
    }

    private readonly record struct Key(IpAddress Source, IpAddress Destination, uint Id, byte Protocol)
    {
        public override int GetHashCode() => HashCode.Combine(Source, Destination, Id, Protocol);
    }

    private sealed class Datagram
    {
        private readonly PieceList _fragments = new();
        private int _received;
        private int _length; // of the whole; -1 until the last fragment is seen

        public Key Key { get; private set; }
        public long TimeNanoseconds { get; private set; }
        public byte Protocol { get; private set; }
        public bool IsRefused { get; private set; }
        public Datagram? Older { get; set; }
        public Datagram? Newer { get; set; }
        public int Memory => DatagramCost + _fragments.Memory;

        public void Start(Key key, long timeNanoseconds)
        {
            Key = key;
            TimeNanoseconds = timeNanoseconds;
            _received = 0;
            _length = -1;
            IsRefused = false;
        }

        public FragmentResult Add(in IpPacket fragment)
        {
            var start = fragment.Fragment.Offset;
            var end = start + fragment.Payload.Length;
            var isLast = fragment.Fragment.IsLast;
            var index = _fragments.FirstEndingBehind(start);
            if (index < _fragments.Count && _fragments[index].Start < end)
                return IsRepeat(_fragments[index], start, fragment.Payload) ? FragmentResult.Kept : Refuse();
            if (!FitsDatagram(end, fragment.Payload.Length, isLast) || _fragments.Count == MaxFragments) return Refuse();

            _fragments.Insert(index, start, fragment.Payload, beginsSegment: true);
            _received += fragment.Payload.Length;
            if (start == 0) Protocol = fragment.Protocol;
            if (isLast) _length = end;
            return _received == _length ? FragmentResult.Completed : FragmentResult.Kept;
        }

        /// <returns>Octets copied.</returns>
        public int CopyTo(Span<byte> whole)
        {
            Debug.Assert(_received == _length);
            for (var i = 0; i < _fragments.Count; i++) _fragments[i].Octets.CopyTo(whole[(int)_fragments[i].Start..]);
            return _length;
        }

        public void Clear()
        {
            _fragments.Clear();
            Older = Newer = null;
        }

        private static bool IsRepeat(in Piece piece, int start, ReadOnlySpan<byte> octets) =>
            piece.Start == start && piece.Octets.SequenceEqual(octets);

        /// <summary>All but the last are multiples of 8 octets; none goes beyond the last, and there is one last.</summary>
        private bool FitsDatagram(int end, int length, bool isLast)
        {
            if (length == 0 || end > MaxDatagramLength) return false;
            if (!isLast) return length % 8 == 0 && (_length < 0 || end <= _length);
            return _length < 0 && (_fragments.Count == 0 || _fragments[_fragments.Count - 1].End <= end);
        }

        private FragmentResult Refuse()
        {
            _fragments.Clear();
            IsRefused = true;
            return FragmentResult.Refused;
        }
    }
}

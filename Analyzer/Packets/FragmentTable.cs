using System.Diagnostics;
using PassiveDns.Analyzer.Evidence;
using PassiveDns.Formats.Records;
using PassiveDns.Formats.State;

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
/// overlaps serve attackers only). A repeat of a fragment, octet for octet, does no harm, nor does one that comes soon after its datagram is
/// complete: many taps see each frame twice.
/// </para>
/// <para>State is kept for 60 s of capture time (RFC 8200 section 4.5) within a memory budget; the oldest datagram goes first.</para>
/// </remarks>
/// <param name="memory">Budget in octets.</param>
/// <param name="accounting">Told of every datagram given up: incomplete (too old, or pushed out) or contradictory.</param>
/// <param name="trail">Told which frames a completed datagram came in; null for an ordinary analysis.</param>
internal sealed class FragmentTable(long memory, Accounting accounting, FrameTrail? trail = null)
{
    private const long LifetimeNanoseconds = 60_000_000_000;
    private const int MaxDatagramLength = 65_535;

    /// <summary>A datagram of 65,535 octets over the smallest MTU of IPv6 has 54 fragments, over IPv4's common minimum of 576 has 119.</summary>
    private const int MaxFragments = 256;

    /// <summary>Complete datagrams that are remembered to know repeats, and for how long.</summary>
    private const int MaxComplete = 32;
    private const long RepeatNanoseconds = 1_000_000_000;

    /// <summary>What the objects of a datagram cost beside its fragments, octets.</summary>
    private const int DatagramCost = 160;

    /// <summary>What a place in the dictionary costs, be it taken or free.</summary>
    private const int PlaceCost = 60;

    /// <summary>Datagrams kept to be used again. They are not part of the budget, so there must be few.</summary>
    private const int MaxSpare = 256;

    private readonly Dictionary<Key, Datagram> _datagrams = [];
    private readonly Stack<Datagram> _spare = new();
    private readonly byte[] _whole = new byte[MaxDatagramLength];
    private AgeList _awaited; // refused ones too: what still comes of them is refused
    private AgeList _complete;
    private long _memory; // of the datagrams

    /// <summary>Octets of memory held, at most the budget.</summary>
    public long Memory => _memory + ((long)_datagrams.Capacity * PlaceCost);

    /// <inheritdoc cref="PacketAnalysis.Load"/>
    public void Load(StateReader state)
    {
        for (var spare = state.ReadInt32(0, MaxSpare); spare > 0; spare--) _spare.Push(LoadSpare(state));
        _datagrams.LoadCapacity(state, memory, PlaceCost);
        while (state.ReadBoolean())
        {
            var datagram = LoadDatagram(state);
            StateReader.Check(_datagrams.TryAdd(datagram.Key, datagram));
            if (datagram.IsComplete) _complete.Append(datagram);
            else _awaited.Append(datagram);
            _memory += datagram.Memory;
            StateReader.Check(Memory <= memory && _complete.Count <= MaxComplete);
        }
    }

    /// <summary>Saves the datagrams, the oldest first. The spare ones count too, since they take memory when they are used again.</summary>
    public void Save(StateWriter state)
    {
        state.WriteNumber(_spare.Count);
        foreach (var datagram in _spare.Reverse()) datagram.SaveRoom(state);
        state.WriteNumber(_datagrams.Capacity);
        SaveFrom(_awaited.Oldest, state);
        SaveFrom(_complete.Oldest, state);
        state.WriteBoolean(false);
    }

    /// <param name="octets">When completed: the datagram, valid until the next call.</param>
    /// <param name="protocol">When completed: as its first fragment said.</param>
    public FragmentResult Add(in IpPacket fragment, long timeNanoseconds, out ReadOnlySpan<byte> octets, out byte protocol)
    {
        octets = default;
        protocol = 0;
        Expire(timeNanoseconds);

        var datagram = FindOrStart(fragment, timeNanoseconds);
        if (datagram.IsRefused) return FragmentResult.Refused;

        _memory -= datagram.Memory;
        var result = datagram.Add(fragment);
        _memory += datagram.Memory;
        if (trail is not null) (datagram.Frames ??= []).AddRange(trail.Packet);
        if (result == FragmentResult.Refused) accounting.Add(AnalysisFact.OverlappingFragments);
        if (result == FragmentResult.Completed)
        {
            protocol = datagram.Protocol;
            octets = _whole.AsSpan(0, datagram.CopyTo(_whole));
            trail?.Packet = [.. datagram.Frames!];
            Remember(datagram, timeNanoseconds);
        }

        while (Memory > memory && (_complete.Oldest ?? _awaited.Oldest) is { } oldest) GiveUp(oldest);
        return result;
    }

    /// <summary>The capture is over: what is not complete will not be.</summary>
    public void Finish()
    {
        while ((_complete.Oldest ?? _awaited.Oldest) is { } oldest) GiveUp(oldest);
    }

    private static Datagram LoadDatagram(StateReader state)
    {
        var datagram = new Datagram();
        datagram.Load(state);
        return datagram;
    }

    private static Datagram LoadSpare(StateReader state)
    {
        var datagram = new Datagram();
        datagram.LoadRoom(state);
        return datagram;
    }

    private static void SaveFrom(Datagram? datagram, StateWriter state)
    {
        for (; datagram is not null; datagram = datagram.Newer)
        {
            state.WriteBoolean(true);
            datagram.Save(state);
        }
    }

    private void Expire(long timeNanoseconds)
    {
        while (IsOver(_awaited.Oldest, timeNanoseconds, LifetimeNanoseconds)) GiveUp(_awaited.Oldest!);
        while (IsOver(_complete.Oldest, timeNanoseconds, RepeatNanoseconds)) GiveUp(_complete.Oldest!);
    }

    private static bool IsOver(Datagram? datagram, long timeNanoseconds, long lifetimeNanoseconds) =>
        datagram is not null && CaptureTime.AreFarApart(datagram.TimeNanoseconds, timeNanoseconds, lifetimeNanoseconds);

    private void GiveUp(Datagram datagram)
    {
        if (datagram is { IsRefused: false, IsComplete: false }) accounting.Add(AnalysisFact.IncompleteDatagrams);
        Remove(datagram);
    }

    private void Remember(Datagram datagram, long timeNanoseconds)
    {
        _awaited.Remove(datagram);
        datagram.IsComplete = true;
        datagram.TimeNanoseconds = timeNanoseconds;
        _complete.Append(datagram);
        if (_complete.Count > MaxComplete) Remove(_complete.Oldest!);
    }

    private Datagram FindOrStart(in IpPacket fragment, long timeNanoseconds)
    {
        // IPv6 leaves the next header out of the key: only the first fragment's counts (RFC 8200 section 4.5).
        var key = new Key(fragment.Source, fragment.Destination, fragment.Fragment.Id, fragment.Version == 4 ? fragment.Protocol : (byte)0);
        if (_datagrams.TryGetValue(key, out var datagram))
        {
            if (!datagram.IsComplete || datagram.Holds(fragment)) return datagram;
            Remove(datagram); // the sender uses the identification again
        }

        if (!_spare.TryPop(out datagram)) datagram = new Datagram();
        datagram.Start(key, timeNanoseconds);
        _awaited.Append(datagram);
        _datagrams.Add(key, datagram);
        _memory += datagram.Memory;
        return datagram;
    }

    private void Remove(Datagram datagram)
    {
        _memory -= datagram.Memory;
        _datagrams.Remove(datagram.Key);
        if (datagram.IsComplete) _complete.Remove(datagram);
        else _awaited.Remove(datagram);
        datagram.Clear();
        if (_spare.Count < MaxSpare) _spare.Push(datagram);
    }

    /// <summary>Datagrams in the order in which they were put there.</summary>
    private struct AgeList
    {
        public Datagram? Oldest { get; private set; }
        public Datagram? Newest { get; private set; }
        public int Count { get; private set; }

        public void Append(Datagram datagram)
        {
            datagram.Older = Newest;
            datagram.Newer = null;
            if (Newest is null) Oldest = datagram;
            else Newest.Newer = datagram;
            Newest = datagram;
            Count++;
        }

        public void Remove(Datagram datagram)
        {
            if (datagram.Older is null) Oldest = datagram.Newer;
            else datagram.Older.Newer = datagram.Newer;
            if (datagram.Newer is null) Newest = datagram.Older;
            else datagram.Newer.Older = datagram.Older;
            Count--;
        }
    }

    private readonly record struct Key(IpAddress Source, IpAddress Destination, uint Id, byte Protocol)
    {
        public static Key Load(StateReader state) => new(
            IpAddress.Load(state), IpAddress.Load(state), (uint)state.ReadNumber(0, uint.MaxValue), (byte)state.ReadNumber(0, byte.MaxValue));

        public void Save(StateWriter state)
        {
            Source.Save(state);
            Destination.Save(state);
            state.WriteNumber(Id);
            state.WriteNumber(Protocol);
        }

        public override int GetHashCode() => HashCode.Combine(Source, Destination, Id, Protocol);
    }

    private sealed class Datagram
    {
        private readonly PieceList _fragments = new();
        private int _received;
        private int _length = -1; // of the whole; -1 until the last fragment is seen

        public Key Key { get; private set; }

        /// <summary>When its first fragment came; of a complete one, its last.</summary>
        public long TimeNanoseconds { get; set; }
        public byte Protocol { get; private set; }
        public bool IsRefused { get; private set; }
        public bool IsComplete { get; set; }

        /// <summary>The frames its fragments came in, where a trail is kept.</summary>
        public List<long>? Frames { get; set; }
        public Datagram? Older { get; set; }
        public Datagram? Newer { get; set; }
        public int Memory => DatagramCost + _fragments.Memory;

        public void Start(Key key, long timeNanoseconds)
        {
            Key = key;
            TimeNanoseconds = timeNanoseconds;
        }

        public void Load(StateReader state)
        {
            Start(Key.Load(state), state.ReadNumber(long.MinValue, long.MaxValue));
            Protocol = (byte)state.ReadNumber(0, byte.MaxValue);
            IsRefused = state.ReadBoolean();
            IsComplete = state.ReadBoolean();
            _fragments.Load(state, 0, MaxDatagramLength);
            StateReader.Check(_fragments.Count <= (IsRefused ? 0 : MaxFragments));
            for (var i = 0; i < _fragments.Count; i++) _received += _fragments[i].Length;
            if (state.ReadBoolean()) _length = _fragments.Count == 0 ? 0 : (int)_fragments[_fragments.Count - 1].End;
            StateReader.Check(IsComplete == (_received == _length));
        }

        /// <summary>Takes as much memory as another datagram that was given up.</summary>
        public void LoadRoom(StateReader state) => _fragments.LoadRoom(state);

        public void SaveRoom(StateWriter state) => _fragments.SaveRoom(state);

        public void Save(StateWriter state)
        {
            Key.Save(state);
            state.WriteNumber(TimeNanoseconds);
            state.WriteNumber(Protocol);
            state.WriteBoolean(IsRefused);
            state.WriteBoolean(IsComplete);
            _fragments.Save(state);
            state.WriteBoolean(_length >= 0);
        }

        public FragmentResult Add(in IpPacket fragment)
        {
            var start = fragment.Fragment.Offset;
            var end = start + fragment.Payload.Length;
            var isLast = fragment.Fragment.IsLast;
            var index = _fragments.FirstEndingBehind(start);
            if (index < _fragments.Count && _fragments[index].Start < end) return IsRepeat(index, fragment) ? FragmentResult.Kept : Refuse();
            if (!FitsDatagram(end, fragment.Payload.Length, isLast) || _fragments.Count == MaxFragments) return Refuse();

            _fragments.Insert(index, start, fragment.Payload, mayStart: false);
            _received += fragment.Payload.Length;
            if (start == 0) Protocol = fragment.Protocol;
            if (isLast) _length = end;
            return _received == _length ? FragmentResult.Completed : FragmentResult.Kept;
        }

        /// <summary>A fragment has been added before, octet for octet.</summary>
        public bool Holds(in IpPacket fragment)
        {
            var index = _fragments.FirstEndingBehind(fragment.Fragment.Offset);
            return index < _fragments.Count && IsRepeat(index, fragment);
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
            Forget();
            IsRefused = IsComplete = false;
            Older = Newer = null;
            Frames = null;
        }

        private bool IsRepeat(int index, in IpPacket fragment)
        {
            ref readonly var piece = ref _fragments[index];
            return piece.Start == fragment.Fragment.Offset && fragment.Fragment.IsLast == (piece.End == _length)
                && piece.Octets.SequenceEqual(fragment.Payload);
        }

        /// <summary>All but the last are multiples of 8 octets; none goes beyond the last, and there is one last.</summary>
        private bool FitsDatagram(int end, int length, bool isLast)
        {
            if (length == 0 || end > MaxDatagramLength) return false;
            if (!isLast) return length % 8 == 0 && (_length < 0 || end <= _length);
            return _length < 0 && (_fragments.Count == 0 || _fragments[_fragments.Count - 1].End <= end);
        }

        private FragmentResult Refuse()
        {
            Forget();
            IsRefused = true;
            return FragmentResult.Refused;
        }

        private void Forget()
        {
            _fragments.Clear();
            _received = 0;
            _length = -1;
            Protocol = 0;
        }
    }
}

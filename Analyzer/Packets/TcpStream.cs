using PassiveDns.Formats.Records;
using PassiveDns.Formats.State;

namespace PassiveDns.Analyzer.Packets;

/// <summary>One direction of a TCP connection: puts its octets in order and cuts them into messages.</summary>
/// <remarks>
/// <para>Octets that come ahead of a hole wait. Of octets that come twice the first count, as for the usual receiver.</para>
/// <para>
/// The hole is given up when the other side has acknowledged octets behind it (it got what the capture missed), when too much waits, or
/// when the stream ends. Reading then goes on at the next segment that plausibly starts a message. The same search finds the first
/// message of a stream whose SYN is not in the capture.
/// </para>
/// Source: RFC 9293 section 3.4.
/// </remarks>
internal sealed class TcpStream(IMessageReceiver receiver, Accounting accounting)
{
    /// <summary>What the objects of a stream cost beside their buffers, octets.</summary>
    private const int Cost = 192;

    /// <summary>A segment further than this from what is expected belongs to another connection of the same ports, or follows a long loss.</summary>
    private const int MaxDistance = 1 << 20;

    private const long MaxPlace = 1L << 60; // no capture has so many octets

    private const int MaxWaitingPieces = 1_024;
    private const int MaxWaitingMemory = 256 << 10;

    /// <summary>
    /// While no start is found, pieces wait only as long as they might have changed places, or as they might be a start in small pieces
    /// (<see cref="MessageStart.LongestUseful"/>).
    /// </summary>
    private const int MaxUnplacedPieces = 16;

    private readonly PieceList _waiting = new();
    private readonly MessageAssembler _assembler = new(receiver);
    private Flow _flow;
    private MessageRole _role;
    private bool _isStarted;
    private bool _isSynchronised; // it is known where messages start
    private bool _hasGap;

    // The next octet: its sequence number, which wraps, and its place in the stream, which does not.
    private uint _next;
    private long _place;

    /// <summary>FIN or RST was seen.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Nothing of a message is held: what comes next begins one.</summary>
    public bool IsQuiet => _waiting.Count == 0 && _assembler.IsEmpty && (_isSynchronised || !_isStarted);

    /// <summary>Octets of memory held.</summary>
    public int Memory => Cost + _waiting.Memory + _assembler.Memory;

    public void Open(in Flow flow, MessageRole role)
    {
        _flow = flow;
        _role = role;
        Reset();
    }

    /// <summary>Takes over, open and still without octets, what another stream was at.</summary>
    public void Load(StateReader state)
    {
        _isStarted = state.ReadBoolean();
        _isSynchronised = state.ReadBoolean();
        _hasGap = state.ReadBoolean();
        IsFinished = state.ReadBoolean();
        _next = (uint)state.ReadNumber(0, uint.MaxValue);
        _place = state.ReadNumber(-MaxPlace, MaxPlace);
        _waiting.Load(state, -MaxPlace, MaxPlace);
        _assembler.Load(state);
    }

    /// <summary>Takes as much memory as another stream that is closed.</summary>
    public void LoadRoom(StateReader state) => _waiting.LoadRoom(state);

    public void SaveRoom(StateWriter state) => _waiting.SaveRoom(state);

    public void Save(StateWriter state)
    {
        state.WriteBoolean(_isStarted);
        state.WriteBoolean(_isSynchronised);
        state.WriteBoolean(_hasGap);
        state.WriteBoolean(IsFinished);
        state.WriteNumber(_next);
        state.WriteNumber(_place);
        _waiting.Save(state);
        _assembler.Save(state);
    }

    public void Add(in TcpSegment segment, FrameMark mark)
    {
        var sequence = segment.Sequence;
        if (segment.IsSyn) Synchronise(++sequence, mark);
        if (!segment.Payload.IsEmpty && !segment.IsRst) AddOctets(sequence, segment.Payload, mark);
        if (segment.IsFin || segment.IsRst) IsFinished = true;
    }

    /// <summary>The other side has received all octets before a sequence number.</summary>
    public void Acknowledge(uint sequence, FrameMark mark)
    {
        if (_waiting.Count == 0 || !_isSynchronised) return;
        var place = PlaceOf(sequence);
        while (_isSynchronised && _waiting.Count > 0 && place > _waiting[0].Start && place - _place <= MaxDistance) GiveUpHole(mark);
    }

    /// <summary>Nothing more will come: hands on what can still be read, and forgets everything.</summary>
    public void Close(FrameMark mark)
    {
        while (_isSynchronised && _waiting.Count > 0) GiveUpHole(mark);
        Reset();
    }

    private long PlaceOf(uint sequence) => _place + (int)(sequence - _next);

    private void Reset()
    {
        _waiting.Clear();
        _assembler.Clear();
        _isStarted = _isSynchronised = _hasGap = IsFinished = false;
        (_next, _place) = (0, 0);
    }

    /// <param name="sequence">Of the first octet behind a SYN.</param>
    private void Synchronise(uint sequence, FrameMark mark)
    {
        var passed = (int)(_next - sequence);
        var isSameConnection = _isStarted && !IsFinished && passed is >= 0 and <= MaxDistance;
        if (!isSameConnection)
        {
            Close(mark);
            Start(sequence);
        }
        else if (_isSynchronised)
        {
            return; // a repeat
        }

        MoveTo(PlaceOf(sequence));
        _isSynchronised = true;
        GoOn(mark);
    }

    private void Start(uint sequence)
    {
        _isStarted = true;
        _next = sequence;
        _place = 0;
    }

    private void AddOctets(uint sequence, ReadOnlySpan<byte> octets, FrameMark mark)
    {
        if (!_isStarted)
        {
            Start(sequence);
        }
        else if (Math.Abs((long)(int)(sequence - _next)) > MaxDistance)
        {
            if (!MessageStart.IsPlausible(octets, _role)) return;
            if (!IsFinished) NoteGap();
            Close(mark);
            Start(sequence);
        }

        var start = PlaceOf(sequence);
        if (_isSynchronised)
        {
            var repeated = (int)Math.Clamp(_place - start, 0, octets.Length);
            if (repeated == octets.Length) return;
            start += repeated;
            octets = octets[repeated..];
            if (start == _place && IsFree(start + octets.Length)) Advance(octets, mark);
            else Keep(start, octets);
            GoOn(mark);
        }
        else
        {
            Keep(start, octets);
            if (FindStart(start, start + octets.Length)) GoOn(mark);
        }

        while (_isSynchronised && (_waiting.Count > MaxWaitingPieces || _waiting.Memory > MaxWaitingMemory)) GiveUpHole(mark);
    }

    /// <summary>Nothing waits before a place.</summary>
    private bool IsFree(long place) => _waiting.Count == 0 || place <= _waiting[0].Start;

    /// <summary>Keeps those octets for which none wait yet.</summary>
    private void Keep(long start, ReadOnlySpan<byte> octets)
    {
        var index = _waiting.FirstEndingBehind(start);
        var mayStart = true;
        while (!octets.IsEmpty)
        {
            var isTaken = index < _waiting.Count && _waiting[index].Start <= start;
            var end = start + octets.Length;
            if (isTaken) end = Math.Min(end, _waiting[index].End);
            else if (index < _waiting.Count) end = Math.Min(end, _waiting[index].Start);
            var length = (int)(end - start);
            if (!isTaken) _waiting.Insert(index, start, octets[..length], mayStart);
            index++;
            start = end;
            octets = octets[length..];
            mayStart = false;
        }
    }

    /// <summary>Hands on what has become next; where that turns out to be no message, goes on at the next start among what waits.</summary>
    private void GoOn(FrameMark mark)
    {
        do HandOn(mark);
        while (!_isSynchronised && _waiting.Count > 0 && FindStart(long.MinValue, long.MaxValue));
    }

    /// <summary>Hands on the waiting pieces that have become next.</summary>
    private void HandOn(FrameMark mark)
    {
        var count = 0;
        for (; _isSynchronised && count < _waiting.Count && _waiting[count].Start <= _place; count++)
        {
            var repeated = _place - _waiting[count].Start; // more than nothing only before a SYN that comes late
            if (repeated < _waiting[count].Length) Advance(_waiting[count].Octets[(int)repeated..], mark);
        }

        _waiting.RemoveFirst(count);
    }

    /// <summary>Takes the octets that are next.</summary>
    private void Advance(ReadOnlySpan<byte> octets, FrameMark mark)
    {
        MoveTo(_place + octets.Length);
        if (_assembler.Add(_flow, octets, mark)) return;
        _assembler.Clear();
        _isSynchronised = false;
    }

    private void MoveTo(long place)
    {
        _next += (uint)(place - _place);
        _place = place;
    }

    private void GiveUpHole(FrameMark mark)
    {
        NoteGap();
        _assembler.Clear();
        _isSynchronised = false;
        if (FindStart(long.MinValue, long.MaxValue)) GoOn(mark);
    }

    private void NoteGap()
    {
        if (!_hasGap && _isSynchronised) accounting.Add(AnalysisFact.StreamsWithGap);
        _hasGap |= _isSynchronised;
    }

    /// <summary>Moves to the first waiting segment that plausibly starts a message.</summary>
    /// <param name="from">What is new begins here; it can tell of segments that start up to <see cref="MessageStart.LongestUseful"/> before.</param>
    /// <param name="to">What is new ends here.</param>
    /// <returns>False when there is none.</returns>
    private bool FindStart(long from, long to)
    {
        Span<byte> scratch = stackalloc byte[MessageStart.LongestUseful];
        var first = from == long.MinValue ? 0 : _waiting.FirstEndingBehind(from - MessageStart.LongestUseful);
        for (var i = first; i < _waiting.Count && _waiting[i].Start < to; i++)
        {
            if (!_waiting[i].MayStart) continue;
            var judgement = MessageStart.Judge(scratch[..Gather(i, scratch)], _role);
            if (judgement == StartJudgement.Implausible) _waiting.Refute(i);
            if (judgement != StartJudgement.Plausible) continue;
            _waiting.RemoveFirst(i);
            MoveTo(_waiting[0].Start);
            _isSynchronised = true;
            return true;
        }

        ForgetUnplaced();
        return false;
    }

    /// <summary>Keeps the last pieces only.</summary>
    private void ForgetUnplaced()
    {
        var first = _waiting.Count;
        for (var octets = 0; first > 0 && (_waiting.Count - first < MaxUnplacedPieces || octets < MessageStart.LongestUseful); first--)
            octets += _waiting[first - 1].Length;
        _waiting.RemoveFirst(first);
    }

    /// <summary>Copies what stands without a hole from a waiting piece on.</summary>
    /// <returns>Octets copied.</returns>
    private int Gather(int index, Span<byte> octets)
    {
        var length = 0;
        for (var i = index; i < _waiting.Count && length < octets.Length; i++)
        {
            if (i > index && _waiting[i].Start != _waiting[i - 1].End) break;
            var piece = _waiting[i].Octets;
            piece = piece[..Math.Min(piece.Length, octets.Length - length)];
            piece.CopyTo(octets[length..]);
            length += piece.Length;
        }

        return length;
    }
}

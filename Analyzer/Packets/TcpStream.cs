using PassiveDns.Formats.Records;

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
    /// <summary>A segment further than this from what is expected belongs to another connection of the same ports, or follows a long loss.</summary>
    private const int MaxDistance = 1 << 20;

    private const int MaxWaitingPieces = 1_024;
    private const int MaxWaitingMemory = 256 << 10;

    /// <summary>While no start is found segments wait only as long as they might have changed places.</summary>
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

    /// <summary>Octets of memory held in buffers.</summary>
    public int Memory => _waiting.Memory + _assembler.Memory;

    public void Open(in Flow flow, MessageRole role)
    {
        _flow = flow;
        _role = role;
        Reset();
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
        HandOn(mark);
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
            HandOn(mark);
        }
        else
        {
            Keep(start, octets);
            FindStart(mark);
        }

        while (_isSynchronised && (_waiting.Count > MaxWaitingPieces || _waiting.Memory > MaxWaitingMemory)) GiveUpHole(mark);
    }

    /// <summary>Nothing waits before a place.</summary>
    private bool IsFree(long place) => _waiting.Count == 0 || place <= _waiting[0].Start;

    /// <summary>Keeps those octets for which none wait yet.</summary>
    private void Keep(long start, ReadOnlySpan<byte> octets)
    {
        var index = _waiting.FirstEndingBehind(start);
        var beginsSegment = true;
        while (!octets.IsEmpty)
        {
            var isTaken = index < _waiting.Count && _waiting[index].Start <= start;
            var end = start + octets.Length;
            if (isTaken) end = Math.Min(end, _waiting[index].End);
            else if (index < _waiting.Count) end = Math.Min(end, _waiting[index].Start);
            var length = (int)(end - start);
            if (!isTaken) _waiting.Insert(index, start, octets[..length], beginsSegment);
            index++;
            start = end;
            octets = octets[length..];
            beginsSegment = false;
        }
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
        FindStart(mark);
    }

    private void NoteGap()
    {
        if (!_hasGap && _isSynchronised) accounting.Add(AnalysisFact.StreamsWithGap);
        _hasGap |= _isSynchronised;
    }

    /// <summary>Goes on at the first waiting segment that plausibly starts a message, if there is one.</summary>
    private void FindStart(FrameMark mark)
    {
        Span<byte> scratch = stackalloc byte[MessageStart.LongestUseful];
        for (var i = 0; i < _waiting.Count; i++)
        {
            if (!_waiting[i].BeginsSegment || !MessageStart.IsPlausible(scratch[..Gather(i, scratch)], _role)) continue;
            _waiting.RemoveFirst(i);
            MoveTo(_waiting[0].Start);
            _isSynchronised = true;
            HandOn(mark);
            return;
        }

        _waiting.RemoveFirst(Math.Max(0, _waiting.Count - MaxUnplacedPieces));
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

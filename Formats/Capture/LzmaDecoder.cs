using System.Buffers.Binary;

namespace PassiveDns.Formats.Capture;

/// <summary>Decodes the LZMA chunks of an LZMA2 stream into a window that also is its dictionary.</summary>
/// <remarks>
/// One call decodes to the end of a chunk or of the room that it is given; what it breaks off is carried on by the next.
/// Source: LZMA specification (I. Pavlov, draft of 2015), of which the names of states and probabilities are.
/// </remarks>
internal sealed class LzmaDecoder
{
    /// <summary>Octets in the longest chunk, compressed.</summary>
    public const int MaxChunkLength = 1 << 16;

    private const int MaxProperties = 9 * 5 * 5;
    private const int MaxLiteralBits = 4; // position and context bits together, a limit of LZMA2
    private const int States = 12;
    private const int FirstStateAfterMatch = 7;
    private const int PositionStates = 16;
    private const int LengthStates = 4;
    private const int SlotCount = 64;
    private const int AlignCount = 16;
    private const int MinMatch = 2;
    private const int ProbabilityBits = 11;
    private const ushort EvenOdds = 1 << (ProbabilityBits - 1);
    private const int MoveBits = 5;
    private const uint LowestTop = 1 << 24;
    private const int InitialOctets = 5;

    // Places in the one array of probabilities.
    private const int IsMatch = 0;
    private const int IsRep = IsMatch + (States * PositionStates);
    private const int IsRepG0 = IsRep + States;
    private const int IsRepG1 = IsRepG0 + States;
    private const int IsRepG2 = IsRepG1 + States;
    private const int IsRep0Long = IsRepG2 + States;
    private const int Slots = IsRep0Long + (States * PositionStates);
    private const int SpecialPositions = Slots + (LengthStates * SlotCount);
    private const int Align = SpecialPositions + 128;
    private const int MatchLength = Align + AlignCount;
    private const int LengthLow = 2; // behind the two choices
    private const int LengthMiddle = LengthLow + (PositionStates * 8);
    private const int LengthHigh = LengthMiddle + (PositionStates * 8);
    private const int LengthCoder = LengthHigh + 256;
    private const int RepLength = MatchLength + LengthCoder;
    private const int Literals = RepLength + LengthCoder;
    private const int LiteralCoder = 0x300;

    private readonly ushort[] _odds = new ushort[Literals + (LiteralCoder << MaxLiteralBits)];
    private readonly byte[] _chunk = new byte[MaxChunkLength];
    private int _chunkLength;
    private int _at;
    private uint _range;
    private uint _code;

    private int _literalContextBits;
    private int _literalPositionMask;
    private int _positionMask;
    private int _state;
    private uint _rep0;
    private uint _rep1;
    private uint _rep2;
    private uint _rep3;
    private int _matchLeft;

    /// <summary>All octets of the chunk were needed, no more, and they end as a chunk must.</summary>
    public bool IsAtEndOfChunk
    {
        get
        {
            Normalise();
            return _at == _chunkLength && _code == 0 && _matchLeft == 0;
        }
    }

    /// <summary>Octets were asked for that are not there.</summary>
    public bool IsBeyondChunk => _at > _chunkLength;

    /// <summary>Takes over how literals and positions are modelled; false when LZMA2 does not allow that.</summary>
    public bool TrySetProperties(byte properties)
    {
        if (properties >= MaxProperties) return false;
        var literalPositionBits = properties / 9 % 5;
        _literalContextBits = properties % 9;
        if (_literalContextBits + literalPositionBits > MaxLiteralBits) return false;
        _literalPositionMask = (1 << literalPositionBits) - 1;
        _positionMask = (1 << (properties / 45)) - 1;
        return true;
    }

    /// <summary>Forgets all that was learnt.</summary>
    public void Reset()
    {
        _odds.AsSpan().Fill(EvenOdds);
        (_state, _rep0, _rep1, _rep2, _rep3) = (0, 0, 0, 0, 0);
    }

    /// <summary>Begins a chunk; false when it cannot begin so.</summary>
    /// <param name="octets">Copied; fewer than the chunk has when the file is cut.</param>
    public bool TryBegin(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(_chunk);
        (_chunkLength, _at, _matchLeft) = (octets.Length, InitialOctets, 0);
        if (octets.Length < InitialOctets) return true; // the first octet asked for is beyond
        _range = uint.MaxValue;
        _code = BinaryPrimitives.ReadUInt32BigEndian(octets[1..]);
        return octets[0] == 0;
    }

    /// <summary>Decodes up to a limit; false when something that cannot be, or the end of the chunk, came before.</summary>
    /// <param name="window">Circular, where the dictionary is full.</param>
    /// <param name="written">Where the next octet goes.</param>
    /// <param name="limit">Where to stop, at most the window's length.</param>
    /// <param name="position">Octets of content before, which is what the models go by.</param>
    /// <param name="known">Octets of content that matches may lead to.</param>
    public bool TryDecode(byte[] window, int windowLength, ref int written, int limit, ref long position, ref long known)
    {
        if (_matchLeft > 0) Repeat(window, windowLength, ref written, limit, ref position, ref known);
        while (written < limit)
        {
            var positionState = (int)position & _positionMask;
            if (Bit(IsMatch + (_state * PositionStates) + positionState) == 0)
            {
                var previous = known > 0 ? window[written > 0 ? written - 1 : windowLength - 1] : (byte)0;
                var match = _state >= FirstStateAfterMatch && _rep0 < known ? window[PlaceOf(written, windowLength)] : (byte)0;
                var literal = ReadLiteral((int)position, previous, match);
                if (IsBeyondChunk) return false;
                window[written++] = literal;
                position++;
                known++;
                continue;
            }

            if (!TryReadMatch(positionState, out var isShort) || IsBeyondChunk || _rep0 >= Math.Min(known, windowLength)) return false;
            if (isShort) _matchLeft = 1;
            Repeat(window, windowLength, ref written, limit, ref position, ref known);
        }

        return true;
    }

    private int PlaceOf(int written, int windowLength)
    {
        var place = written - 1 - (int)_rep0;
        return place < 0 ? place + windowLength : place;
    }

    private void Repeat(byte[] window, int windowLength, ref int written, int limit, ref long position, ref long known)
    {
        var count = Math.Min(_matchLeft, limit - written);
        var from = PlaceOf(written, windowLength);
        for (var i = 0; i < count; i++)
        {
            window[written++] = window[from];
            if (++from == windowLength) from = 0;
        }

        _matchLeft -= count;
        position += count;
        known += count;
    }

    private byte ReadLiteral(int position, byte previous, byte match)
    {
        var coder = Literals + (LiteralCoder * (((position & _literalPositionMask) << _literalContextBits) + (previous >> (8 - _literalContextBits))));
        var symbol = 1;
        if (_state >= FirstStateAfterMatch)
        {
            do
            {
                var matchBit = match >> 7;
                match <<= 1;
                var bit = Bit(coder + ((1 + matchBit) << 8) + symbol);
                symbol = (symbol << 1) | bit;
                if (matchBit != bit) break;
            }
            while (symbol < 0x100);
        }

        while (symbol < 0x100) symbol = (symbol << 1) | Bit(coder + symbol);
        _state = _state < 4 ? 0 : _state < 10 ? _state - 3 : _state - 6;
        return (byte)symbol;
    }

    /// <summary>Sets the distance and the length of the next match; false for the end marker, which LZMA2 does not have.</summary>
    private bool TryReadMatch(int positionState, out bool isShort)
    {
        isShort = false;
        if (Bit(IsRep + _state) == 0)
        {
            (_rep3, _rep2, _rep1) = (_rep2, _rep1, _rep0);
            _matchLeft = MinMatch + ReadLength(MatchLength, positionState);
            _rep0 = ReadDistance(_matchLeft - MinMatch);
            _state = _state < FirstStateAfterMatch ? 7 : 10;
            return _rep0 != uint.MaxValue;
        }

        if (Bit(IsRepG0 + _state) == 0)
        {
            if (Bit(IsRep0Long + (_state * PositionStates) + positionState) == 0)
            {
                _state = _state < FirstStateAfterMatch ? 9 : 11;
                isShort = true;
                return true;
            }
        }
        else if (Bit(IsRepG1 + _state) == 0)
        {
            (_rep0, _rep1) = (_rep1, _rep0);
        }
        else if (Bit(IsRepG2 + _state) == 0)
        {
            (_rep0, _rep1, _rep2) = (_rep2, _rep0, _rep1);
        }
        else
        {
            (_rep0, _rep1, _rep2, _rep3) = (_rep3, _rep0, _rep1, _rep2);
        }

        _matchLeft = MinMatch + ReadLength(RepLength, positionState);
        _state = _state < FirstStateAfterMatch ? 8 : 11;
        return true;
    }

    private int ReadLength(int coder, int positionState)
    {
        if (Bit(coder) == 0) return Tree(coder + LengthLow + (positionState * 8), 3);
        if (Bit(coder + 1) == 0) return 8 + Tree(coder + LengthMiddle + (positionState * 8), 3);
        return 16 + Tree(coder + LengthHigh, 8);
    }

    private uint ReadDistance(int length)
    {
        const int directSlots = 4;
        const int modelledSlots = 14;
        var slot = Tree(Slots + (Math.Min(length, LengthStates - 1) * SlotCount), 6);
        if (slot < directSlots) return (uint)slot;
        var bits = (slot >> 1) - 1;
        var distance = (2u | ((uint)slot & 1)) << bits;
        if (slot < modelledSlots) return distance + (uint)ReverseTree(SpecialPositions + (int)distance - slot, bits);
        return distance + (ReadEven(bits - 4) << 4) + (uint)ReverseTree(Align, 4);
    }

    private int Tree(int coder, int bits)
    {
        var symbol = 1;
        for (var i = 0; i < bits; i++) symbol = (symbol << 1) | Bit(coder + symbol);
        return symbol - (1 << bits);
    }

    private int ReverseTree(int coder, int bits)
    {
        var (symbol, value) = (1, 0);
        for (var i = 0; i < bits; i++)
        {
            var bit = Bit(coder + symbol);
            symbol = (symbol << 1) | bit;
            value |= bit << i;
        }

        return value;
    }

    private uint ReadEven(int bits)
    {
        var value = 0u;
        for (var i = 0; i < bits; i++)
        {
            Normalise();
            _range >>= 1;
            var isOne = _code >= _range;
            if (isOne) _code -= _range;
            value = (value << 1) | (isOne ? 1u : 0u);
        }

        return value;
    }

    private int Bit(int place)
    {
        Normalise();
        ref var odds = ref _odds[place];
        var bound = (_range >> ProbabilityBits) * odds;
        if (_code < bound)
        {
            _range = bound;
            odds += (ushort)(((1 << ProbabilityBits) - odds) >> MoveBits);
            return 0;
        }

        _range -= bound;
        _code -= bound;
        odds -= (ushort)(odds >> MoveBits);
        return 1;
    }

    /// <summary>Behind the end of the chunk there are zeros, and <see cref="IsBeyondChunk"/> tells of it.</summary>
    private void Normalise()
    {
        if (_range >= LowestTop) return;
        _range <<= 8;
        _code = (_code << 8) | (_at < _chunkLength ? _chunk[_at] : 0u);
        _at++;
    }
}

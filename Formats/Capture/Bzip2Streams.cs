using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace PassiveDns.Formats.Capture;

/// <summary>The content of a bzip2 file, all its streams.</summary>
/// <remarks>
/// A block (up to 900,000 octets before run lengths are undone) is good whole or not at all, since its order is undone last: what does not
/// agree with its checksum is not given, as far as it fits into 4 MiB. Blocks that were "randomised", as bzip2 before 0.9.5 did with some,
/// are refused. Memory: 3.6 MB and those 4 MiB. Source: bzip2 1.0.8, and the description of its format by J. Tsai
/// (bzip2-format-specification).
/// </remarks>
internal sealed class Bzip2Streams : Decompressor
{
    private const ulong BlockMagic = 0x3141_5926_5359; // pi
    private const ulong EndMagic = 0x1772_4538_5090; // the square root of pi
    private const int BlockUnit = 100_000;
    private const int OutputLength = 4 << 20;
    private const int MaxCodeLength = 20;
    private const int MaxSymbols = 258;
    private const int MaxGroups = 6;
    private const int MaxSelectors = 18_002;
    private const int GroupLength = 50;
    private const int LongestRun = 4 + 255;
    private const int ShortLength = 10; // bits of the codes that are looked up at once

    private readonly uint[] _order = ArrayPool<uint>.Shared.Rent(9 * BlockUnit); // octet in the low 8 bits, the next one's place above
    private readonly byte[] _selectors = new byte[MaxSelectors];
    private readonly CodeTable[] _tables = [new(), new(), new(), new(), new(), new()];
    private readonly byte[] _symbolsInUse = new byte[256];
    private readonly byte[] _codeLengths = new byte[MaxSymbols];

    private ulong _bits;
    private int _bitCount;
    private bool _isCut;

    private State _state = State.BetweenStreams;
    private bool _isFirstStream = true;
    private int _blockLimit;
    private uint _streamCheck;
    private uint _expectedBlockCheck;
    private uint _blockCheck;
    private int _left; // octets of the block before run lengths are undone
    private uint _place;
    private int _previous; // octet, or -1
    private int _runLength;

    public Bzip2Streams(CaptureBuffer source)
        : base(source, "bzip2")
    {
        Window = ArrayPool<byte>.Shared.Rent(OutputLength);
    }

    private enum State : byte
    {
        BetweenStreams,
        BetweenBlocks,
        InBlock,
    }

    /// <summary>Whether a file that starts so is one for this stream.</summary>
    public static bool Recognises(ReadOnlySpan<byte> start) => start is [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', ..];

    protected override bool Decode()
    {
        var isMore = _state switch
        {
            State.BetweenStreams => BeginStream(),
            State.BetweenBlocks => BeginBlock(),
            _ => GiveBlock(),
        };
        return _isCut ? Fail("is cut") : isMore;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Window.Length > 0) ArrayPool<uint>.Shared.Return(_order);
        base.Dispose(disposing);
    }

    private bool BeginStream()
    {
        Fill();
        if (_bitCount == 0) return false;
        if (_bitCount < 32 && !_isFirstStream) return Fail("is cut, or followed by something else");
        var (first, level) = (ReadBits(24), ReadBits(8));
        if (first != 0x42_5A68 || level is < '1' or > '9') return Fail("is followed by something else");
        _isFirstStream = false;
        _blockLimit = BlockUnit * ((int)level - '0');
        _streamCheck = 0;
        _state = State.BetweenBlocks;
        return true;
    }

    private bool BeginBlock()
    {
        var magic = ((ulong)ReadBits(24) << 24) | ReadBits(24);
        var check = ReadCheck();
        if (_isCut) return false;
        if (magic == EndMagic) return EndStream(check);
        if (magic != BlockMagic) return FailDamaged("neither a block nor the end of a stream where one must be");

        _expectedBlockCheck = check;
        if (ReadBits(1) != 0) return Fail("has a randomised block, as bzip2 before 0.9.5 wrote");
        var origin = ReadBits(24);
        var symbols = ReadSymbolsInUse();
        if (!ReadTables(symbols, out var selectors) || !ReadSymbols(symbols, selectors, out var length) || origin >= length)
            return _isCut ? Fail("is cut") : FailDamaged("a block that does not decode");

        LinkOrder(length);
        _left = length;
        _place = _order[origin] >> 8;
        (_previous, _runLength, _blockCheck) = (-1, 0, Crc.Start);
        _state = State.InBlock;
        return true;
    }

    private bool EndStream(uint check)
    {
        if (check != _streamCheck) return FailDamaged("wrong checksum of a stream");
        Drop(_bitCount % 8); // streams begin at an octet
        _state = State.BetweenStreams;
        return true;
    }

    private int ReadSymbolsInUse()
    {
        var count = 0;
        var ranges = ReadBits(16);
        for (var range = 0; range < 16; range++)
        {
            if ((ranges >> (15 - range) & 1) == 0) continue;
            var inUse = ReadBits(16);
            for (var i = 0; i < 16; i++)
            {
                if ((inUse >> (15 - i) & 1) != 0) _symbolsInUse[count++] = (byte)((16 * range) + i);
            }
        }

        return count;
    }

    private bool ReadTables(int symbolCount, out int selectors)
    {
        var alphabet = symbolCount + 2; // two for runs, one for the end, none for the octet at the front
        var groups = (int)ReadBits(3);
        selectors = (int)ReadBits(15);
        if (symbolCount == 0 || groups is < 2 or > MaxGroups || selectors == 0) return false;

        Span<byte> recent = [0, 1, 2, 3, 4, 5];
        for (var i = 0; i < selectors; i++)
        {
            var place = 0;
            while (ReadBits(1) != 0 && place < groups) place++;
            if (place >= groups) return false;
            var group = recent[place];
            recent[..place].CopyTo(recent[1..]);
            recent[0] = group;
            if (i < MaxSelectors) _selectors[i] = group; // more than can be needed occur and are ignored
        }

        selectors = Math.Min(selectors, MaxSelectors);
        for (var group = 0; group < groups; group++)
        {
            var length = (int)ReadBits(5);
            for (var symbol = 0; symbol < alphabet; symbol++)
            {
                while (true)
                {
                    if (length is < 1 or > MaxCodeLength) return false;
                    if (ReadBits(1) == 0) break;
                    length += ReadBits(1) == 0 ? 1 : -1;
                }

                _codeLengths[symbol] = (byte)length;
            }

            _tables[group].Build(_codeLengths.AsSpan(0, alphabet));
        }

        return !_isCut;
    }

    /// <summary>Undoes the Huffman codes, the runs of zeros and the moving to the front.</summary>
    private bool ReadSymbols(int symbolCount, int selectors, out int length)
    {
        length = 0;
        var endOfBlock = symbolCount + 1;
        Span<byte> recent = stackalloc byte[256];
        _symbolsInUse.AsSpan(0, symbolCount).CopyTo(recent);
        var (run, runUnit) = (0, 1);
        for (var selector = 0; selector < selectors; selector++)
        {
            var table = _tables[_selectors[selector]];
            for (var i = 0; i < GroupLength; i++)
            {
                var symbol = ReadSymbol(table);
                if (symbol is 0 or 1)
                {
                    if (runUnit > _blockLimit) return false;
                    run += runUnit << symbol; // RUNA counts one, RUNB two, each next twice as much
                    runUnit <<= 1;
                    continue;
                }

                if (run > 0)
                {
                    if (run > _blockLimit - length) return false;
                    _order.AsSpan(length, run).Fill(recent[0]);
                    length += run;
                    (run, runUnit) = (0, 1);
                }

                if (symbol == endOfBlock) return length > 0;
                if (symbol < 0 || length == _blockLimit) return false;
                var octet = recent[symbol - 1];
                recent[..(symbol - 1)].CopyTo(recent[1..]);
                recent[0] = octet;
                _order[length++] = octet;
            }
        }

        return false;
    }

    /// <summary>Undoes the Burrows-Wheeler transform: links each octet to the one after it.</summary>
    private void LinkOrder(int length)
    {
        Span<int> starts = stackalloc int[256];
        starts.Clear();
        var order = _order.AsSpan(0, length);
        foreach (var octet in order) starts[(byte)octet]++;
        var sum = 0;
        for (var octet = 0; octet < starts.Length; octet++)
        {
            (starts[octet], sum) = (sum, sum + starts[octet]);
        }

        for (var i = 0; i < order.Length; i++)
        {
            var octet = (byte)order[i];
            order[starts[octet]++] |= (uint)i << 8;
        }
    }

    /// <summary>Undoes the first run lengths: after four equal octets, one says how many more follow.</summary>
    private bool GiveBlock()
    {
        WriteFrom(0);
        var (window, written) = (Window, 0);
        while (_left > 0 && written + LongestRun <= OutputLength)
        {
            var entry = _order[_place];
            _place = entry >> 8;
            _left--;
            var octet = (byte)entry;
            if (_runLength == 4)
            {
                window.AsSpan(written, octet).Fill((byte)_previous);
                written += octet;
                (_previous, _runLength) = (-1, 0);
                continue;
            }

            _runLength = octet == _previous ? _runLength + 1 : 1;
            _previous = octet;
            window[written++] = octet;
        }

        _blockCheck = Crc.AppendBzip2(_blockCheck, window.AsSpan(0, written));
        if (_left == 0 && !EndBlock()) return false;
        Written = written;
        return true;
    }

    private bool EndBlock()
    {
        if (~_blockCheck != _expectedBlockCheck) return FailDamaged("wrong checksum of a block");
        _streamCheck = BitOperations.RotateLeft(_streamCheck, 1) ^ _expectedBlockCheck;
        _state = State.BetweenBlocks;
        return true;
    }

    private int ReadSymbol(CodeTable table)
    {
        if (_bitCount < MaxCodeLength) Fill();
        var (symbol, length) = table.Find((uint)(_bits >> (64 - MaxCodeLength)));
        Drop(length);
        return symbol;
    }

    private uint ReadCheck() => (ReadBits(16) << 16) | ReadBits(16);

    /// <param name="count">1 to 32.</param>
    private uint ReadBits(int count)
    {
        if (_bitCount < count) Fill();
        var value = (uint)(_bits >> (64 - count));
        Drop(count);
        return value;
    }

    /// <summary>Behind the end of the file there are zeros, which end every loop, and <see cref="_isCut"/> is set.</summary>
    private void Drop(int count)
    {
        _isCut |= count > _bitCount;
        _bits <<= count;
        _bitCount = Math.Max(0, _bitCount - count);
    }

    private void Fill()
    {
        if (Source.Holds(sizeof(ulong)))
        {
            var octets = (63 - _bitCount) / 8;
            _bits |= BinaryPrimitives.ReadUInt64BigEndian(Source.Unread) >> _bitCount;
            _bitCount += 8 * octets;
            _bits &= ulong.MaxValue << (64 - _bitCount);
            Source.Skip(octets);
            return;
        }

        while (_bitCount <= 56 && Source.Holds(1))
        {
            _bits |= (ulong)Source.Unread[0] << (56 - _bitCount);
            _bitCount += 8;
            Source.Skip(1);
        }
    }

    /// <summary>A canonical Huffman code: of each length, the codes are consecutive numbers.</summary>
    private sealed class CodeTable
    {
        private readonly uint[] _limits = new uint[MaxCodeLength + 1]; // first code that is longer, at full length
        private readonly int[] _offsets = new int[MaxCodeLength + 1]; // symbol of a code of that length, less the code
        private readonly ushort[] _symbols = new ushort[MaxSymbols];
        private readonly ushort[] _short = new ushort[1 << ShortLength]; // by the next bits: symbol and length of a short code, or 0
        private int _count;

        public void Build(ReadOnlySpan<byte> lengths)
        {
            _short.AsSpan().Clear();
            _count = 0;
            var code = 0u;
            for (var length = 1; length <= MaxCodeLength; length++)
            {
                _offsets[length] = _count - (int)code;
                for (var symbol = 0; symbol < lengths.Length; symbol++)
                {
                    if (lengths[symbol] != length) continue;
                    _symbols[_count++] = (ushort)symbol;
                    if (length <= ShortLength && code < 1u << length)
                        _short.AsSpan((int)code << (ShortLength - length), 1 << (ShortLength - length)).Fill((ushort)((symbol << 4) | length));
                    code++;
                }

                _limits[length] = code << (MaxCodeLength - length);
                code <<= 1;
            }
        }

        /// <param name="bits">The next <see cref="MaxCodeLength"/> bits.</param>
        /// <returns>Symbol -1 where no code is.</returns>
        public (int Symbol, int Length) Find(uint bits)
        {
            var entry = _short[bits >> (MaxCodeLength - ShortLength)];
            if (entry != 0) return (entry >> 4, entry & 0xF);
            for (var length = 1; length <= MaxCodeLength; length++)
            {
                if (bits >= _limits[length]) continue;
                var at = _offsets[length] + (int)(bits >> (MaxCodeLength - length));
                return (uint)at < (uint)_count ? (_symbols[at], length) : (-1, length);
            }

            return (-1, MaxCodeLength);
        }
    }
}

using System.Buffers.Binary;
using System.Numerics;
using Microsoft.Win32.SafeHandles;

namespace PassiveDns.Benchmarks.Limits;

/// <summary>What <see cref="DecodeAndCount"/> saw.</summary>
/// <param name="Observations">RRsets in responses, as often as they were said.</param>
/// <param name="Unique">Different RRsets: owner, type, class and set of RDATA, letter case of names aside.</param>
internal readonly record struct DecodeCounts(long Packets, long Responses, long Records, long Observations, long Unique);

/// <summary>
/// The practical limit of one core: the least work that still decodes every record. Reads a pcap file, walks Ethernet, IP and
/// UDP to each DNS response, hashes every RRset and counts the different ones in memory.
/// </summary>
/// <remarks>
/// What it leaves out is what an archive costs beyond it: TCP, matching, accounting, checks of the file, anything on disk. It
/// trusts its input to be well formed (a bad length ends the run with an exception) and takes equal 64-bit hashes for equal RRsets.
/// </remarks>
internal sealed class DecodeAndCount
{
    private const int FileHeaderLength = 24;
    private const int RecordHeaderLength = 16;
    private const int Slack = 8; // names are read eight octets at a time
    private const int Opt = 41;

    private readonly byte[] _buffer = new byte[(4 << 20) + Slack];
    private readonly HashSetOfNumbers _seen = new();
    private long _packets, _responses, _records, _observations;

    public static DecodeCounts Run(string path)
    {
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        return new DecodeAndCount().Read(file);
    }

    private DecodeCounts Read(SafeFileHandle file)
    {
        var capacity = _buffer.Length - Slack;
        var offset = 0L;
        var filled = 0;
        var at = FileHeaderLength;
        while (RandomAccess.Read(file, _buffer.AsSpan(filled, capacity - filled), offset) is var read and > 0)
        {
            offset += read;
            filled += read;
            at = Frames(at, filled);
            Buffer.BlockCopy(_buffer, at, _buffer, 0, filled -= at);
            at = 0;
        }

        return new DecodeCounts(_packets, _responses, _records, _observations, _seen.Count);
    }

    /// <returns>Where the first frame starts that is not whole.</returns>
    private int Frames(int at, int end)
    {
        while (end - at >= RecordHeaderLength)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(at + 8));
            var frame = at + RecordHeaderLength;
            if (end - frame < length) break;
            _packets++;
            Frame(frame, frame + length);
            at = frame + length;
        }

        return at;
    }

    private void Frame(int at, int end)
    {
        var network = at + 14;
        int transport;
        switch (UInt16(at + 12))
        {
            case 0x0800 when _buffer[network + 9] == 17: transport = network + ((_buffer[network] & 15) * 4); break;
            case 0x86DD when _buffer[network + 6] == 17: transport = network + 40; break;
            default: return;
        }

        var message = transport + 8;
        if (UInt16(transport) == 53 && (_buffer[message + 2] & 0x80) != 0) Response(message, end);
    }

    private void Response(int message, int end)
    {
        _responses++;
        var at = message + 12;
        var unused = 0UL;
        for (var i = UInt16(message + 4); i > 0; i--) at = Name(message, at, ref unused) + 4;
        for (var section = 6; section <= 10; section += 2) at = RRsets(message, at, end, UInt16(message + section));
    }

    /// <summary>Neighbours of one owner, type and class make an RRset; the sum of their hashes does not depend on their order.</summary>
    private int RRsets(int message, int at, int end, int count)
    {
        var current = 0UL;
        var sum = 0UL;
        for (; count > 0; count--)
        {
            var key = 0UL;
            at = Name(message, at, ref key);
            var type = UInt16(at);
            var length = UInt16(at + 8);
            var data = at + 10;
            at = data + length;
            if (at > end) throw new InvalidDataException("a record is longer than its message");
            if (type == Opt) continue;

            _records++;
            key = Mix(key, type);
            if (key != current) Close(current, sum);
            sum = (key == current ? sum : 0) + Data(message, type, data, length);
            current = key;
        }

        Close(current, sum);
        return at;
    }

    private void Close(ulong key, ulong sum)
    {
        if (key == 0) return;
        _observations++;
        _seen.Add(Mix(key, sum));
    }

    private ulong Data(int message, int type, int at, int length)
    {
        var hash = (ulong)length;
        switch (type)
        {
            case 1: return Mix(hash, BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(at)));
            case 2 or 5 or 12: // NS, CNAME, PTR
                hash = 0;
                Name(message, at, ref hash);
                return hash;
            case 6: // SOA
                hash = 0;
                at = Name(message, at, ref hash);
                at = Name(message, at, ref hash);
                return Octets(at, 20, hash);
            case 15: // MX
                hash = UInt16(at);
                Name(message, at + 2, ref hash);
                return hash;
            default: return Octets(at, length, hash);
        }
    }

    private ulong Octets(int at, int length, ulong hash)
    {
        for (; length > 0; length -= 8, at += 8) hash = Mix(hash, Word(at, length));
        return hash;
    }

    /// <summary>Adds a name to a hash, pointers followed, letters in lower case.</summary>
    /// <returns>Where the name ends in the message.</returns>
    private int Name(int message, int at, ref ulong hash)
    {
        var resume = -1;
        for (var jumps = 0; ;)
        {
            int length = _buffer[at];
            if (length >= 0xC0)
            {
                if (++jumps > 126) throw new InvalidDataException("a name's pointers do not end");
                if (resume < 0) resume = at + 2;
                at = message + (UInt16(at) & 0x3FFF);
                continue;
            }

            at++;
            if (length == 0) break;
            hash = Mix(hash, (ulong)length);
            for (var rest = length; rest > 0; rest -= 8, at += 8)
                hash = Mix(hash, Word(at, rest) | 0x2020202020202020);
            at -= -length & 7;
        }

        return resume < 0 ? at : resume;
    }

    /// <summary>Eight octets, those beyond <paramref name="length"/> zero.</summary>
    private ulong Word(int at, int length)
    {
        var word = BinaryPrimitives.ReadUInt64LittleEndian(_buffer.AsSpan(at));
        return length >= 8 ? word : word & ((1UL << (8 * length)) - 1);
    }

    private ushort UInt16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(at));

    private static ulong Mix(ulong hash, ulong word) =>
        BitOperations.RotateLeft((hash ^ word) * 0x9E3779B97F4A7C15, 29) * 0xBF58476D1CE4E5B9;

    /// <summary>Open addressing over 64-bit numbers; zero marks a free place.</summary>
    private sealed class HashSetOfNumbers
    {
        private ulong[] _places = new ulong[1 << 21];

        public int Count { get; private set; }

        public void Add(ulong number)
        {
            number |= 1;
            var mask = _places.Length - 1;
            var at = (int)(number >> 32) & mask;
            while (_places[at] != 0)
            {
                if (_places[at] == number) return;
                at = (at + 1) & mask;
            }

            _places[at] = number;
            if (++Count > _places.Length / 2) Grow();
        }

        private void Grow()
        {
            var old = _places;
            _places = new ulong[old.Length * 2];
            Count = 0;
            foreach (var number in old)
                if (number != 0)
                    Add(number);
        }
    }
}

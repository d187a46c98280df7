using System.Buffers.Binary;

namespace PassiveDns.Benchmarks.Workload;

internal enum Section { Answer, Authority, Additional }

/// <summary>Writes one DNS message at a time, with the name compression of a real server (RFC 1035 section 4.1).</summary>
internal sealed class MessageBuilder
{
    /// <summary>The longest message (its length is 16 bits wide over TCP, RFC 1035 section 4.2.2).</summary>
    public const int MaxMessageLength = 65_535;

    private const int HeaderLength = 12;
    private const int LastPointerTarget = 0x3FFF;

    private readonly byte[] _octets = new byte[MaxMessageLength];
    private readonly (uint Hash, ushort Offset)[] _suffixes = new (uint, ushort)[256]; // names written so far, for pointers
    private readonly int[] _counts = new int[3];
    private int _suffixCount;
    private int _length;
    private int _dataStart;

    public ReadOnlySpan<byte> Message => _octets.AsSpan(0, _length);

    public int Count(Section section) => _counts[(int)section];

    public void Begin(ushort id, ushort flags, ReadOnlySpan<byte> question, RecordType type)
    {
        _length = HeaderLength;
        _suffixCount = 0;
        _octets.AsSpan(0, HeaderLength).Clear();
        _counts.AsSpan().Clear();
        BinaryPrimitives.WriteUInt16BigEndian(_octets, id);
        BinaryPrimitives.WriteUInt16BigEndian(_octets.AsSpan(2), flags);
        _octets[5] = 1;
        Name(question);
        UInt16((ushort)type);
        UInt16(1);
    }

    /// <summary>Starts a record of class IN: its RDATA follows by the calls below, then <see cref="EndRecord"/>.</summary>
    /// <param name="ttl">Seconds.</param>
    public void BeginRecord(ReadOnlySpan<byte> owner, RecordType type, uint ttl)
    {
        Name(owner);
        UInt16((ushort)type);
        UInt16(1);
        UInt32(ttl);
        UInt16(0);
        _dataStart = _length;
    }

    public void EndRecord(Section section)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_octets.AsSpan(_dataStart - 2), (ushort)(_length - _dataStart));
        BinaryPrimitives.WriteUInt16BigEndian(_octets.AsSpan(6 + (2 * (int)section)), (ushort)++_counts[(int)section]);
    }

    /// <summary>An EDNS record (RFC 6891) of an empty option list.</summary>
    public void Edns(ushort udpPayloadSize, bool dnssecOk)
    {
        Byte(0);
        UInt16((ushort)RecordType.OPT);
        UInt16(udpPayloadSize);
        UInt32(dnssecOk ? 0x8000u : 0);
        UInt16(0);
        _dataStart = _length;
        EndRecord(Section.Additional);
    }

    /// <summary>A point to go back to when an optional record turns out not to fit.</summary>
    public (int Length, int Suffixes) Mark() => (_length, _suffixCount);

    /// <summary>Drops a finished record of <paramref name="section"/> that was begun at <paramref name="mark"/>.</summary>
    public void Undo((int Length, int Suffixes) mark, Section section)
    {
        (_length, _suffixCount) = mark;
        BinaryPrimitives.WriteUInt16BigEndian(_octets.AsSpan(6 + (2 * (int)section)), (ushort)--_counts[(int)section]);
    }

    public void Byte(byte value) => _octets[_length++] = value;

    public void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_octets.AsSpan(_length), value);
        _length += 2;
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_octets.AsSpan(_length), value);
        _length += 4;
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_octets.AsSpan(_length), value);
        _length += 8;
    }

    /// <summary>Octets as they are: also names that must not be compressed (RFC 3597 section 4).</summary>
    public void Octets(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(_octets.AsSpan(_length));
        _length += octets.Length;
    }

    /// <summary>A name, its longest suffix that the message already holds replaced by a pointer, letter case aside.</summary>
    public void Name(ReadOnlySpan<byte> name)
    {
        var at = 0;
        while (name[at] != 0)
        {
            var suffix = name[at..];
            var hash = Hash(suffix);
            if (Find(suffix, hash) is var offset && offset >= 0)
            {
                UInt16((ushort)(0xC000 | offset));
                return;
            }

            if (_length <= LastPointerTarget && _suffixCount < _suffixes.Length)
                _suffixes[_suffixCount++] = (hash, (ushort)_length);
            Octets(suffix[..(1 + suffix[0])]);
            at += 1 + name[at];
        }

        Byte(0);
    }

    private int Find(ReadOnlySpan<byte> suffix, uint hash)
    {
        for (var i = 0; i < _suffixCount; i++)
            if (_suffixes[i].Hash == hash && IsAt(_suffixes[i].Offset, suffix))
                return _suffixes[i].Offset;
        return -1;
    }

    private bool IsAt(int offset, ReadOnlySpan<byte> suffix)
    {
        var at = 0;
        while (true)
        {
            while (_octets[offset] >= 0xC0)
                offset = BinaryPrimitives.ReadUInt16BigEndian(_octets.AsSpan(offset)) & LastPointerTarget;
            var length = suffix[at];
            if (_octets[offset] != length) return false;
            if (length == 0) return true;
            for (var i = 1; i <= length; i++)
                if (Lower(_octets[offset + i]) != Lower(suffix[at + i]))
                    return false;
            offset += 1 + length;
            at += 1 + length;
        }
    }

    private static uint Hash(ReadOnlySpan<byte> name)
    {
        var hash = 2_166_136_261; // FNV-1a
        foreach (var octet in name) hash = (hash ^ Lower(octet)) * 16_777_619;
        return hash;
    }

    private static byte Lower(byte octet) => octet is >= (byte)'A' and <= (byte)'Z' ? (byte)(octet | 0x20) : octet;
}

using System.Diagnostics;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Names;

/// <summary>Neighbouring names, each without what it shares with the one before: what the index finds and reads at once.</summary>
/// <remarks>
/// <code>
/// block = 1*name
/// name  = shared rest-and-sides *octet   ; the owner-key is `shared` octets of the one before it and these
/// shared, rest-and-sides                 ; LEB128; the second is 4 * number of octets + sides (1 owner, 2 rdata, 3 both)
/// </code>
/// </remarks>
internal sealed class NameBlock
{
    /// <summary>Names in a block. Neighbours share their domain and so most of their trigrams, and those of random labels come again and
    /// again: the more names, the smaller the index. A candidate block is expanded and searched in some 20 microseconds.</summary>
    public const int Capacity = 256;

    /// <summary>Octets of the longest block.</summary>
    public const int MaxLength = Capacity * ((2 * LongestNumber) + RRsetKey.MaxOwnerKeyLength);

    /// <summary>Octets of a LEB128 number up to 4 * 510 + 3.</summary>
    public const int LongestNumber = 2;

    private readonly byte[] _lastKey = new byte[RRsetKey.MaxOwnerKeyLength];
    private int _lastKeyLength;

    public int Count { get; private set; }

    /// <summary>The block, in the first <see cref="Length"/> octets.</summary>
    public byte[] Octets { get; } = new byte[MaxLength];

    public int Length { get; private set; }

    public void Clear() => Count = Length = _lastKeyLength = 0;

    public void Add(ReadOnlySpan<byte> key, NameSides sides)
    {
        Debug.Assert(Count < Capacity);
        var shared = key.CommonPrefixLength(_lastKey.AsSpan(0, _lastKeyLength));
        var rest = key[shared..];
        WriteNumber(shared);
        WriteNumber((rest.Length << 2) | (int)sides);
        rest.CopyTo(Octets.AsSpan(Length));
        Length += rest.Length;
        key.CopyTo(_lastKey);
        _lastKeyLength = key.Length;
        Count++;
    }

    private void WriteNumber(int number)
    {
        for (; number >= 0x80; number >>= 7) Octets[Length++] = (byte)(number | 0x80);
        Octets[Length++] = (byte)number;
    }
}

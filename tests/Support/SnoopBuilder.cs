using System.Buffers.Binary;

namespace PassiveDns.Tests.Support;

/// <summary>Writes a snoop file into memory, frame by frame (RFC 1761).</summary>
public sealed class SnoopBuilder
{
    private readonly List<byte> _file = [];

    /// <param name="dataLink">4 is Ethernet.</param>
    public SnoopBuilder(uint dataLink = 4, uint version = 2)
    {
        _file.AddRange("snoop\0\0\0"u8);
        UInt32(version);
        UInt32(dataLink);
    }

    /// <summary>Octets so far: where the next record will stand.</summary>
    public int Length => _file.Count;

    /// <param name="timeNanoseconds">Since 1970, cut to microseconds.</param>
    /// <param name="originalLength">Octets on the wire, where that differs.</param>
    /// <param name="recordLength">What the record claims, where it shall lie.</param>
    /// <param name="claimedLength">The captured length to write, where it shall lie.</param>
    public SnoopBuilder Add(long timeNanoseconds, ReadOnlySpan<byte> octets, uint? originalLength = null, uint? recordLength = null, uint? claimedLength = null)
    {
        var padding = -octets.Length & 3;
        var (seconds, nanoseconds) = Math.DivRem(timeNanoseconds, 1_000_000_000);
        UInt32(originalLength ?? (uint)octets.Length);
        UInt32(claimedLength ?? (uint)octets.Length);
        UInt32(recordLength ?? (uint)(24 + octets.Length + padding));
        UInt32(0); // drops
        UInt32((uint)seconds);
        UInt32((uint)(nanoseconds / 1_000));
        _file.AddRange(octets);
        _file.AddRange(new byte[padding]);
        return this;
    }

    public byte[] ToArray() => _file.ToArray();

    private void UInt32(uint value)
    {
        Span<byte> octets = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        _file.AddRange(octets);
    }
}

using System.Buffers.Binary;

namespace PassiveDns.Tests.Support;

/// <summary>Writes an ERF file into memory, record by record (Endace, ERF types reference guide).</summary>
public sealed class ErfBuilder
{
    public const byte Hdlc = 1;
    public const byte Ethernet = 2;
    public const byte IPv4 = 22;
    public const byte IPv6 = 23;
    public const byte Meta = 27;
    public const byte Padding = 48;

    private readonly List<byte> _file = [];

    /// <summary>Octets so far: where the next record will stand.</summary>
    public int Length => _file.Count;

    /// <param name="timeNanoseconds">Since 1970.</param>
    /// <param name="octets">The frame, with the two octets of offset and padding that Ethernet has before it.</param>
    /// <param name="wireLength">Octets on the wire.</param>
    /// <param name="extensions">Headers of 8 octets each that the record has more.</param>
    /// <param name="recordLength">What the record claims, where it shall lie.</param>
    public ErfBuilder Add(byte type, long timeNanoseconds, ReadOnlySpan<byte> octets, int wireLength, int extensions = 0, ushort? recordLength = null)
    {
        var padding = -octets.Length & 7;
        var (seconds, nanoseconds) = Math.DivRem(timeNanoseconds, 1_000_000_000);
        Span<byte> header = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(header, ((ulong)seconds << 32) | (((ulong)nanoseconds << 32) / 1_000_000_000));
        header[8] = (byte)(extensions > 0 ? type | 0x80 : type);
        header[9] = 4; // variable length
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], recordLength ?? (ushort)(16 + (8 * extensions) + octets.Length + padding));
        BinaryPrimitives.WriteUInt16BigEndian(header[14..], (ushort)wireLength);
        _file.AddRange(header);
        for (var i = 1; i <= extensions; i++) _file.AddRange([(byte)(i < extensions ? 0x83 : 0x03), 0, 0, 0, 0, 0, 0, 0]);
        _file.AddRange(octets);
        _file.AddRange(new byte[padding]);
        return this;
    }

    public byte[] ToArray() => _file.ToArray();
}

using System.Buffers;
using System.Buffers.Binary;
using PassiveDns.Formats.Dns;

namespace PassiveDns.Benchmarks.Peers;

/// <summary>Keys and values of dnstable, as its manual page dnstable-encoding(5) has them: entries of version 0, without sets of types.</summary>
internal static class DnstableEncoding
{
    public const byte RRset = 0, RRsetNameForward = 1, RData = 2, RDataNameReversed = 3;

    /// <summary>Where the name stands in the rdata of the types by whose names dnstable can be asked.</summary>
    public static int? NameOffset(RRType type) => type switch
    {
        RRType.NS or RRType.CNAME or RRType.DNAME or RRType.PTR => 0,
        RRType.MX => 2,
        RRType.SRV => 6,
        _ => null,
    };

    public static void WriteOctet(this ArrayBufferWriter<byte> output, byte octet) => output.Write([octet]);

    /// <summary>Seven bits an octet, least significant first.</summary>
    public static void WriteNumber(this ArrayBufferWriter<byte> output, ulong number)
    {
        for (; number >= 0x80; number >>= 7) output.WriteOctet((byte)(number | 0x80));
        output.WriteOctet((byte)number);
    }

    /// <summary>A wire name with its labels in reverse: the top-level domain first, the root last.</summary>
    public static void WriteReversed(this ArrayBufferWriter<byte> output, ReadOnlySpan<byte> name)
    {
        Span<byte> reversed = stackalloc byte[DomainName.MaxLength];
        reversed = reversed[..name.Length];
        var end = name.Length - 1;
        reversed[end] = 0;
        for (; name[0] != 0; name = DomainName.Parent(name))
        {
            var label = name[..(1 + name[0])];
            end -= label.Length;
            label.CopyTo(reversed[end..]);
        }

        output.Write(reversed);
    }

    public static void WriteLength(this ArrayBufferWriter<byte> output, int length)
    {
        Span<byte> octets = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(octets, (ushort)length);
        output.Write(octets);
    }

    /// <summary>Seconds first and last, times seen.</summary>
    public static void WriteTriplet(this ArrayBufferWriter<byte> output, ulong first, ulong last, ulong count)
    {
        output.WriteNumber(first);
        output.WriteNumber(last);
        output.WriteNumber(count);
    }

    public static (ulong First, ulong Last, ulong Count) ReadTriplet(ReadOnlySpan<byte> value) =>
        (ReadNumber(ref value), ReadNumber(ref value), ReadNumber(ref value));

    private static ulong ReadNumber(ref ReadOnlySpan<byte> octets)
    {
        ulong number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var octet = octets[0];
            octets = octets[1..];
            number |= (ulong)(octet & 0x7F) << shift;
            if (octet < 0x80) return number;
        }
    }
}

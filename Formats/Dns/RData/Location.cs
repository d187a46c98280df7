using System.Buffers.Binary;

namespace PassiveDns.Formats.Dns.RData;

/// <summary>A place on earth: latitude, longitude, altitude, size and precisions (RFC 1876 section 2).</summary>
internal static class Location
{
    private const int Length = 16;
    private const uint Equator = 1u << 31; // also the prime meridian
    private const uint SecondOfArc = 1_000; // angles count thousandths of it
    private const uint Degree = 3_600 * SecondOfArc;
    private const long AltitudeBase = 10_000_000; // centimetres below the reference spheroid

    /// <summary>16 octets of version 0 with digits and angles in range; a misfit otherwise.</summary>
    public static int Measure(ReadOnlySpan<byte> rdata)
    {
        if (rdata.Length < Length || rdata[0] != 0) return RDataLayout.Misfit;
        foreach (var size in rdata[1..4])
        {
            if (size >> 4 > 9 || (size & 0xF) > 9) return RDataLayout.Misfit;
        }

        var inRange = Angle(rdata[4..]) <= 90 * Degree && Angle(rdata[8..]) <= 180 * Degree;
        return inRange ? Length : RDataLayout.Misfit;
    }

    /// <summary>Writes <c>42 21 54.000 N 71 6 18.000 W -24.00m 30m 10000m 10m</c> (RFC 1876 section 3).</summary>
    public static void Write(ReadOnlySpan<byte> rdata, ref AsciiWriter text)
    {
        WriteAngle(rdata[4..], " N "u8, " S "u8, ref text);
        WriteAngle(rdata[8..], " E "u8, " W "u8, ref text);
        WriteAltitude(BinaryPrimitives.ReadUInt32BigEndian(rdata[12..]) - AltitudeBase, ref text);
        foreach (var size in rdata[1..4])
        {
            text.WriteCharacter((byte)' ');
            WriteSize(size, ref text);
        }
    }

    private static uint Angle(ReadOnlySpan<byte> octets)
    {
        var value = BinaryPrimitives.ReadUInt32BigEndian(octets);
        return value >= Equator ? value - Equator : Equator - value;
    }

    private static void WriteAngle(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> positive, ReadOnlySpan<byte> negative, ref AsciiWriter text)
    {
        var angle = Angle(octets);
        text.WriteNumber(angle / Degree);
        text.WriteCharacter((byte)' ');
        text.WriteNumber(angle / (60 * SecondOfArc) % 60);
        text.WriteCharacter((byte)' ');
        text.WriteNumber(angle / SecondOfArc % 60);
        text.WriteCharacter((byte)'.');
        text.WritePadded((int)(angle % SecondOfArc), 3);
        text.Write(BinaryPrimitives.ReadUInt32BigEndian(octets) >= Equator ? positive : negative);
    }

    private static void WriteAltitude(long centimetres, ref AsciiWriter text)
    {
        if (centimetres < 0) text.WriteCharacter((byte)'-');
        centimetres = Math.Abs(centimetres);
        text.WriteNumber(centimetres / 100);
        text.WriteCharacter((byte)'.');
        text.WritePadded((int)(centimetres % 100), 2);
        text.WriteCharacter((byte)'m');
    }

    /// <summary>A size is a digit and a power of ten, in centimetres.</summary>
    private static void WriteSize(byte size, ref AsciiWriter text)
    {
        int digit = size >> 4, exponent = size & 0xF;
        if (exponent < 2)
        {
            text.Write("0."u8);
            text.WritePadded(exponent == 0 ? digit : 10 * digit, 2);
        }
        else
        {
            text.WriteCharacter((byte)('0' + digit));
            if (digit > 0)
            {
                for (; exponent > 2; exponent--) text.WriteCharacter((byte)'0');
            }
        }

        text.WriteCharacter((byte)'m');
    }
}

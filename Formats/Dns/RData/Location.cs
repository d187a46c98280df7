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

    /// <summary>The text says exactly these octets: nothing has a size in one way only.</summary>
    public static bool IsExact(ReadOnlySpan<byte> rdata) => !rdata[1..4].ContainsAnyInRange((byte)1, (byte)9);

    /// <summary>Reads what <see cref="Write"/> writes; minutes, seconds, sizes and the unit may be left out (RFC 1876 section 3).</summary>
    public static bool TryParse(ref RDataWords words, ref RDataOctets rdata)
    {
        if (!TryParseAngle(ref words, 90, (byte)'N', (byte)'S', out var latitude)
            || !TryParseAngle(ref words, 180, (byte)'E', (byte)'W', out var longitude)
            || !words.TryRead(out var word) || !TryParseAltitude(word, out var altitude)) return false;

        ReadOnlySpan<byte> defaultSizes = [0x12, 0x16, 0x13]; // 1 m, 10 km, 10 m
        Span<byte> sizes = stackalloc byte[defaultSizes.Length];
        defaultSizes.CopyTo(sizes);
        for (var i = 0; i < sizes.Length && !words.AtEnd; i++)
        {
            if (!words.TryRead(out word) || !TryParseSize(word, out sizes[i])) return false;
        }

        return rdata.TryAppend(0) && rdata.TryAppend(sizes) && rdata.TryAppendNumber(latitude, 4) && rdata.TryAppendNumber(longitude, 4)
            && rdata.TryAppendNumber(altitude, 4);
    }

    private static bool TryParseAngle(ref RDataWords words, ulong mostDegrees, byte positive, byte negative, out uint angle)
    {
        angle = 0;
        if (!words.TryReadNumber(mostDegrees, out var degrees)) return false;
        var value = degrees * Degree;
        for (var part = 0; words.TryRead(out var word); part++)
        {
            if (word.Length == 1 && char.IsAsciiLetter((char)word[0]))
            {
                var letter = word[0] & ~0x20;
                angle = letter == positive ? Equator + (uint)value : Equator - (uint)value;
                return letter == positive || letter == negative;
            }

            if (part > 1 || !TryParseDecimal(word, decimals: part == 0 ? 0 : 3, most: 59_999, out var fraction)) return false;
            if (part == 0 && fraction > 59) return false;
            value += part == 0 ? (ulong)fraction * 60 * SecondOfArc : (ulong)fraction;
        }

        return false;
    }

    private static bool TryParseAltitude(ReadOnlySpan<byte> word, out uint altitude)
    {
        altitude = 0;
        var isNegative = word.StartsWith("-"u8);
        if (!TryParseDecimal(WithoutUnit(isNegative ? word[1..] : word), decimals: 2, uint.MaxValue, out var centimetres)) return false;
        var value = AltitudeBase + (isNegative ? -centimetres : centimetres);
        altitude = (uint)value;
        return value is >= 0 and <= uint.MaxValue;
    }

    private static bool TryParseSize(ReadOnlySpan<byte> word, out byte size)
    {
        size = 0;
        if (!TryParseDecimal(WithoutUnit(word), decimals: 2, most: 9_999_999_999, out var centimetres)) return false;
        var exponent = 0;
        for (; centimetres > 9; centimetres /= 10) exponent++; // one digit is all there is room for
        size = (byte)((centimetres << 4) | (uint)exponent);
        return true;
    }

    private static ReadOnlySpan<byte> WithoutUnit(ReadOnlySpan<byte> word) => word.EndsWith("m"u8) || word.EndsWith("M"u8) ? word[..^1] : word;

    /// <summary>Reads a number with at most so many decimals, in units of the last of them.</summary>
    private static bool TryParseDecimal(ReadOnlySpan<byte> word, int decimals, ulong most, out long value)
    {
        var point = word.IndexOf((byte)'.');
        var whole = point < 0 ? word : word[..point];
        var fraction = point < 0 ? default : word[(point + 1)..];
        value = 0;
        if (fraction.Length > decimals || (point >= 0 && fraction.IsEmpty) || !RDataWords.TryParseNumber(whole, most, out var number)) return false;
        var parts = 0UL;
        if (!fraction.IsEmpty && !RDataWords.TryParseNumber(fraction, most, out parts)) return false;
        for (var i = 0; i < decimals; i++) number *= 10; // below 10^13
        for (var i = fraction.Length; i < decimals; i++) parts *= 10;
        value = (long)(number + parts);
        return (ulong)value <= most;
    }
}

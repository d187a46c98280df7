using System.Text;

namespace PassiveDns.Formats.Dns;

/// <summary>Writes any text in letters, digits and hyphens, and reads it again: what stands behind <c>xn--</c> in an A-label (RFC 3492, RFC 5890 section 2.3.2.1).</summary>
/// <remarks>Nothing is normalised or refused for its meaning: that is IDNA's (RFC 5891). Work is bounded by the square of what the caller has room for.</remarks>
public static class Punycode
{
    // RFC 3492 section 5.
    private const int Base = 36;
    private const int TMin = 1;
    private const int TMax = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int InitialBias = 72;
    private const int InitialCode = 0x80;
    private const byte Delimiter = (byte)'-';

    /// <summary>What an A-label begins with (RFC 5890 section 2.3.2.5).</summary>
    public static ReadOnlySpan<byte> Prefix => "xn--"u8;

    /// <summary>Writes a text (RFC 3492 section 6.3), ASCII as it is and all else in lower-case letters and digits.</summary>
    /// <param name="encoded">What the result must fit into: of an A-label, 59 octets.</param>
    /// <param name="written">Octets written; 0 on failure.</param>
    /// <returns>False when it does not fit.</returns>
    public static bool TryEncode(ReadOnlySpan<Rune> text, Span<byte> encoded, out int written)
    {
        written = 0;
        if (text.Length > encoded.Length) return false; // every code point takes an octet at least
        var length = 0;
        foreach (var rune in text)
        {
            if (rune.IsAscii) encoded[length++] = (byte)rune.Value;
        }

        var basic = length;
        var handled = basic;
        if (basic > 0 && !TryAppend(Delimiter, encoded, ref length)) return false;

        var (code, delta, bias) = (InitialCode, 0L, InitialBias);
        while (handled < text.Length)
        {
            var next = LowestFrom(code, text);
            delta += (next - code) * (handled + 1L);
            code = next;
            foreach (var rune in text)
            {
                if (rune.Value < code) delta++;
                if (rune.Value != code) continue;
                if (!TryAppendNumber(delta, bias, encoded, ref length)) return false;
                bias = Adapt(delta, ++handled, isFirst: handled == basic + 1);
                delta = 0;
            }

            delta++;
            code++;
        }

        written = length;
        return true;
    }

    /// <summary>Reads what <see cref="TryEncode"/> writes (RFC 3492 section 6.2). Letter case of digits is of no meaning.</summary>
    /// <param name="text">Room for the code points: as many as there are octets are always enough.</param>
    /// <param name="written">Code points written; 0 on failure.</param>
    /// <returns>False for other octets, for numbers that are no Unicode scalar value, and for what does not fit.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, Span<Rune> text, out int written)
    {
        written = 0;
        var basic = Math.Max(0, encoded.LastIndexOf(Delimiter));
        if (basic > text.Length) return false;
        for (var i = 0; i < basic; i++)
        {
            if (encoded[i] >= InitialCode) return false;
            text[i] = new Rune((char)encoded[i]);
        }

        var length = basic;
        var (code, place, bias) = ((long)InitialCode, 0L, InitialBias);
        for (var at = basic > 0 ? basic + 1 : 0; at < encoded.Length; length++)
        {
            if (length == text.Length || !TryReadNumber(encoded, ref at, bias, out var delta)) return false;
            place += delta;
            bias = Adapt(delta, length + 1, isFirst: length == basic);
            code += place / (length + 1);
            place %= length + 1;
            if (code > 0x10FFFF || !Rune.IsValid((int)code)) return false;
            text[(int)place..length].CopyTo(text[((int)place + 1)..]);
            text[(int)place++] = new Rune((int)code);
        }

        written = length;
        return true;
    }

    private static int LowestFrom(int code, ReadOnlySpan<Rune> text)
    {
        var lowest = int.MaxValue;
        foreach (var rune in text)
        {
            if (rune.Value >= code) lowest = Math.Min(lowest, rune.Value);
        }

        return lowest;
    }

    private static bool TryAppendNumber(long number, int bias, Span<byte> encoded, ref int length)
    {
        for (var k = Base; ; k += Base)
        {
            var threshold = Threshold(k, bias);
            if (number < threshold) return TryAppend(DigitOf((int)number), encoded, ref length);
            if (!TryAppend(DigitOf((int)(threshold + ((number - threshold) % (Base - threshold)))), encoded, ref length)) return false;
            number = (number - threshold) / (Base - threshold);
        }
    }

    /// <summary>Reads a number of variable length (RFC 3492 section 3.3). One beyond 32 bits leads to no code point (section 6.4).</summary>
    private static bool TryReadNumber(ReadOnlySpan<byte> encoded, ref int at, int bias, out long number)
    {
        number = 0;
        var weight = 1L;
        for (var k = Base; at < encoded.Length; k += Base)
        {
            var digit = ValueOf(encoded[at++]);
            if (digit < 0) return false;
            number += digit * weight;
            var threshold = Threshold(k, bias);
            if (number > int.MaxValue) return false;
            if (digit < threshold) return true;
            weight *= Base - threshold;
            if (weight > int.MaxValue) return false;
        }

        return false;
    }

    private static int Threshold(int k, int bias) => Math.Clamp(k - bias, TMin, TMax);

    /// <summary>RFC 3492 section 6.1.</summary>
    private static int Adapt(long delta, int points, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / points;
        var k = 0;
        for (; delta > (Base - TMin) * TMax / 2; k += Base) delta /= Base - TMin;
        return k + (int)((Base - TMin + 1) * delta / (delta + Skew));
    }

    private static bool TryAppend(byte octet, Span<byte> encoded, ref int length)
    {
        if (length == encoded.Length) return false;
        encoded[length++] = octet;
        return true;
    }

    private static byte DigitOf(int value) => (byte)(value < 26 ? 'a' + value : '0' + value - 26);

    private static int ValueOf(byte digit) => digit switch
    {
        >= (byte)'a' and <= (byte)'z' => digit - 'a',
        >= (byte)'A' and <= (byte)'Z' => digit - 'A',
        >= (byte)'0' and <= (byte)'9' => digit - '0' + 26,
        _ => -1,
    };
}
